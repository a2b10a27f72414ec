"""Small Python projects, and what is known of the values in their handlers."""

from __future__ import annotations

import tempfile
from pathlib import Path

from codemods.inngest.project import Project
from codemods.transforms.python.triggers.handlers import find_function
from codemods.transforms.python.triggers.model import Place
from codemods.transforms.python.triggers.places import flow_of_handler, place_at
from codemods.transforms.python.triggers.values import Values
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files

MODELS = """
import enum
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from django.db import models
from pydantic import BaseModel
from sqlalchemy import Column, Integer, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel


class Kind(str, enum.Enum):
    a = "a"


class Base(DeclarativeBase):
    pass


class Stamped:
    created_at: Mapped[datetime]


class Mapping(Stamped, Base):
    __tablename__ = "mappings"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    note: Mapped[Optional[str]]
    kind: Mapped[Kind]


class Old(Base):
    __tablename__ = "old"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    note = Column(String)
    key = Column(Uuid(as_uuid=False), nullable=False)


class Table(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class Owner(models.Model):
    email = models.EmailField()


class Thing(models.Model):
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE)
    other = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(null=True)


class Body(BaseModel):
    title: str
    tags: list[str] = []
    parent: "Body | None" = None


@dataclass
class Made:
    number: int

    @property
    def text(self) -> str:
        return str(self.number)

    def again(self) -> "Made":
        return self


class Plain:
    def __init__(self, name: str) -> None:
        self.name = name
"""


def project(**files: str) -> Project:
    """A project with `models.py` and these modules."""
    known = {"models": MODELS, **files}
    root = Path(tempfile.gettempdir())
    overlay: dict[str, bytes | None] = {
        f"of_a_test/{name}.py": text.lstrip("\n").encode() for name, text in known.items()
    }
    files_of = Files(root, overlay)
    return Project(files_of, load(files_of))


def values(text: str, function: str = "f", **files: str) -> Values:
    """What there is at the last place of a function of a module `app`."""
    found = project(app=text, **files)
    handler = find_function(found, "of_a_test/app.py", function)
    flow = flow_of_handler(handler)
    place: Place = place_at(handler, flow, flow.points[-1])
    return Values(found, place)
