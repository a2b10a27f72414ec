"""The services that jobs call: what many calls at once cost, and those behind further helpers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from codemods.inngest.anatomy.acts import Call, read_acts
from codemods.inngest.anatomy.handlers import Handler, read_handler
from codemods.inngest.anatomy.model import Context, Use
from codemods.inngest.anatomy.uses import use_of
from codemods.inngest.model import Job, Span
from codemods.inngest.outside.model import Done
from codemods.inngest.project import Project
from codemods.inngest.reading import Place, node_at, span
from codemods.rules._language import is_python
from codemods.syntax.naming import words
from codemods.syntax.nodes import arguments, callee_of, callee_text
from codemods.syntax.source import Source

# Words of packages and hosts of models, of payment and of mail, and of those that keep files.
_COSTLY = frozenset(
    {"ai", "anthropic", "bedrock", "brevo", "deepseek", "elevenlabs", "email", "fal", "gemini",
     "genai", "generative", "generativelanguage", "groq", "huggingface", "mail", "mailgun",
     "mistral", "openai", "openrouter", "paddle", "paypal", "perplexity", "polar", "postmark",
     "postmarkapp", "replicate", "resend", "sendgrid", "ses", "stripe", "twilio"}
)  # fmt: skip
_STORING = frozenset(
    {"blob", "bucket", "cloudinary", "dynamodb", "r2", "s3", "storage", "uploadthing"}
)
_PLAIN = frozenset({"fetch", "step.fetch", "axios", "got", "ky"})

# Where an app keeps the address of itself, or of its own backend; a host without a dot is one of
# its own network, such as another container.
_OWN = re.compile(
    r"\b(?:process|import\.meta)\.env\.(?:NEXT_PUBLIC_|VITE_)?"
    r"(?:APP|BACKEND|BASE|INTERNAL|NEXTAUTH|SELF|SITE|VERCEL)_(?:API_)?URL\b"
    r"|\b(?:app|backend|internal|site)(?:Base)?Url\b|^[`\"']/(?!/)|//(?:localhost|127\.0\.0\.1)\b"
    r"|//[a-zA-Z][\w-]*(?::\d+)?[/?\"'`]"
)
_OWN_IN_PYTHON = re.compile(
    rb"\b(?:APP|BACKEND|BASE|INTERNAL|SELF|SITE)_(?:API_)?URL\b|//(?:localhost|127\.0\.0\.1)\b"
    rb"|\b(?:app|backend|internal|site)_(?:base_)?url\b|//[a-zA-Z][\w-]*(?::\d+)?[/?\"']"
)
_LARGE = 30_000  # bytes of a helper that is not read through

OWN = 4  # the rank of what does not count alone


class Behind(Struct, frozen=True):
    """A call of a service that the helper of a helper makes.

    what:    what is called
    through: the helper that the step calls
    place:   where the service is called
    """

    what: str
    through: str
    place: Span


def rank(what: str, target: str, method: str) -> int:
    """The less, the sooner many calls at once end a service's rate limit, or cost too much; `OWN`
    for what looks up the app's own users."""
    if ".auth.admin." in f".{what}.":
        return OWN
    parts = set(words(target))
    if parts & _COSTLY:
        return 0
    if parts & _STORING:
        return 3
    return 2 if method == "GET" or what in _PLAIN else 1


def is_own_backend(project: Project, what: str, place: Span) -> bool:
    """Whether a request goes to the app itself, as far as its address tells."""
    if is_python(place.path):
        data = project.text(place.path).data
        return _OWN_IN_PYTHON.search(data, place.start, place.end) is not None
    if what.partition(".")[0] not in _PLAIN and what != "step.fetch":
        return False
    source = project.source(place.path)
    given = arguments(node_at(source, place))
    return bool(given) and _OWN.search(source.text(given[0])) is not None


def costly_behind(project: Project, job: Job) -> Behind | None:
    """The first call of a model, of mail or of payment that the steps of a job surely make, one
    helper further than the job's effects are followed; None without one."""
    handler = read_handler(project, job)
    if handler is None:
        return None
    for call in read_acts(project, [handler]).calls:
        if call.step is None or call.helper is None:
            continue
        found = _in_helper(project, call)
        if found is not None:
            return found
    return None


def _in_helper(project: Project, call: Call) -> Behind | None:
    """What the helpers do that a helper calls."""
    assert call.helper is not None
    through = callee_text(call.handler.source, call.site.node)
    doings = project.acts.doings
    for source, function in _called(project, call.helper):
        inner = Handler(source, function, ())
        for site in inner.calls:
            if site.node.type != "call_expression" or not _is_sure(source, site.context):
                continue
            done = doings.of(source, site.node)
            if done is not None and _is_costly(done):
                return Behind(done.what, through, span(source, site.node))
    return None


def _called(project: Project, helper: Place) -> Iterator[Place]:
    """The functions of the project that a helper surely calls, and waits for."""
    source, function = helper
    if function.end_byte - function.start_byte > _LARGE:
        return
    for site in Handler(source, function, ()).calls:
        callee = callee_of(site.node) if site.node.type == "call_expression" else None
        if callee is None or not _is_sure(source, site.context):
            continue
        if use_of(source, site) is not Use.AWAITED:
            continue
        found = project.acts.origins.function(source, callee)
        if found is not None and found[1].end_byte - found[1].start_byte <= _LARGE:
            yield found


def _is_costly(done: Done) -> bool:
    costs = rank(done.what, done.target, done.method)
    return done.kind == "external" and done.certain and costs == 0


def _is_sure(source: Source, context: Context) -> bool:
    """Whether a place in a helper is passed whenever the helper is called and nothing fails."""
    return not context.in_catch and all(
        branch.arm == 0 and source.data.startswith(b"try", branch.construct.start)
        for branch in context.branches
    )
