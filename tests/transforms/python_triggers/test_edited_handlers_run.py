"""Handlers with a send in them answer as before, and send one event, whatever Inngest says."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from event_receiver import Receiver

from codemods.cli.main import main

pytestmark = pytest.mark.e2e

CLIENT = """
import os

import inngest

inngest_client = inngest.Inngest(
    app_id="documents",
    event_key="test",
    is_production=False,
    event_api_base_url=os.environ["TEST_EVENTS_URL"],
)
"""

JOBS = """
import inngest
from pydantic import BaseModel

from {package}.inngest_client import inngest_client


class DocumentProcess(BaseModel):
    document_id: str
    title: str


@inngest_client.create_function(
    fn_id="process-document",
    trigger=inngest.TriggerEvent(event="document/process"),
)
def process_document(ctx: inngest.ContextSync) -> None:
    data = DocumentProcess.model_validate(ctx.event.data)
    print(data.document_id, data.title)
"""

MODELS = """
import uuid

from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    title: Mapped[str]


engine = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
Base.metadata.create_all(engine)
Session = sessionmaker(engine)
"""

FASTAPI = """
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from {package}.models import Document, Session


class DocumentIn(BaseModel):
    title: str


app = FastAPI()


@app.post("/documents")
{word}def create_document(body: DocumentIn):
    if not body.title:
        raise HTTPException(status_code=422)
    with Session() as session:
        document = Document(title=body.title)
        session.add(document)
        session.commit()
        return {{"id": str(document.id)}}
"""

FLASK = """
from flask import Flask, request

from {package}.models import Document, Session

app = Flask(__name__)


@app.post("/documents")
def create_document():
    body = request.get_json()
    if not body["title"]:
        return {{"error": "a title is needed"}}, 422
    with Session() as session:
        document = Document(title=body["title"])
        session.add(document)
        session.commit()
        return {{"id": str(document.id)}}
"""

DJANGO_MODELS = """
import uuid

from django.db import models


class Document(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=200)
"""

DJANGO = """
import json

from django.db import transaction
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from .models import Document


@require_POST
@transaction.atomic
def create_document(request):
    body = json.loads(request.body)
    if not body["title"]:
        return JsonResponse({"error": "a title is needed"}, status=422)
    document = Document.objects.create(title=body["title"])
    if body.get("fails"):
        raise RuntimeError("rolled back")
    return JsonResponse({"id": str(document.id)})
"""

DJANGO_RUN = """
import sys
import threading

import django
from django.conf import settings
from django.urls import path

settings.configure(
    INSTALLED_APPS=["documents"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF=__name__,
)
django.setup()

from django.db import connection
from django.test import Client

from documents.models import Document
from documents.views import create_document

urlpatterns = [path("documents/", create_document)]
with connection.schema_editor() as editor:
    editor.create_model(Document)
client = Client(raise_request_exception=False)
for body in ({"title": "a"}, {"title": ""}, {"title": "b", "fails": True}):
    answer = client.post("/documents/", body, content_type="application/json")
    print(answer.status_code)
print(Document.objects.get().id)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a package of an app, that can be imported as long as the test runs."""
    name = f"app_of_{tmp_path.name}".replace("-", "_")
    (tmp_path / ".git").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    yield name
    for each in [each for each in sys.modules if each.partition(".")[0] == name]:
        del sys.modules[each]


def written(package: str, framework: str, **modules: str) -> None:
    """Writes an app, and has the event sent from its `routes.py`."""
    Path("pyproject.toml").write_text(
        f'[project]\nname = "app"\ndependencies = ["inngest", "{framework}"]\n', encoding="utf-8"
    )
    folder = Path(package)
    folder.mkdir()
    (folder / "__init__.py").touch()
    every = {"inngest_client": CLIENT, "jobs": JOBS.format(package=package), **modules}
    for name, text in every.items():
        (folder / f"{name}.py").write_text(text.lstrip("\n"), encoding="utf-8")


def edited(package: str, module: str, *options: str) -> None:
    argv = ["add-trigger", f"{package}/{module}.py", "--event", "document/process", "--yes"]
    assert main([*argv, *options]) == 0


def loaded(package: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("TEST_EVENTS_URL", receiver.url)
    return importlib.import_module(f"{package}.routes")


def finished(before: set[threading.Thread]) -> None:
    """Waits for the threads that a request has started."""
    for each in set(threading.enumerate()) - before:
        if each.name.endswith("(send)"):
            each.join()


class Way(NamedTuple):
    """How the event is sent, and what Inngest answers."""

    send: str
    status: int


WAYS = pytest.mark.parametrize(
    "way",
    [
        Way("fire-and-forget", 200),
        Way("fire-and-forget", 400),
        Way("await", 200),
        Way("await", 400),
    ],
    ids=["background-taken", "background-refused", "awaited-taken", "awaited-refused"],
)


@WAYS
@pytest.mark.parametrize("word", ["", "async "], ids=["sync", "async"])
def test_a_handler_of_fastapi_answers_and_sends_once(
    package: str,
    word: str,
    way: Way,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from fastapi.testclient import TestClient

    routes = FASTAPI.format(package=package, word=word)
    written(package, "fastapi", models=MODELS, routes=routes)
    edited(package, "routes", "--send", way.send)
    with Receiver(way.status) as receiver:
        client = TestClient(loaded(package, receiver, monkeypatch).app)
        answer = client.post("/documents", json={"title": "a"})
        refused = client.post("/documents", json={"title": ""})
    assert (answer.status_code, refused.status_code) == (200, 422)
    data = {"document_id": answer.json()["id"], "title": "a"}
    assert [(each["name"], each["data"]) for each in receiver.events] == [
        ("document/process", data)
    ]
    assert ("Failed to send document/process" in caplog.text) == (way.status == 400)


@WAYS
def test_a_handler_of_flask_answers_and_sends_once(
    package: str,
    way: Way,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    written(package, "flask", models=MODELS, routes=FLASK.format(package=package))
    edited(package, "routes", "--send", way.send)
    before = set(threading.enumerate())
    with Receiver(way.status) as receiver:
        client = loaded(package, receiver, monkeypatch).app.test_client()
        answer = client.post("/documents", json={"title": "a"})
        refused = client.post("/documents", json={"title": ""})
        finished(before)
    assert (answer.status_code, refused.status_code) == (200, 422)
    data = {"document_id": answer.json["id"], "title": "a"}
    assert [(each["name"], each["data"]) for each in receiver.events] == [
        ("document/process", data)
    ]
    assert ("Failed to send document/process" in caplog.text) == (way.status == 400)


@WAYS
def test_a_view_of_django_sends_once_it_is_committed(
    tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    written("documents", "django", models=DJANGO_MODELS, views=DJANGO)
    edited("documents", "views", "--send", way.send)
    Path("run.py").write_text(DJANGO_RUN, encoding="utf-8")
    with Receiver(way.status) as receiver:
        done = subprocess.run(
            [sys.executable, "run.py"],
            env={**os.environ, "TEST_EVENTS_URL": receiver.url},
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    *statuses, document = done.stdout.split()
    assert statuses == ["200", "422", "500"]
    assert [(each["name"], each["data"]) for each in receiver.events] == [
        ("document/process", {"document_id": document, "title": "a"})
    ]
    assert ("Failed to send document/process" in done.stderr) == (way.status == 400)
