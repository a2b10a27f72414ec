"""What bad input gets: one message, exit status 2, and a tree that is as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codemods.cli.main import main
from codemods.workspace.writing.transaction import Transaction
from harness import FIXTURES, FullDisk, Tree, read_tree, stamps, write_tree

BASE = {**read_tree(FIXTURES / "bases/v4"), **read_tree(FIXTURES / "bases/prisma")}
ROUTE = "src/app/api/inngest/route.ts"
CLIENT = "src/lib/inngest/client.ts"
JOBS = "src/lib/inngest/functions"
JOB = f"{JOBS}/process-document.ts"
SCHEMA = "prisma/schema.prisma"

EVENT = ("--event", "document/process")
DOCUMENT = ("process-document", *EVENT)
CRON = ("retry-documents", "--cron", "daily")
HELP = "see: codemod add-job --help"

Captured = pytest.CaptureFixture[str]
Row = tuple[str, tuple[str, ...], str, str]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour, whatever surrounds the test."""
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> Callable[..., str]:
    """What `add-job` says on stderr, having written nothing and said nothing else.

    files:   laid over the project; prepare: what else is done to its folder beforehand
    """

    def run(
        argv: tuple[str, ...],
        files: Tree | None = None,
        prepare: Callable[[Path], None] = lambda root: None,
    ) -> str:
        root = write_tree(tmp_path / "root", {**BASE, **(files or {})})
        prepare(root)
        before, written = read_tree(root), stamps(root)
        monkeypatch.chdir(root)
        assert main(["add-job", *argv, "--yes"]) == 2
        assert (read_tree(root), stamps(root)) == (before, written)
        shown = capsys.readouterr()
        assert shown.out == ""
        return shown.err.replace(str(root), "<root>")

    return run


def message(what: str, mend: str | None = None, add: str = "") -> str:
    lines = [f"error: {what}", *([f"  {mend}"] if mend else [])]
    lines += ["", *(f"    {line}" for line in add.splitlines())] if add else []
    return "\n".join(lines) + "\n"


def unparsable(id: str, text: str, shown: str | None = None) -> Row:  # noqa: A002
    what = f"--data: the type of x does not parse: {text if shown is None else shown}"
    mend = "give a TypeScript type, as in string, number or 'a' | 'b'"
    return id, (*DOCUMENT, "--data", f"x:{text}"), what, mend


# What the test is called, the arguments, what is wrong, and how to mend it.
NAMES = [
    (
        "camelCase",
        ("processDocument", *EVENT),
        "the job name `processDocument` is not kebab-case",
        "did you mean process-document?",
    ),
    (
        "a sentence",
        ("Überprüfe das", *EVENT),
        "the job name `Überprüfe das` is not kebab-case",
        "did you mean uberprufe-das?",
    ),
    (
        "a path",
        ("../../etc/x", *EVENT),
        "the job name `../../etc/x` is not kebab-case",
        "did you mean etc-x?",
    ),
    (
        "a terminal escape",
        ("a\x1b[31m", *EVENT),
        r"the job name `a\x1b[31m` is not kebab-case",
        "did you mean a-31m?",
    ),
    (
        "empty",
        ("", *EVENT),
        "the job name is empty",
        "use lower-case words joined by hyphens, such as generate-report",
    ),
    (
        "a digit first",
        ("2fa", *EVENT),
        "the job name `2fa` begins with a digit, which its export cannot",
        "did you mean job-2fa?",
    ),
    (
        "too long",
        ("x" * 201, *EVENT),
        "a job name of 201 characters",
        "it becomes a file name: use at most 200 characters",
    ),
]

