"""Create the route by which people start a job on a record and see how far it is.

A route handler of Next's App Router, https://nextjs.org/docs/app/api-reference/file-conventions/route:
POST starts the job, GET tells the status that it keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.house_style import house_style
from codemods.transforms.following.followed_job import FollowedJob, followed_job
from codemods.transforms.following.route_plan import RoutePlan, RouteRequest, plan_route
from codemods.transforms.following.route_proof import prove_route
from codemods.transforms.following.route_template import TEMPLATE, render_api_route
from codemods.transforms.jobs.own_templates import own_template, own_template_path
from codemods.transforms.proof import prove_parses
from codemods.transforms.triggers.model import SendMode
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_OTHER_TEXT = "the route is there, in other words than would be written now, and stays as it is"


class AddApiRoute(Struct, frozen=True):
    """The route of a job.

    job:       its id, its export or its file
    event:     which of its events, where it has several
    entity:    the record that it works on, where its event does not tell
    path:      the route's file, where it is not to be the usual one
    auth_like: `FILE` or `FILE#GET`: the route to take the way to authenticate from
    data:      (key, TypeScript expression) of the event's data; the rest is read off the project
    send:      whether the route waits; None: as codemod.toml says, else fire and forget
    client:    `PATH` or `PATH#NAME` of the Inngest client, where it is not detected
    """

    job: str
    event: str | None = None
    entity: str | None = None
    path: str | None = None
    auth_like: str | None = None
    data: tuple[tuple[str, str], ...] = ()
    send: SendMode | None = None
    client: str | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The new route; nothing where the very route is there.

        Raises OpenQuestion for what a person has to decide, CodemodError for bad input and for a
        project that does not tell who asks, Refusal for a route or model that must be left alone.
        """
        followed = followed_job(
            project, self.job, event=self.event, entity=self.entity, path=self.path
        )
        asked = RouteRequest(self.auth_like, self.data, self.send, self.client)
        planned = plan_route(project, followed, asked)
        path = followed.route
        style = house_style(project, path).style
        override = own_template(project, TEMPLATE)
        content = render_api_route(planned.template, style, path, override)
        facts = _facts(followed, planned)
        before = project.files.read(path)
        if before is not None:
            if before != content:
                _require_same(project, followed, planned)
            notes = () if before == content else (_OTHER_TEXT,)
            return ChangeSet(identical=(path,), facts=facts, notes=notes)
        changes = ChangeSet((Change(path, None, content, f"create the route of {self.job}"),))
        prove_parses(changes)
        template = own_template_path(project, TEMPLATE)
        prove_route(project.with_changes(changes), followed, planned.scope, template)
        return changes | ChangeSet(
            facts=facts, notes=planned.notes, next_steps=_next_steps(followed)
        )


def _require_same(project: Project, followed: FollowedJob, planned: RoutePlan) -> None:
    """Raises Refusal unless the file that is there is the job's route, whatever else it does."""
    path = followed.route
    project.files.refuse_overlooked(path)
    project.source(path)  # says so where it cannot be read
    try:
        prove_route(project, followed, planned.scope, None)
    except CodemodError:
        raise Refusal(
            "another route is here already",
            where=path,
            mend="name another file with --path; or add what it lacks by hand, and the send with "
            "codemod add-trigger",
        ) from None


def _facts(followed: FollowedJob, planned: RoutePlan) -> dict[str, object]:
    return {
        "job": followed.job.label,
        "event": followed.event,
        "model": followed.model.name,
        "route": followed.route,
        "url": followed.url,
        "scope": planned.scope.column,
        "detected": planned.detected,
    }


def _next_steps(followed: FollowedJob) -> tuple[str, ...]:
    url = followed.url.replace(f"[{followed.slug}]", "ID")
    return (f"start the job with POST {url}, and ask for its status with GET",)
