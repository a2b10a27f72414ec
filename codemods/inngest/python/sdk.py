"""How the Python SDK of an app calls its jobs: 0.5 moved the steps into the context."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.clients import PACKAGE
from codemods.syntax.python.calls import walk

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_RELEASE = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")
_LOWEST = re.compile(r"(?:>=|~=|\^|~|>)\s*v?(\d+)\.(\d+)")
_STEPS_IN_CONTEXT = (0, 5)
# The first whose `step.run` hands arguments on to what it runs, and which has StepError.
_OLDEST = (0, 3, 12)


class StepForm(Struct, frozen=True):
    """Where a handler finds its steps, and what says so.

    in_context: whether it is `ctx.step`, as since 0.5; else it is the second parameter
    """

    in_context: bool
    evidence: str


def find_step_form(project: Project) -> StepForm:
    """By the version that is locked or pinned, or the lowest that is asked for; else by the jobs
    that are there; else the current.

    Raises CodemodError for a version that is older than what a job needs.
    """
    package = project.app.python
    version = project.python_packages.version(PACKAGE, package)
    release = _RELEASE.match(version.text) if version is not None and version.certain else None
    if version is not None and release is not None:
        numbers = (int(release[1]), int(release[2]), int(release[3] or 0))
        if numbers < _OLDEST:
            raise CodemodError(
                f"inngest {version.text} is too old: the steps of a job need 0.3.12 at least",
                where=version.where,
                mend="upgrade it: pip install --upgrade inngest",
            )
        evidence = f"inngest {version.text} ({version.evidence}, {version.where})"
        return StepForm(numbers[:2] >= _STEPS_IN_CONTEXT, evidence)
    lowest = _LOWEST.search(version.text) if version is not None else None
    if (
        version is not None
        and lowest is not None
        and (int(lowest[1]), int(lowest[2])) >= _STEPS_IN_CONTEXT
    ):
        return StepForm(True, f"inngest {version.text} ({version.where})")
    counted = [
        _takes_steps(project, job.path, job.span.end)
        for job in project.app_jobs()
        if job.language == "python"
    ]
    known = [each for each in counted if each is not None]
    if known:
        apart = sum(known)
        most = apart * 2 > len(known)
        count = apart if most else len(known) - apart
        return StepForm(not most, f"{count} of {len(known)} jobs are written so")
    return StepForm(True, "nothing says which, so the current one")


def _takes_steps(project: Project, path: str, end: int) -> bool | None:
    """Whether the function that ends at a place, in bytes, has to be given a second parameter;
    None without a function."""
    source = project.python(path)
    for node in walk(source.module):
        if isinstance(node, cst.FunctionDef) and source.span(node)[1] == end:
            given = [*node.params.posonly_params, *node.params.params]
            return len(given) > 1 and given[1].default is None
    return None