TRIGGERS = [
    (
        "reserved event",
        ("watch-failures", "--event", "inngest/function.failed"),
        "the event `inngest/function.failed` is one of Inngest's own",
        "use a namespace other than inngest",
    ),
    (
        "reserved event that is emitted",
        (*DOCUMENT, "--emits", "inngest/x"),
        "the event `inngest/x` is one of Inngest's own",
        "use a namespace other than inngest",
    ),
    (
        "no namespace",
        ("process-document", "--event", "process"),
        "the event name `process` does not have the form namespace/action",
        "did you mean app/process?",
    ),
    (
        "wildcard",
        ("process-document", "--event", "document/*"),
        "the event name `document/*` contains `*`, and one event is wanted",
        "did you mean app/document?",
    ),
    (
        "line break in an event",
        ("process-document", "--event", "a/b\nc"),
        r"the event name `a/b\nc` contains white space or a control character",
        "did you mean a/b-c?",
    ),
    (
        "event too long",
        ("process-document", "--event", "a/" + "b" * 300),
        "an event name of 302 bytes",
        "Inngest takes at most 255 bytes",
    ),
    (
        "an endless loop",
        (*DOCUMENT, "--emits", "document/process"),
        "the job would start itself: it emits document/process, which it listens to",
        "emit another event",
    ),
    (
        "unknown preset",
        ("retry-documents", "--cron", "dayly"),
        "no preset schedule is called `dayly`",
        "did you mean daily?",
    ),
    (
        "minute out of range",
        ("retry-documents", "--cron", "60 * * * *"),
        "`60` in the minute field is out of range",
        "allowed are 0 to 59",
    ),
    (
        "seconds",
        ("retry-documents", "--cron", "0 0 2 * * *"),
        "the schedule `0 0 2 * * *` has 6 fields instead of five",
        "leave out the seconds: 0 2 * * *",
    ),
    (
        "a descriptor",
        ("retry-documents", "--cron", "@daily"),
        "Inngest does not take `@daily`",
        "write 0 0 * * *",
    ),
    (
        "unknown zone",
        ("retry-documents", "--cron", "TZ=Mars/Olympus 0 2 * * *"),
        "unknown time zone `Mars/Olympus`",
        "use an IANA name, such as Europe/Berlin",
    ),
    (
        "a day that never comes",
        ("retry-documents", "--cron", "0 0 31 2 *"),
        "the schedule never runs: there is no day 31 in Feb",
        "use a day-of-month from 1 to 29",
    ),
]

FIELDS = [
    (
        "a space",
        (*DOCUMENT, "--data", "a b:string"),
        "--data: the field name 'a b' is no identifier",
        "write it as aB",
    ),
    (
        "a number",
        (*DOCUMENT, "--data", "1:string"),
        "--data: the field name '1' is no identifier",
        "write letters, digits, _ and $, and no digit at first",
    ),
    (
        "a terminal escape",
        (*DOCUMENT, "--data", "a\x1b[0m:string"),
        r"--data: the field name 'a\x1b[0m' is no identifier",
        "write it as a0m",
    ),
    (
        "none",
        (*DOCUMENT, "--data", "title"),
        "--data: title says no type",
        "write it as NAME:TYPE, such as title:string",
    ),
    unparsable("empty type", ""),
    unparsable("half a type", "{"),
    unparsable("type that closes the interface", "string }; evil(); type X = {"),
    unparsable("type that begins another member", "string; evil: number"),
    unparsable("type with a line comment", "string // x"),
    unparsable("type with a comment", "string /* x */"),
    unparsable("type over two lines", "string\nnumber", r"string\nnumber"),
    unparsable("type with a line separator", "string\u2028number", r"string\u2028number"),
    unparsable("type with a text direction", "'\u202eevil'", r"'\u202eevil'"),
    unparsable("type with a terminal escape", "'\x1b]0;x\x07'", r"'\x1b]0;x\x07'"),
    unparsable("type that closes a bracket", "string)"),
    unparsable("type with a call", "`${evil()}`"),
    unparsable("type with a value", "string = evil()"),
    (
        "name twice",
        (*DOCUMENT, "--id", "pages", "--data", "pages:number"),
        "the field pages is given twice in the event's data",
        "leave one of them out",
    ),
    (
        "name of an option twice",
        (*DOCUMENT, "--option", "tone:string", "--option", "tone?:number"),
        "the field tone is given twice in options",
        "leave one of them out",
    ),
    (
        "name of a key",
        (*DOCUMENT, "--data", "userId:number"),
        "the field userId is there without being given",
        "leave it out",
    ),
    (
        "name of the record's id",
        (*DOCUMENT, "--data", "documentId?:string"),
        "the field documentId is there without being given",
        "leave it out",
    ),
    (
        "name of the options",
        (*DOCUMENT, "--data", "options:string"),
        "the field options is the object that --option fills",
        "give --option NAME:TYPE, or choose another name",
    ),
    (
        "without an event",
        (*CRON, "--data", "title:string"),
        "a scheduled job has no event data",
        "leave the fields out, or give an event",
    ),
]

