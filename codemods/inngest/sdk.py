"""Which major version of the SDK the app is written for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.model import Major

if TYPE_CHECKING:
    from codemods.inngest.project import Project

CURRENT: Major = 4
SUPPORTED: tuple[Major, ...] = (3, 4)

_V3_ONLY_SERVE_OPTIONS = ("signingKey", "serveHost")


@dataclass(frozen=True, slots=True)
class Sdk:
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
    forms = Counter(job.form for job in project.app_jobs())
    if forms:
        major = max(forms, key=lambda form: (forms[form], form))
        return Sdk(major, f"{forms[major]} of {forms.total()} jobs are written in its form")
    for serve in project.app_serves():
        text = project.source(serve.path).data[serve.span.start : serve.span.end]
        if any(option.encode() in text for option in _V3_ONLY_SERVE_OPTIONS):
            return Sdk(3, f"the options of serve in {serve.path}")
    return Sdk(CURRENT, "nothing says which, so the current one", certain=False)
