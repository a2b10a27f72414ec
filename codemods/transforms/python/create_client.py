"""Create the module with the Inngest client, in a Python app that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.model import language_of
from codemods.inngest.python.house_style import python_style
from codemods.syntax import naming
from codemods.transforms.jobs.own_templates import own_template
from codemods.transforms.python.frameworks import find_entry
from codemods.transforms.python.jobs.job_parts import Import
from codemods.transforms.python.jobs.references import is_own
from codemods.transforms.python.jobs.render import House, module, render_body
from codemods.workspace.tree import paths
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# Not `inngest.py`: on the path of modules it would hide the SDK.
_FILE = "inngest_client.py"


def plan_client(project: Project) -> ChangeSet:
    """`inngest_client.py` beside the module that makes the app; nothing where there is a client.

    Raises CodemodError where another file is in its place, and where the app serves jobs with a
    client from elsewhere: a second one would be another app to Inngest.
    """
    if any(language_of(each.span.path) == "python" for each in project.clients):
        return ChangeSet()
    for serve in project.app_serves():
        if language_of(serve.path) == "python" and serve.client is not None:
            if serve.client.startswith(("[", "(")):
                raise CodemodError(
                    "serve is called with the list of jobs in the place of its client",
                    where=project.python(serve.path).place_at(serve.span.start),
                    mend="give it the app first: serve(app, client, [job])",
                )
            raise CodemodError(
                f"jobs are served with {serve.client} here, and no file of the project makes it",
                where=serve.path,
                mend="add the module that makes the client, or name it with --client PATH#NAME",
            )
    entry = find_entry(project)
    folder = paths.parent(entry.path) if entry is not None else project.app.directory
    path = paths.child(folder, _FILE)
    if project.files.read(path) is not None:
        raise CodemodError(
            "this file exists and makes no Inngest client that can be followed",
            where=path,
            mend="name the module that makes the client with --client PATH#NAME",
        )
    logger = "uvicorn" if entry is not None and entry.framework == "fast_api" else None
    context = {"client": {"app_id": _app_id(project), "logger": logger}}
    content = module(
        "The Inngest client",
        [Import("inngest"), Import("logging")],
        render_body("client", context, own_template(project, "client", ".py")),
        House(python_style(project, path), path, lambda each: is_own(project, path, each)),
    )
    return ChangeSet((Change(path, None, content, "create the Inngest client"),))


def _app_id(project: Project) -> str:
    package = project.app.python
    name = (package.name or "") if package is not None else ""
    folder = project.app.directory.rpartition("/")[2] or project.files.root.name
    return naming.slug(name) or naming.slug(folder) or "app"
