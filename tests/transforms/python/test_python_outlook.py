from __future__ import annotations

from pathlib import Path

import pytest

import harness
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.transforms.python.jobs.event_fields import Wire
from codemods.transforms.python.jobs.outlook import Outlook
from codemods.transforms.python.jobs.references import find_client, module_name

CLIENT = b'import inngest\n\nclient = inngest.Inngest(app_id="a")\n'


def project(folder: Path, *bases: str, **files: bytes) -> Project:
    """The bases' files, and others by path with `__` for `/`."""
    tree = {
        path: data
        for base in bases
        for path, data in harness.read_tree(harness.FIXTURES / "bases" / base).items()
    }
    tree |= {f"{path.replace('__', '/')}.py": data for path, data in files.items()}
    return Project.open(harness.write_tree(folder, tree))


def test_models_with_one_id_are_offered_and_the_namespace_names_the_usual_one(
    tmp_path: Path,
) -> None:
    outlook = Outlook(project(tmp_path, "py-fastapi"))
    assert outlook.models() == ("Organization", "Document", "SyncTarget", "Transcript")
    assert outlook.usual_record("document/process", "do-it") == "document"
    assert outlook.usual_record("crm/sync", "sync-target") == ""
    assert outlook.usual_record("membership/update", "do-it") == ""
    assert outlook.events_handled() == ("account/close",)


def test_fields_are_in_snake_case_unless_typescript_has_a_part_in_the_events(
    tmp_path: Path,
) -> None:
    alone = Wire(project(tmp_path / "alone", "py-fastapi"))
    assert (alone.organization, alone.user) == ("organization_id", "user_id")
    assert alone.entity("documentId") == "document_id"
    shared = Wire(project(tmp_path / "shared", "v4", "py-fastapi"))
    assert (shared.organization, shared.user) == ("organizationId", "userId")
    assert shared.entity("documentId") == "documentId"


def test_a_client_is_the_one_that_most_jobs_are_created_on(tmp_path: Path) -> None:
    both = project(tmp_path, "py-fastapi", other=CLIENT)
    found = find_client(both, None)
    assert found is not None
    assert (found.path, found.name) == ("app/jobs/client.py", "inngest_client")
    named = find_client(both, "other.py")
    assert named is not None
    assert named.expression == "client"


def test_several_clients_without_a_job_are_told(tmp_path: Path) -> None:
    several = project(tmp_path, a=CLIENT, b=CLIENT)
    with pytest.raises(CodemodError, match=r"several clients could be meant: a\.py#client"):
        find_client(several, None)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere.py", "no such file"),
        ("app/db.py", "no Inngest client is made here"),
        ("app/jobs/client.py#other", "other is not defined here"),
    ],
)
def test_a_client_that_is_named_and_not_there_is_refused(
    tmp_path: Path, given: str, message: str
) -> None:
    with pytest.raises(CodemodError, match=message):
        find_client(project(tmp_path, "py-fastapi"), given)


def test_a_client_that_a_function_gives_is_called(tmp_path: Path) -> None:
    getter = b"import inngest\n\n\ndef get():\n    return inngest.Inngest(app_id='a')\n"
    asked = project(tmp_path, made=getter)
    found = find_client(asked, "made.py#get")
    assert found is not None
    assert found.expression == "get()"
    with pytest.raises(CodemodError, match="no variable of its module's top level"):
        find_client(asked, None)


def test_a_new_folder_in_a_package_is_a_part_of_it(tmp_path: Path) -> None:
    found = project(tmp_path, "py-fastapi")
    assert module_name(found, "app/db.py", "app/new/folder/job.py") == "app.db"
    with pytest.raises(CodemodError, match="cannot be imported"):
        module_name(found, "app/not-a-name.py", "app/main.py")