SETTINGS = [
    (
        "retries -1",
        (*DOCUMENT, "--retries", "-1"),
        "invalid value for '--retries': -1 is not in the range 0<=x<=20",
        HELP,
    ),
    (
        "retries 21",
        (*DOCUMENT, "--retries", "21"),
        "invalid value for '--retries': 21 is not in the range 0<=x<=20",
        HELP,
    ),
    (
        "concurrency 0",
        (*DOCUMENT, "--concurrency", "0"),
        "invalid value for '--concurrency': 0 is not in the range x>=1",
        HELP,
    ),
    (
        "key without a limit",
        (*DOCUMENT, "--concurrency-key", "event.data.userId"),
        "a concurrency key without a limit",
        "give --concurrency N as well",
    ),
    (
        "key without an event",
        (*CRON, "--concurrency-key", "event.data.userId"),
        "a concurrency key on a scheduled job, which has no event to read it from",
        "leave --concurrency-key out",
    ),
    (
        "unknown word",
        (*DOCUMENT, "--failure", "onfailure"),
        "invalid value for '--failure': 'onfailure' is not one of 'catch', 'on-failure'; did you mean 'on-failure'?",
        HELP,
    ),
    (
        "unknown option",
        (*DOCUMENT, "--retrys", "2"),
        "no such option: --retrys",
        "did you mean --retries? see: codemod add-job --help",
    ),
    (
        "unknown entity",
        (*DOCUMENT, "--entity", "documnt"),
        "schema.prisma has no model `documnt`",
        "did you mean Document?",
    ),
    (
        "unknown entity with none near",
        (*DOCUMENT, "--entity", "zebra"),
        "schema.prisma has no model `zebra`",
        "name a model of the schema with --entity",
    ),
    (
        "entity that cannot be a name",
        (*DOCUMENT, "--entity", "2x"),
        "the entity `2x` cannot be a name in the code",
        "give it in camelCase, such as document or syncTarget",
    ),
    (
        "status without queries",
        (*DOCUMENT, "--status", "--database", "none"),
        "a job without queries keeps no status",
        "leave --status or --database none out",
    ),
    (
        "status without a record",
        (*DOCUMENT, "--status", "--entity", ""),
        "there is no record whose status could be kept",
        "name it with --entity",
    ),
]

PLACES = [
    (
        "jobs outside the root",
        (*DOCUMENT, "--jobs-dir", "../x"),
        "--jobs-dir: ../x lies outside <root>",
        "name a path inside it, or choose another --root",
    ),
    (
        "absolute folder",
        (*DOCUMENT, "--jobs-dir", "/etc"),
        "--jobs-dir: /etc lies outside <root>",
        "name a path inside it, or choose another --root",
    ),
    (
        "a file as folder",
        (*DOCUMENT, "--jobs-dir", "package.json/x"),
        "package.json: this is a file, not a folder for jobs",
        "give a folder with --jobs-dir",
    ),
    (
        "route outside the root",
        (*DOCUMENT, "--route", "../route.ts"),
        "--route: ../route.ts lies outside <root>",
        "name a path inside it, or choose another --root",
    ),
    (
        "no such route",
        (*DOCUMENT, "--route", "src/rout.ts"),
        "src/rout.ts: no such file",
        "give --route the route's file",
    ),
    (
        "no route",
        (*DOCUMENT, "--route", "src/lib/prisma.ts"),
        "src/lib/prisma.ts: no call of Inngest's serve is in this file",
        "give --route the file that calls it",
    ),
    (
        "no client",
        (*DOCUMENT, "--client", "src/lib/prisma.ts"),
        "src/lib/prisma.ts: no Inngest client is exported here",
        "name it, as in --client PATH#inngest",
    ),
    (
        "another client",
        (*DOCUMENT, "--client", f"{CLIENT}#client"),
        f"{CLIENT}: client is not exported here",
        "the clients here are: inngest",
    ),
    (
        "no such app",
        (*DOCUMENT, "--app", "apps/web"),
        "there is no folder apps/web",
        "give --app a folder inside the root",
    ),
]


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        pytest.param(argv, message(what, mend), id=name)
        for name, argv, what, mend in [*NAMES, *TRIGGERS, *FIELDS, *SETTINGS, *PLACES]
    ],
)
def test_what_cannot_be_asked_for_is_explained(
    argv: tuple[str, ...], expected: str, refused: Callable[..., str]
) -> None:
    assert refused(argv) == expected


