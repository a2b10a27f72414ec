import json
from hashlib import sha256

from codemods.errors import CodemodError
from codemods.report import as_json
from codemods.workspace.writing.changes import Change, ChangeSet


def test_the_document_of_a_change_set_has_all_that_is_known_about_it() -> None:
    changes = ChangeSet(
        changes=(
            Change("new.ts", None, "é\n".encode(), "the job"),
            Change("gone.ts", b"old\n", None, "moved"),
        ),
        identical=("same.ts",),
        notes=("a note",),
        next_steps=("a step",),
        facts={"id": "generate-report", "detected": [["sdk", 4, "package.json"]]},
    )
    document = json.loads(as_json.change_set(changes, written=True))
    assert document == {
        "version": 1,
        "written": True,
        "changes": [
            {
                "path": "new.ts",
                "kind": "create",
                "why": "the job",
                "before_sha256": None,
                "after_sha256": sha256("é\n".encode()).hexdigest(),
                "after": "é\n",
            },
            {
                "path": "gone.ts",
                "kind": "delete",
                "why": "moved",
                "before_sha256": sha256(b"old\n").hexdigest(),
                "after_sha256": None,
                "after": None,
            },
        ],
        "identical": ["same.ts"],
        "notes": ["a note"],
        "next_steps": ["a step"],
        "facts": {"id": "generate-report", "detected": [["sdk", 4, "package.json"]]},
        "diff": changes.diff().decode(),
    }


def test_the_document_is_one_line_of_ascii() -> None:
    changes = ChangeSet((Change("é.ts", None, "\x1b[31m\u202e\n".encode(), "why"),))
    document = as_json.change_set(changes, written=False)
    assert document.isascii()
    assert document.count("\n") == 1
    assert "\x1b" not in document


def test_the_document_of_an_error_has_its_parts() -> None:
    error = CodemodError("wrong", where="a.ts:1:2", mend="mend it", add="line,\n")
    assert json.loads(as_json.error(error)) == {
        "version": 1,
        "error": {"what": "wrong", "where": "a.ts:1:2", "mend": "mend it", "add": "line,\n"},
    }
