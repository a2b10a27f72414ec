"""Create the component that shows how far a job is, starts it, and starts it again when it failed.

A client component of React, which asks the job's route, so that the route has to be there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.house_style import house_style
from codemods.inngest.placement import source_root
from codemods.syntax import naming
from codemods.transforms.components.component_template import (
    TEMPLATE,
    Button,
    ComponentTemplate,
    render_component,
    render_styles,
)
from codemods.transforms.components.neighbours import Neighbours, find_neighbours
from codemods.transforms.components.own_button import OwnButton, find_button
from codemods.transforms.components.place import check_path, component_name, component_path, deed
from codemods.transforms.components.styling import (
    Styling,
    dressed,
    find_styling,
    looks,
    styles_path,
)
from codemods.transforms.following.followed_job import FollowedJob, followed_job
from codemods.transforms.jobs.own_templates import own_template
from codemods.transforms.proof import prove_component, prove_parses
from codemods.workspace.tree import paths
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.style import Style

_METHODS = ("GET", "POST")
_REACT = ("react", "next")
_ADDRESS = re.compile(r"(https?:/)?/[^\[\]]*\[[^\[\]./]+\][^\[\]]*")
_CONFIGS = tuple(f"next.config.{ending}" for ending in ("ts", "mjs", "js", "cjs"))


class AddStatusComponent(Struct, frozen=True):
    """The component for one job.

    job:    its id, its export or its file
    event:  which of its events, where it has several
    entity: the record, where the job does not tell
    name:   the component's, in PascalCase
    path:   the file to create
    route:  the file of the job's route, where it is not the usual one
    url:    what to ask instead of that route, with the record's id as its one `[parameter]`
    """

    job: str
    event: str | None = None
    entity: str | None = None
    name: str | None = None
    path: str | None = None
    route: str | None = None
    url: str | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The new component, with its styles; nothing where it is there already.

        Raises CodemodError for a job that cannot be followed or has no route, and where another
        file is in the component's place.
        """
        _require_react(project)
        followed = followed_job(
            project, self.job, event=self.event, entity=self.entity, path=self.route
        )
        url = self._address(project, followed)
        near = find_neighbours(project, followed.entity)
        name = self.name or component_name(followed.action, followed.entity)
        path = self.path or component_path(project, near, followed.entity, name)
        check_path(project, path)
        button = find_button(project, near, path)
        styling = find_styling(project, near)
        component = _template(followed, url, name, path, near=near, styling=styling, button=button)
        facts: dict[str, object] = {"component": name, "module": path, "url": url}
        if _is_there(project, path, component):
            return ChangeSet(identical=(path,), facts=facts)
        style = house_style(project, path, like=[source.path for source in near.sources]).style
        override = own_template(project, TEMPLATE, ".tsx")
        content = render_component(component, style, path, override)
        changes = [Change(path, None, content, f"create the component {name}")]
        styles = component.looks.styles
        if styles is not None and styles.encode() in content:  # an own template may have none
            changes.append(_styles(project, styling, path, style))
        planned = ChangeSet(tuple(changes))
        prove_parses(planned)
        prove_component(
            project.with_changes(planned),
            path=path,
            name=name,
            default=component.default,
            address=component.address,
            template=override[0] if override else None,
        )
        return planned | ChangeSet(
            facts={**facts, "detected": self._detected(near, styling, button, url)},
            notes=(*followed.notes, *_notes(project, url, given=self.url is not None)),
            next_steps=_next_steps(project, near, component, path),
        )

    def _address(self, project: Project, followed: FollowedJob) -> str:
        """What the component asks; raises CodemodError where nothing answers there."""
        if self.url is not None:
            if not _ADDRESS.fullmatch(self.url):
                raise CodemodError(
                    f"the address {naming.quoted(self.url)} has no place for the record's id",
                    mend=f"give it as in --url {followed.url}",
                )
            return self.url
        other = "or name another address with --url"
        if not project.files.exists(followed.route):
            raise CodemodError(
                f"the job {followed.job.label} has no route that tells its status",
                where=followed.route,
                mend=f"create it with codemod add-api-route --job {self.job}, {other}",
            )
        exports = {each.exported for each in project.source(followed.route).module.exports}
        lacking = [method for method in _METHODS if method not in exports and "*" not in exports]
        if lacking:
            raise CodemodError(
                f"the route has no {' and no '.join(lacking)}, which the component asks",
                where=followed.route,
                mend=f"export {' and '.join(lacking)} from it, {other}",
            )
        return followed.url

    def _detected(
        self, near: Neighbours, styling: Styling, button: OwnButton | None, url: str
    ) -> tuple[tuple[str, str, str], ...]:
        """What was read off the project: what, value and evidence."""
        fits = "it takes what is given" if button else "the app has no Button that plainly fits"
        return (
            ("components", near.home or ".", near.evidence),
            ("styling", styling.kind, styling.evidence),
            ("button", button.path if button else "plain", fits),
            ("route", url, "it was named" if self.url else "it answers GET and POST"),
        )