def edited(path: str, old: str, new: str) -> Tree:
    assert BASE[path].count(old.encode()) == 1
    return {path: BASE[path].replace(old.encode(), new.encode())}


BY_HAND = (
    'import { processDocumentJob } from "@/lib/inngest/functions/process-document";\n'
    "processDocumentJob, // in the list of functions"
)
ALONE = "--no-register creates the module alone"

FILES = [
    *(
        pytest.param(
            {path: BASE[path] + b"\n// \xff"},
            message(f"{path}:{line}: not UTF-8: byte 0xff at offset {len(BASE[path]) + 4}", save),
            id=f"UTF-8 of {path}",
        )
        for save in ["save the file as UTF-8"]
        for path in (ROUTE, CLIENT, SCHEMA)
        for line in [BASE[path].count(b"\n") + 2]
    ),
    pytest.param(
        {"codemod.toml": b"sdk = 4\n# \xff\n"},
        message("codemod.toml:2: not UTF-8", "save the file as UTF-8"),
        id="UTF-8 of codemod.toml",
    ),
    *(
        pytest.param({path: b"\xff{}"}, message(f"{path}: not UTF-8", save), id=f"UTF-8 of {path}")
        for save in ["save the file as UTF-8"]
        for path in ("package.json", "tsconfig.json")
    ),
    pytest.param(
        {"package.json": b'{ "name": '},
        message("package.json:1:11: not valid JSON: expecting value", "mend the file"),
        id="package.json that is none",
    ),
    pytest.param(
        {SCHEMA: b"model Document {\n  id String @id\n"},
        message(
            f"{SCHEMA}:1: the model Document is never closed",
            "add the closing brace on a line of its own",
        ),
        id="schema that does not parse",
    ),
    pytest.param(
        edited(ROUTE, "    sendWelcomeJob,\n", "    sendWelcomeJob, ,,= \n"),
        message(
            f"{ROUTE}:9:23: the code to be edited does not parse here",
            f"mend the syntax error, or make the change by hand; {ALONE}",
            BY_HAND,
        ),
        id="route that does not parse at the list",
    ),
    pytest.param(
        edited(ROUTE, "serve({\n", "serve({{\n"),
        message(
            f"{ROUTE}:6:35: the list of jobs is only known when the app runs: its options do not "
            "name the list in place",
            f"add the job by hand; {ALONE}",
            BY_HAND,
        ),
        id="route that does not parse at the options",
    ),
    pytest.param(
        {JOB: b"export const x = 1;\n"},
        message(
            f"{JOB}: this file exists and does not hold that job",
            "give another name, or another folder with --jobs-dir",
        ),
        id="another file in the way",
    ),
    pytest.param(
        {
            JOB: b'import { inngest } from "@/lib/inngest/client";\n\nexport const x = '
            b'inngest.createFunction({ id: "process-document", triggers: [] }, () => 1);\n'
        },
        message(
            f"{JOB}: a job process-document with other triggers is here already: none",
            "give the same triggers, or another name",
        ),
        id="the job with other triggers",
    ),
    pytest.param(
        {SCHEMA: b"model Document {\n  a String\n  b String\n\n  @@id([a, b])\n}\n"},
        message(
            "the model Document has a composite id (a, b), and an event names a record by one id",
            "name another model with --entity, or write no queries with --database none",
        ),
        id="composite id",
    ),
    pytest.param(
        edited("package.json", '"4.24.0"', '"5.0.0"'),
        message(
            "package.json: inngest 5.0.0 is neither SDK 3 nor SDK 4",
            "give --sdk 3 or --sdk 4 to say which form to write",
        ),
        id="an SDK of the future",
    ),
    *(
        pytest.param({"codemod.toml": text.encode()}, message(f"codemod.toml{what}", mend), id=text)
        for text, what, mend in [
            ("jobs_dir = 'x'", ": unknown key 'jobs_dir'", "did you mean jobs-dir?"),
            (
                "zebra = 1",
                ": unknown key 'zebra'",
                "the keys here are app, sdk, jobs-dir, send, keys, status, lint",
            ),
            (
                "[keys]\norganisation = []",
                ": unknown key 'organisation' in [keys]",
                "did you mean organization?",
            ),
            ("sdk = 5", ": sdk is not a supported major version, 3 or 4", "as in sdk = 4"),
            (
                "jobs-dir = '../x'",
                ": jobs-dir is not a folder below the root",
                'as in jobs-dir = "src/jobs"',
            ),
            (
                "[keys]\nuser = ['*/ evil()']",
                ": keys.user is not a list of property names, which '*/ evil()' is not",
                'as in user = ["userId"]',
            ),
            ("sdk = @", ":1:7: not TOML: invalid value", "see https://toml.io"),
        ]
    ),
]


