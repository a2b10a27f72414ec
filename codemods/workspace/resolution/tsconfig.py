"""tsconfig.json and jsconfig.json: which one speaks for a file, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax import jsonc
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.entrypoints import CONDITIONS, exported
from codemods.workspace.resolution.generated import generated_paths
from codemods.workspace.resolution.specifiers import is_package, package_parts
from codemods.workspace.tree import globs, paths

NAMES = ("tsconfig.json", "jsconfig.json")

_CONFIG_DIR = "${configDir}"


class Alias(Struct, frozen=True):
    """One entry of `paths`: a specifier with at most one `*`, and where it leads, root-relative."""

    pattern: str
    targets: tuple[str, ...]


class CompilerOptions(Struct, frozen=True):
    """The compiler options that matter to generated code, with TypeScript's defaults.

    `module` and `module_resolution` are in lower case; the latter follows from the former where
    it is not given. `out_dir` is root-relative; None too where the config itself lies in it.
    """

    strict: bool = False
    module: str = ""
    module_resolution: str = "bundler"
    allow_importing_ts_extensions: bool = False
    verbatim_module_syntax: bool = False
    checks_indices: bool = False  # `noUncheckedIndexedAccess`
    custom_conditions: frozenset[str] = frozenset()
    out_dir: str | None = None

    @property
    def needs_extensions(self) -> bool:
        """Whether modules are resolved as Node.js does, with `.js` in relative specifiers."""
        return self.module_resolution in ("node16", "nodenext")


class TsConfig(Struct, frozen=True):
    """What one config file says, with what it extends.

    base_url: the folder that bare specifiers are tried in, or None
    aliases:  `paths`, in the order of the file
    include:  globs of the files that it speaks for
    """

    path: str
    options: CompilerOptions
    base_url: str | None
    aliases: tuple[Alias, ...]
    include: tuple[str, ...]
    references: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether the file is one of those that the config includes; `exclude` is not read."""
        return any(
            path == each or paths.below(each, path) or globs.matches(each, path)
            for each in self.include
        )


class _Raw(Struct, frozen=True):
    """A config's settings, each with the folder of the file that declared it."""

    options: Mapping[str, object]
    base_url: tuple[str, str] | None = None
    paths: tuple[str, Mapping[str, object]] | None = None
    files: tuple[str, list[object]] | None = None
    include: tuple[str, list[object]] | None = None
    out_dir: tuple[str, str] | None = None


