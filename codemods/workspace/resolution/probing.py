"""Which file a path without its true ending means: extensions, `index` files, unbuilt sources."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.workspace.tree import paths
from codemods.workspace.tree.files import DECLARATION_SUFFIXES, Files

# What TypeScript tries, with its ESM and CommonJS twins; declarations last, as they hold no code.
EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts")

# A specifier names the file that will be emitted; the source has another ending.
_SOURCE_ENDINGS = {
    ".js": (".ts", ".tsx", ".js", ".jsx", ".d.ts"),
    ".jsx": (".tsx", ".ts", ".jsx", ".d.ts"),
    ".mjs": (".mts", ".mjs", ".d.mts"),
    ".cjs": (".cts", ".cjs", ".d.cts"),
}

_BUILT_ENDINGS = (*DECLARATION_SUFFIXES, *_SOURCE_ENDINGS)
_BUILD_FOLDERS = ("dist", "build", "lib", "out", "output", ".output", "esm", "cjs")
_SOURCE_FOLDERS = ("src", "source", "lib", "")


def probe(files: Files, path: str) -> str | None:
    """The file that a module path means, as TypeScript and bundlers try it; None for none."""
    return next((each for each in _candidates(path) if each and files.exists(each)), None)


def probe_target(files: Files, directory: str, target: str) -> str | None:
    """The source file behind a path that package.json of `directory` names.

    What is built, and so ignored by git or a mere declaration, may not be there, or may be old:
    the source that it is built from is preferred.
    """
    path = paths.join(directory, target)
    if path is None:
        return None
    found = probe(files, path)
    if found and not found.endswith(DECLARATION_SUFFIXES) and not files.is_ignored(found):
        return found
    sources = (probe(files, each) for each in unbuilt(directory, path))
    return next((each for each in sources if each and not files.is_ignored(each)), None) or found


def _candidates(path: str) -> Iterator[str]:
    stem, dot, ending = path.rpartition(".")
    if dot:
        yield from (stem + each for each in _SOURCE_ENDINGS.get(f".{ending}", ()))
    yield from (path + each for each in EXTENSIONS if path)
    yield path
    yield from (paths.child(path, f"index{each}") for each in EXTENSIONS)


def unbuilt(directory: str, path: str) -> Iterator[str]:
    """Where the source of a built file may lie, without its ending: `dist/x.d.ts` has `src/x`."""
    way = paths.below(directory, path) or ""
    ending = next((each for each in _BUILT_ENDINGS if way.endswith(each)), "")
    way = way.removesuffix(ending)
    folder, slash, rest = way.partition("/")
    while slash and folder in _BUILD_FOLDERS:
        for source in _SOURCE_FOLDERS:
            if source != folder:
                yield paths.child(directory, paths.child(source, rest))
        folder, slash, rest = rest.partition("/")