def _require_react(project: Project) -> None:
    """Raises CodemodError where neither the app nor the workspace around it depends on React."""
    around = project.packages.upward(project.app.directory)
    if any(project.packages.depends(package, each) for package in around for each in _REACT):
        return
    raise CodemodError(
        "the app has no React to show a component with",
        where=project.app.path("package.json"),
        mend="name the app that has it with --app, if it serves the jobs too",
    )


def _template(
    followed: FollowedJob,
    url: str,
    name: str,
    path: str,
    *,
    near: Neighbours,
    styling: Styling,
    button: OwnButton | None,
) -> ComponentTemplate:
    takes_class = button.takes_class if button else True
    pressed = dressed(button.button if button else Button(), styling, takes_class=takes_class)
    return ComponentTemplate(
        name=name,
        entity=followed.entity,
        says=" ".join(deed(followed.action, followed.entity)).capitalize(),
        id_kind=followed.id_type,
        url=url,
        states=followed.states,
        typescript=path.endswith(".tsx"),
        default=near.default,
        button=pressed,
        looks=looks(styling, path),
    )


def _is_there(project: Project, path: str, component: ComponentTemplate) -> bool:
    """Whether the component is in its file already; raises CodemodError where another thing is."""
    data = project.files.read(path)
    if data is None:
        return False
    module = project.source(path).module
    exported = {export.exported for export in module.exports}
    named = component.name in exported or (
        "default" in exported and component.name in module.declarations
    )
    if named and component.address.encode() in data:
        return True
    raise CodemodError(
        f"this file exists and does not hold {component.name} for {component.url}",
        where=path,
        mend="give another name with --name, or another file with --path",
    )


def _styles(project: Project, styling: Styling, path: str, style: Style) -> Change:
    """The CSS module of the component in the file `path`."""
    module = styles_path(styling, path)
    content, before = render_styles(style), project.files.read(module)
    if before is not None and before != content:
        raise Refusal(
            "this file exists, and the component's styles would be in it",
            where=module,
            mend="give the component another name with --name, or another file with --path",
        )
    return Change(module, before, content, "create its styles")


def _notes(project: Project, url: str, *, given: bool) -> tuple[str, ...]:
    """What to say where fetch would not ask the route."""
    if given or not url.startswith("/"):
        return ()
    for name in _CONFIGS:
        path = project.app.path(name)
        if b"basePath" in (project.files.read(path) or b""):
            return (f"{path} sets a basePath: if it is not empty, give --url /BASE{url}",)
    return ()


def _next_steps(
    project: Project, near: Neighbours, component: ComponentTemplate, path: str
) -> tuple[str, str]:
    """The lines for a page, wherever that is."""
    page = paths.child(source_root(project), "app/anywhere/page.tsx")
    specifier = project.modules.specifier(path, page, like=near.imports, name=component.name)
    name = component.name if component.default else f"{{ {component.name} }}"
    shown = f"<{component.name} {component.id}={{{component.entity}.id}} />"
    return (f'import it in a page: import {name} from "{specifier}"', f"show it there: {shown}")