class TsConfigs:
    """The configs of a repository. What is read is cached."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._files = packages.files
        self._configs: dict[str, TsConfig] = {}

    def nearest(self, path: str) -> TsConfig | None:
        """The config that speaks for a file: the nearest one upward.

        Where that one only refers to others, as a solution does, it is the one of those that
        includes the file. Raises CodemodError where a config is not JSON.
        """
        for directory in paths.ancestors(paths.parent(path)):
            for name in NAMES:
                candidate = paths.child(directory, name)
                if self._files.exists(candidate):
                    return self._choose(self._config(candidate), path)
        return None

    def compiler_options(self, path: str) -> CompilerOptions:
        """The options under which a file is compiled; the defaults where there is no config."""
        config = self.nearest(path)
        return config.options if config else CompilerOptions()

    def _choose(self, config: TsConfig, path: str) -> TsConfig:
        if config.aliases or not config.references:
            return config
        referred = list(self._referred(config, {config.path}))
        for each in referred:
            if each.covers(path) and each.aliases:
                return each
        if config.include:
            return config
        covering = (each for each in referred if each.covers(path))
        with_aliases = (each for each in referred if each.aliases)
        return next(covering, None) or next(with_aliases, config)

    def _referred(self, config: TsConfig, seen: set[str]) -> Iterator[TsConfig]:
        for path in config.references:
            if path not in seen:
                seen.add(path)
                found = self._config(path)
                yield found
                yield from self._referred(found, seen)

    def _config(self, path: str) -> TsConfig:
        if path not in self._configs:
            self._configs[path] = self._build(path)
        return self._configs[path]

    def _build(self, path: str) -> TsConfig:
        directory = paths.parent(path)
        data = self._json(path)
        raw = self._raw(path, data, frozenset())
        base_url = _place(directory, *raw.base_url) if raw.base_url else None
        aliases = []
        if raw.paths:
            declared_in, table = raw.paths
            base = base_url if base_url is not None else declared_in
            for pattern, listed in table.items():
                places = [_place(directory, base, each) for each in _strings(listed)]
                aliases.append(Alias(pattern, tuple(each for each in places if each is not None)))
        listed_in = [raw.files, raw.include]
        if not any(listed_in):
            listed_in = [(directory, ["**/*"])]
        include = [
            _place(directory, where, each)
            for where, entries in filter(None, listed_in)
            for each in _strings(entries)
        ]
        return TsConfig(
            path,
            _compiler_options(raw.options, _out_dir(directory, raw.out_dir)),
            base_url,
            tuple(aliases),
            tuple(each for each in include if each is not None),
            tuple(self._references(directory, data)),
        )

    def _references(self, directory: str, data: Mapping[str, object]) -> Iterator[str]:
        """The paths of the configs that the file in `directory` refers to, if they are there."""
        for way in _ways(data):
            place = paths.join(directory, way)
            for candidate in (place, paths.child(place, NAMES[0])) if place is not None else ():
                if self._files.exists(candidate):
                    yield candidate
                    break

    def _raw(self, path: str, data: Mapping[str, object], seen: frozenset[str]) -> _Raw:
        """The settings of a config over those of what it extends; a missing or circular base
        counts as empty, as editors have it."""
        directory = paths.parent(path)
        base = _Raw({})
        extends = data.get("extends")
        for specifier in _strings([extends] if isinstance(extends, str) else extends):
            found = self._extended(directory, specifier)
            if found is None and (table := generated_paths(specifier)):
                base = _over(_Raw({}, paths=(directory, table)), base)
            elif found is not None and found not in seen and found != path:
                base = _over(self._raw(found, self._json(found), seen | {path}), base)
        declared = data.get("compilerOptions")
        options = declared if isinstance(declared, dict) else {}
        url, table, out = (options.get(name) for name in ("baseUrl", "paths", "outDir"))
        files, include = data.get("files"), data.get("include")
        if not isinstance(table, dict):
            table = next(filter(None, map(generated_paths, _ways(data))), None)
        own = _Raw(
            options,
            (directory, url) if isinstance(url, str) else None,
            (directory, table) if table is not None else None,
            (directory, files) if isinstance(files, list) else None,
            (directory, include) if isinstance(include, list) else None,
            (directory, out) if isinstance(out, str) else None,
        )
        return _over(own, base)

    def _extended(self, directory: str, specifier: str) -> str | None:
        """The path of the config that `extends` names, or None where it is not there."""
        candidates: list[str | None] = []
        if specifier.startswith("."):
            candidates += _with_json(paths.join(directory, specifier))
        elif not specifier.startswith("/"):
            name, subpath = package_parts(specifier)
            for folder in self._package_folders(directory, name) if is_package(name) else ():
                candidates += self._in_package(folder, subpath)
        return next((each for each in candidates if each and self._files.exists(each)), None)

    def _package_folders(self, directory: str, name: str) -> Iterator[str]:
        for each in paths.ancestors(directory):
            yield paths.child(each, f"node_modules/{name}")
        local = self._packages.local(name, next(self._packages.upward(directory), None))
        if local is not None:
            yield local.directory

    def _in_package(self, folder: str, subpath: str) -> Iterator[str | None]:
        package = self._packages.at(folder)
        if package is not None:
            entry = f"./{subpath}" if subpath else "."
            for target in exported(package.data.get("exports"), entry, CONDITIONS):
                yield paths.join(folder, target)
            if not subpath and isinstance(field := package.data.get("tsconfig"), str):
                yield paths.join(folder, field)
        yield from _with_json(paths.join(folder, subpath or NAMES[0]))

    def _json(self, path: str) -> Mapping[str, object]:
        try:
            text = (self._files.read(path) or b"").decode("utf-8-sig")
            value = jsonc.loads(text) if text.strip() else {}
        except UnicodeDecodeError:
            raise CodemodError("not UTF-8", where=path, mend="save the file as UTF-8") from None
        except CodemodError as error:
            line = (error.where or "").removeprefix("line ")
            where = f"{path}:{line}" if line else path
            raise CodemodError(error.what, where=where, mend="mend the file") from None
        return value if isinstance(value, dict) else {}


def _over(upper: _Raw, lower: _Raw) -> _Raw:
    return _Raw(
        {**lower.options, **upper.options},
        upper.base_url or lower.base_url,
        upper.paths or lower.paths,
        upper.files or lower.files,
        upper.include or lower.include,
        upper.out_dir or lower.out_dir,
    )


def _place(config_dir: str, directory: str, path: str) -> str | None:
    """The root-relative place of a path; `${configDir}` is the folder of the config in use."""
    if path.startswith(_CONFIG_DIR):
        return paths.join(config_dir, path.removeprefix(_CONFIG_DIR).lstrip("/"))
    return paths.join(directory, path)


def _with_json(path: str | None) -> tuple[str | None, ...]:
    return (path, f"{path}.json", paths.child(path, NAMES[0])) if path is not None else ()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _ways(data: Mapping[str, object]) -> list[str]:
    """The paths in `references`, as they are written."""
    entries = [each.get("path") for each in _list(data.get("references")) if isinstance(each, dict)]
    return [each for each in entries if isinstance(each, str)]


def _strings(value: object) -> list[str]:
    return [each for each in _list(value) if isinstance(each, str)]


def _out_dir(config_dir: str, declared: tuple[str, str] | None) -> str | None:
    """The root-relative folder of the output, unless the config's own folder lies in it."""
    place = _place(config_dir, *declared) if declared is not None else None
    return place if place is not None and paths.below(place, config_dir) is None else None


def _compiler_options(options: Mapping[str, object], out_dir: str | None) -> CompilerOptions:
    module = str(options.get("module") or "").lower()
    resolution = str(options.get("moduleResolution") or "").lower()
    if not resolution:
        if module in ("node16", "node18", "node20", "nodenext"):
            resolution = "nodenext" if module == "nodenext" else "node16"
        else:
            resolution = "node10" if module in ("commonjs", "umd", "amd", "system") else "bundler"
    return CompilerOptions(
        strict=options.get("strict") is True,
        module=module,
        module_resolution="node10" if resolution == "node" else resolution,
        allow_importing_ts_extensions=options.get("allowImportingTsExtensions") is True
        or options.get("rewriteRelativeImportExtensions") is True,
        verbatim_module_syntax=options.get("verbatimModuleSyntax") is True,
        checks_indices=options.get("noUncheckedIndexedAccess") is True,
        custom_conditions=frozenset(_strings(options.get("customConditions"))),
        out_dir=out_dir,
    )
