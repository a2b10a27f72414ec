"""Calls that leave the program: HTTP requests, and the SDKs of services."""

from __future__ import annotations

import re

import libcst as cst

from codemods.inngest.python.anatomy.chains import chain_of, told
from codemods.inngest.python.anatomy.done import Done
from codemods.inngest.python.anatomy.names import held
from codemods.inngest.python.anatomy.tree import Tree, argument, keyword, string_of
from codemods.syntax.naming import words

_HTTP = re.compile(
    r"(?:requests|httpx|aiohttp)(?:\.(?:\w*Session|session|Client|AsyncClient|sessions\.Session)"
    r"\(\))?\.(?P<verb>get|post|put|patch|delete|head|options|request|stream|send)"
)
_URLOPEN = frozenset({"urllib.request.urlopen", "urllib3.PoolManager().request", "urllib3.request"})
_MOST_HOPS = 8  # names and strings that an address is put together from
_HOST = re.compile(r"https?://([^/\s{}?#]+)")

# Packages whose clients speak to a service, by the beginning of the dotted path.
_PACKAGES = (
    "ai21", "anthropic", "apify_client", "assemblyai", "aioboto3", "boto3", "brevo_python",
    "cloudinary", "cohere", "deepgram", "e2b", "e2b_code_interpreter", "elevenlabs", "exa_py",
    "fal_client", "firebase_admin.messaging", "firecrawl", "github", "google.cloud", "google.genai",
    "google.generativeai", "groq", "huggingface_hub", "hubspot", "langchain_anthropic",
    "langchain_google_genai", "langchain_groq", "langchain_openai", "litellm",
    "mailchimp_marketing",
    "mailersend", "mailgun", "mistralai", "notion_client", "openai", "paypalrestsdk", "perplexity",
    "pinecone", "plaid", "postmarker", "qdrant_client", "replicate", "resend", "sendgrid",
    "sib_api_v3_sdk", "slack_sdk", "smtplib", "square", "stripe", "tavily", "telegram", "together",
    "tweepy", "twilio", "vertexai", "weaviate", "xai_sdk", "django.core.mail",
)  # fmt: skip
# Functions of packages, in lower case, that give a client.
_GIVING = frozenset(
    {"blob", "bucket", "client", "collection", "connect_to_local", "connect_to_weaviate_cloud",
     "document", "get_connection", "resource", "with_options"}
)  # fmt: skip
# Methods that only compute, configure, or check.
_LOCAL = frozenset(
    {"add_attachment", "aclose", "attach", "bind", "bind_tools", "close", "configure",
     "construct_event", "count_tokens", "dict", "from_env", "getLogger", "init", "json", "login",
     "model_dump", "model_dump_json", "model_validate", "quit", "starttls", "to_dict",
     "verify_header", "with_retry", "with_structured_output"}
)  # fmt: skip
_READING = frozenset(
    {"count", "describe", "download", "fetch", "find", "get", "head", "list", "query", "read",
     "retrieve", "scroll", "search", "select"}
)  # fmt: skip


def request(tree: Tree, call: cst.Call, path: str) -> Done | None:
    """The HTTP request that a call makes, given the dotted path of what is called; or None."""
    if path in _URLOPEN:
        data = argument(call, 1, "data") if path.startswith("urllib.") else keyword(call, "body")
        method = "GET" if data is None else "POST"
        return Done("external", told(tree, call), _host(tree, call, 0, "url", path), method, call)
    found = _HTTP.fullmatch(path)
    if found is None:
        return None
    verb = found["verb"]
    named = verb in ("request", "stream")
    method = verb.upper()
    if named:
        method = (string_of(argument(call, 0, "method")) or "request").upper()
    elif verb == "send":
        method = "request"
    waits = "Async" in path or path.startswith("aiohttp")
    target = _host(tree, call, 1 if named else 0, "url", path.partition(".")[0])
    return Done("external", told(tree, call), target, method, call, waits=waits)


def service(tree: Tree, call: cst.Call, path: str, more: tuple[str, ...] = ()) -> Done | None:
    """The call of a service's client, given the dotted path of what is called; or None.

    more: packages that the project says are clients of services too
    """
    package = next(
        (name for name in (*_PACKAGES, *more) if path == name or path.startswith(f"{name}.")), None
    )
    if package is None:
        return None
    *before, last = path.removeprefix(f"{package}.").split(".")
    if last in _LOCAL or last.endswith(("()", "[]")) or not last[:1].islower():
        return None  # a class is made, or what comes back is used
    for part in before:
        name = part.removesuffix("()")
        if part.endswith("[]") or (part != name and not (name[:1].isupper() or name in _GIVING)):
            return None  # a part of an answer
    if last in _GIVING:
        return None  # it makes a client, or names a part of what is kept there
    if len(before) == 0 and package in ("langchain_openai", "google.cloud", "google.genai"):
        return None
    first = words(last)[:1]
    method = "GET" if first and first[0] in _READING else last
    waits = any("Async" in part for part in before) or ".aio." in path or last.startswith("ainvoke")
    return Done(
        "external", told(tree, call), _target(tree, call, package), method, call, waits=waits
    )


def _target(tree: Tree, call: cst.Call, package: str) -> str:
    """The package; for those that speak to many services, which one, where that is seen."""
    if package not in ("boto3", "aioboto3"):
        return package
    root = held(tree, chain_of(call).root)
    given = argument(root, 0, "service_name") if isinstance(root, cst.Call) else None
    name = string_of(given)
    return f"{package}.{name}" if name is not None else package


def _host(tree: Tree, call: cst.Call, at: int, name: str, fallback: str) -> str:
    """The host that a request goes to; else the name of what its address begins with."""
    node = argument(call, at, name)
    for _ in range(_MOST_HOPS):
        match node:
            case cst.Name():
                value = held(tree, node)
                if value is node:
                    break
                node = value
            case cst.FormattedString(parts=[cst.FormattedStringExpression(expression=first), *_]):
                node = first
            case cst.BinaryOperation(left=left):
                node = left
            case _:
                break
    text = string_of(node)
    if isinstance(node, cst.FormattedString) and node.parts:
        begin = node.parts[0]
        text = begin.value if isinstance(begin, cst.FormattedStringText) else None
    found = _HOST.match(text) if text is not None else None
    if found is not None:
        return found[1]
    if isinstance(node, cst.Name | cst.Attribute):
        return tree.text(node)
    return fallback
