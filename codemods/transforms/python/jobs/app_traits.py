"""What the handlers of a Python app are like: async or sync, with Pydantic, for which Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.python.jobs.databases import Known

_ASYNC = re.compile(rb"^\s*async def |\basync def ", re.MULTILINE)
_VERSION = re.compile(r"(\d+)\.(\d+)")


def is_async(project: Project, known: Known) -> tuple[bool, str]:
    """Whether the job is to be async: as most jobs of the app are, else as its framework is."""
    handlers = [
        project.python(job.path).data[job.span.start : job.span.end]
        for job in project.app_jobs()
        if job.language == "python"
    ]
    if handlers:
        awaited = sum(_ASYNC.search(each) is not None for each in handlers)
        most = awaited * 2 >= len(handlers)
        count = awaited if most else len(handlers) - awaited
        return most, f"{count} of {len(handlers)} jobs are"
    for adapter in (serve.adapter for serve in project.app_serves()):
        if adapter in ("inngest.flask", "inngest.django"):
            return False, f"it is served by {adapter}"
    package = project.app.python
    for name in ("flask", "django"):
        if package is not None and package.depends(name) and not package.depends("fastapi"):
            return False, f"the app depends on {name}"
    if known.orm == "sqlalchemy" and known.sessions and not any(s.is_async for s in known.sessions):
        return False, "the sessions of its database are not async"
    return True, "the default, as there are no jobs yet"


def uses_pydantic(project: Project) -> bool:
    package = project.app.python
    named = package is not None and any(
        project.python_packages.depends(package, name)
        for name in ("pydantic", "fastapi", "sqlmodel")
    )
    return named or bool(project.files.python_mentions(b"pydantic"))


def is_modern(project: Project) -> bool:
    """Whether the app needs Python 3.11 at least, as its `requires-python` says."""
    package = project.app.python
    table = package.pyproject.get("project") if package is not None else None
    stated = table.get("requires-python") if isinstance(table, dict) else None
    if not isinstance(stated, str):
        return False
    found = _VERSION.search(stated)
    return found is not None and (int(found[1]), int(found[2])) >= (3, 11)
