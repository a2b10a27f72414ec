"""Which major version of the SDK the app is written for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.clients import PACKAGE
from codemods.inngest.model import Major, language_of

if TYPE_CHECKING:
    from codemods.inngest.project import Project

CURRENT: Major = 4
SUPPORTED: tuple[Major, ...] = (3, 4)

_V3_ONLY_SERVE_OPTIONS = ("signingKey", "serveHost")

# How jobs were made before SDK 3, and before SDK 1 by functions of the package itself.
_FORMER = ("createScheduledFunction", "createStepFunction")
_FORMER_EXPORTS = frozenset({*_FORMER, "createFunction"})


class Sdk(Struct, frozen=True):
    """The major version and what says so; `certain` is False when nothing did."""

    major: Major
    evidence: str
    certain: bool = True


def find_sdk(project: Project, given: Major | None) -> Sdk:
    """The version that was given; else installed; else locked; else in package.json's range;
    else the form of the jobs that are there; else the current one.

    Raises CodemodError for a major that has neither form (2 and below, 5 and above).
    """
    if given is not None:
        return Sdk(given, "it was given")
    for major in SUPPORTED:
        if project.config.sdk == major:
            return Sdk(major, "codemod.toml")
    version = None
    if project.app.package is not None:
        version = project.packages.version("inngest", project.app.package)
    if version is not None and version.certain and version.major is not None:
        for major in SUPPORTED:
            if version.major == major:
                return Sdk(major, f"inngest {version.text} ({version.evidence}, {version.where})")
        raise CodemodError(
            f"inngest {version.text} is neither SDK 3 nor SDK 4",
            where=version.where,
            mend="give --sdk 3 or --sdk 4 to say which form to write",
        )
    forms = Counter(job.form for job in project.app_jobs() if job.form is not None)
    if forms:
        major = max(forms, key=lambda form: (forms[form], form))
        return Sdk(major, f"{forms[major]} of {forms.total()} jobs are written in its form")
    for serve in project.app_serves():
        text = project.source(serve.path).data[serve.span.start : serve.span.end]
        if any(option.encode() in text for option in _V3_ONLY_SERVE_OPTIONS):
            return Sdk(3, f"the options of serve in {serve.path}")
    return Sdk(CURRENT, "nothing says which, so the current one", certain=False)


def not_understood(project: Project, paths: Iterable[str]) -> str | None:
    """What shows that some of the files are written for an SDK whose jobs are not seen, in a line.

    paths: files that can be read. None where nothing shows it.
    """
    if project.config.sdk in SUPPORTED:
        return None
    rest = "only SDK 3 and 4 are understood"
    for path in sorted(each for each in paths if language_of(each) == "typescript"):
        try:
            version = project.packages.version(PACKAGE, project.packages.governing(path))
        except CodemodError:
            continue  # a package.json that cannot be read says nothing
        if version is not None and version.certain and version.major is not None:
            if version.major not in SUPPORTED:
                return f"inngest {version.text} in {version.where}: {rest}"
            continue
        former = _former_call(project, path)
        if former is not None:
            return f"{path}: {former} is of SDK 2 or older: {rest}"
    return None


def _former_call(project: Project, path: str) -> str | None:
    """The name by which a file makes a job as it was done before SDK 3, or None."""
    source = project.source(path)
    called = next((each for each in _FORMER if f".{each}(".encode() in source.data), None)
    if called is not None or not any(each.encode() in source.data for each in _FORMER_EXPORTS):
        return called
    imports = source.module.imports
    named = (each.imported for each in imports if each.specifier == PACKAGE)
    return next((each for each in named if each in _FORMER_EXPORTS), None)
