"""A program that a test starts in an app's folder: it asks the app what the test wants asked.

    python client_host.py fastapi|flask|django

The app is asked through its framework's own test client, without a network. Each line of JSON on
standard input is a request: method, path, body, headers, and the id of the user who asks or null.
Each line on standard output is what came back: status, headers and text. The first line is null:
the app is there, with its tables.

It imports nothing of the tests, for what is imported here is the app's.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

Answer = tuple[int, Mapping[str, str], str]
Client = Callable[[Mapping[str, Any]], Answer]


def main(framework: str) -> None:
    """Answer requests until there are no more."""
    # The SDK waits longer and longer between its tries to send; nothing here depends on that.
    client_module = importlib.import_module("inngest._internal.client_lib.client")
    vars(client_module)["RETRY_BASE_DELAY"] = 0.0
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the app prints is no answer
    with answers, {"fastapi": _fastapi, "flask": _flask, "django": _django}[framework]() as client:
        _write(answers, None)
        for line in sys.stdin:
            _write(answers, client(json.loads(line)))


def _write(answers: IO[str], value: object) -> None:
    answers.write(f"{json.dumps(value)}\n")
    answers.flush()


@contextmanager
def _fastapi() -> Iterator[Client]:
    from briefly.main import app
    from fastapi.testclient import TestClient

    with TestClient(app, raise_server_exceptions=False) as client:

        def ask(request: Mapping[str, Any]) -> Answer:
            client.cookies.clear()
            if request["user"] is not None:
                client.cookies.set("session", request["user"])
            answer = client.request(
                request["method"],
                request["path"],
                content=request["body"],
                headers=request["headers"],
            )
            return answer.status_code, dict(answer.headers), answer.text

        yield ask


@contextmanager
def _flask() -> Iterator[Client]:
    from briefly import create_app

    app = create_app()

    def ask(request: Mapping[str, Any]) -> Answer:
        client = app.test_client()
        if request["user"] is not None:
            client.set_cookie("session", str(request["user"]))
        answer = client.open(
            request["path"],
            method=request["method"],
            data=request["body"],
            headers=request["headers"],
        )
        return answer.status_code, dict(answer.headers), answer.text

    yield ask


@contextmanager
def _django() -> Iterator[Client]:
    import django
    from django.core.management import call_command
    from django.test import Client as DjangoClient

    os.environ["DJANGO_SETTINGS_MODULE"] = "briefly.settings"
    django.setup()
    call_command("migrate", verbosity=0)

    from django.contrib.auth import get_user_model

    def ask(request: Mapping[str, Any]) -> Answer:
        client = DjangoClient(raise_request_exception=False, headers=request["headers"])
        if request["user"] is not None:
            client.force_login(get_user_model().objects.get(pk=request["user"]))
        answer = client.generic(
            request["method"],
            request["path"],
            request["body"],
            content_type="application/json",
        )
        return answer.status_code, dict(answer.headers), answer.content.decode()

    yield ask


if __name__ == "__main__":
    main(*sys.argv[1:])
