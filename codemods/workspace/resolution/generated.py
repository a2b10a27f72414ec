"""The `paths` of config files that a framework generates, and that git therefore has not."""

from __future__ import annotations

from collections.abc import Mapping

# Nuxt's sources lie in app/ from version 4 on, at the top before:
# https://nuxt.com/docs/api/nuxt-config#alias
_NUXT = {
    "~": ["./app", "."],
    "~/*": ["./app/*", "./*"],
    "@": ["./app", "."],
    "@/*": ["./app/*", "./*"],
    "~~/*": ["./*"],
    "@@/*": ["./*"],
    "#shared/*": ["./shared/*"],
}

# https://svelte.dev/docs/kit/$lib
_SVELTE_KIT = {"$lib": ["./src/lib"], "$lib/*": ["./src/lib/*"]}

_BY_FOLDER: Mapping[str, Mapping[str, object]] = {".nuxt": _NUXT, ".svelte-kit": _SVELTE_KIT}


def generated_paths(config: str) -> Mapping[str, object] | None:
    """The `paths` that the config a file extends or refers to would have; None if not generated.

    config: as it is written, such as "./.nuxt/tsconfig.json"
    """
    return _BY_FOLDER.get(config.removeprefix("./").partition("/")[0])
