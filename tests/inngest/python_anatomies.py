"""A Python job written in a test, and its anatomy."""

from __future__ import annotations

from textwrap import dedent, indent

from codemods.inngest.anatomy.model import Anatomy, Step
from codemods.inngest.model import Span
from codemods.inngest.project import Project

CLIENT = 'import inngest\n\nclient = inngest.Inngest(app_id="app")\n'
DATABASE = """
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Report(Base):
    __tablename__ = "reports"

    id: Mapped[str] = mapped_column(primary_key=True)
    processing_status: Mapped[str]
"""
IMPORTS = """
import asyncio
import datetime
import functools
import time
import uuid

import httpx
import inngest

from app.client import client
from app.db import Report, SessionLocal
"""


class Read:
    """The anatomy of the only job of a project, with the text of what it points to."""

    def __init__(self, project: Project) -> None:
        self.project = project
        (self.job,) = project.jobs
        self.anatomy: Anatomy = project.anatomy(self.job)

    def text(self, span: Span | None) -> str | None:
        if span is None:
            return None
        return self.project.text(span.path).data[span.start : span.end].decode()

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.anatomy.steps

    @property
    def ids(self) -> list[str | None]:
        return [step.id.shown if step.id else None for step in self.anatomy.steps]

    @property
    def effects(self) -> list[tuple[str, str, str, str | None]]:
        """What each is done to, how, and in which step."""
        return [
            (each.kind, each.target, each.method, self._id(each.step))
            for each in self.anatomy.effects
        ]

    def _id(self, place: Span | None) -> str | None:
        return next((s.id.shown for s in self.steps if s.span == place and s.id), None)


def handled(
    project,
    body,
    *,
    head="async def job(ctx: inngest.Context) -> object:",
    before="",
    options="",
    **files,
) -> Read:
    """The job whose handler has this body."""
    text = (
        f"{IMPORTS}\n{dedent(before)}\n@client.create_function(\n"
        f'    fn_id="job", trigger=inngest.TriggerEvent(event="a/b"), {options}\n)\n'
        f"{head}\n{indent(dedent(body).strip(), '    ')}\n"
    )
    return Read(
        project(
            {
                "pyproject.toml": '[project]\nname = "app"\ndependencies = ["inngest"]\n',
                "app/client.py": CLIENT,
                "app/db.py": DATABASE,
                "app/jobs.py": text,
                **{path.replace("__", "/") + ".py": each for path, each in files.items()},
            }
        )
    )