@pytest.mark.parametrize(("files", "expected"), FILES)
def test_files_that_cannot_be_worked_with_are_named(
    files: Tree, expected: str, refused: Callable[..., str]
) -> None:
    assert refused(DOCUMENT, files) == expected


def test_another_job_that_is_not_utf_8_is_told_of_and_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = f"{JOBS}/send-welcome.ts"
    write_tree(tmp_path, {**BASE, path: BASE[path] + b"\n// \xff"})
    monkeypatch.chdir(tmp_path)
    assert main(["add-job", *DOCUMENT, "--yes"]) == 0
    said = capsys.readouterr().out
    assert f"note: {path}:" in said
    assert " is passed over: not UTF-8" in said


OUTSIDE = "a symbolic link here leads out of the project's root"
BOTH_ENDS = "use --root to name a folder that holds both ends of the link"


def test_a_folder_that_is_a_link_out_of_the_root_gets_no_job(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    said = refused(
        (*DOCUMENT, "--jobs-dir", "jobs"), prepare=lambda root: (root / "jobs").symlink_to(outside)
    )
    assert said == message(f"jobs/process-document.ts: {OUTSIDE}", BOTH_ENDS)
    assert not list(outside.iterdir())


def test_a_route_that_is_a_link_out_of_the_root_is_not_written(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    outside = tmp_path / "route.ts"
    outside.write_bytes(BASE[ROUTE])

    def link(root: Path) -> None:
        (root / ROUTE).unlink()
        (root / ROUTE).symlink_to(outside)

    assert refused(DOCUMENT, prepare=link) == message(f"{ROUTE}: {OUTSIDE}", BOTH_ENDS)
    assert outside.read_bytes() == BASE[ROUTE]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (ROUTE, f"{ROUTE}: is read-only"),
        (JOBS, f"{JOB}: is to be written in the read-only folder {JOBS}"),
    ],
    ids=["file", "folder"],
)
def test_what_is_read_only_stays_as_it_is(
    path: str, what: str, refused: Callable[..., str]
) -> None:
    changed: list[tuple[Path, int]] = []

    def protect(root: Path) -> None:
        changed.append((root / path, (root / path).stat().st_mode))
        (root / path).chmod(changed[0][1] & ~0o222)

    try:
        said = refused(DOCUMENT, prepare=protect)
    finally:
        changed[0][0].chmod(changed[0][1])
    assert said == message(what, "allow writing with chmod u+w, then run the command again")


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_full_disk_leaves_nothing_half_written(
    writes: int, monkeypatch: pytest.MonkeyPatch, refused: Callable[..., str]
) -> None:
    commit = Transaction.commit
    monkeypatch.setattr(
        Transaction,
        "commit",
        lambda self, changes: commit(Transaction(self.root, FullDisk(writes)), changes),
    )
    path = ("<root>/.git/inngest-codemods", JOB, ROUTE)[writes]
    assert refused(DOCUMENT) == message(
        f"{path}: cannot be changed: no space left on device",
        "free some space on the disk, then run the command again",
    )
