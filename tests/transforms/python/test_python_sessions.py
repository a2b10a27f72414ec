from __future__ import annotations

import pytest

from codemods.transforms.python.jobs.sessions import Session, choose_session, read_sessions


def sessions(text: str) -> list[tuple[str, str, bool]]:
    found = read_sessions({"db.py": text.encode()})
    return [(each.name, each.kind, each.is_async) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("make = async_sessionmaker(engine)", [("make", "maker", True)]),
        ("Session = orm.sessionmaker(bind=engine)", [("Session", "maker", False)]),
        ("make = sessionmaker(class_=AsyncSession)", [("make", "maker", True)]),
        ("s: sessionmaker[Session] = sessionmaker()", [("s", "maker", False)]),
        ("db = SQLAlchemy()", [("db", "extension", False)]),
        ("def f():\n    make = sessionmaker()\n", []),
        ("make = sessionmaker(", []),
    ],
)
def test_what_opens_a_session_is_found(text: str, found: list[tuple[str, str, bool]]) -> None:
    assert sessions(text) == found


def test_a_maker_is_async_where_its_engine_is_and_comes_first() -> None:
    text = "engine = create_async_engine(url)\nmake = sessionmaker(engine)\n"
    assert sessions(text) == [("make", "maker", True), ("engine", "engine", True)]


def test_the_session_of_an_engine_is_that_of_its_library() -> None:
    text = b"from sqlmodel import create_engine\nengine = create_engine(url)\n"
    (found,) = read_sessions({"db.py": text})
    assert found.library == "sqlmodel"


def test_a_sync_job_takes_no_async_session_and_an_async_job_takes_either() -> None:
    plain = Session("Plain", "db.py", "maker", False)
    awaited = Session("Awaited", "db.py", "maker", True)
    assert choose_session((plain, awaited), wants_async=True) == awaited
    assert choose_session((plain, awaited), wants_async=False) == plain
    assert choose_session((plain,), wants_async=True) == plain
    assert choose_session((awaited,), wants_async=False) is None
