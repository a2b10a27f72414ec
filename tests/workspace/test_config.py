"""codemod.toml: what it sets, and what is said of a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.settings.config import Config, Keys, Status, load, parse
from codemods.workspace.tree.files import Files

FULL = b"""\
app = "apps/web"
sdk = 3
jobs-dir = "src/lib/inngest/functions"
send = "await"

[keys]
organization = ["organizationId", "orgId"]
user = []

[status]
fields = ["state", "$state"]
processing = ["RUNNING"]
failed = ["FAILED", "dead letter"]
"""


def test_every_key_is_read():
    assert parse(FULL) == Config(
        app="apps/web",
        sdk=3,
        jobs_dir="src/lib/inngest/functions",
        send="await",
        keys=Keys(organization=("organizationId", "orgId"), user=()),
        status=Status(
            fields=("state", "$state"),
            processing=("RUNNING",),
            failed=("FAILED", "dead letter"),
        ),
    )


def test_without_a_file_the_defaults_hold(tmp_path: Path):
    assert load(Files(tmp_path)) == Config() == parse(b"")
    assert Config().keys == Keys(organization=("organizationId",), user=("userId",))


def test_the_file_is_read_from_the_root_and_from_planned_changes(tmp_path: Path):
    (tmp_path / "codemod.toml").write_bytes(b"sdk = 3")
    files = Files(tmp_path)
    assert load(files).sdk == 3
    assert load(files.with_changes({"codemod.toml": b"sdk = 4"})).sdk == 4


def test_a_key_that_is_not_set_keeps_its_default():
    config = parse(b'[status]\nfailed = ["broken"]')
    assert config.status == Status(failed=("broken",))
    assert config.keys == Keys()


def test_a_byte_order_mark_and_crlf_are_no_obstacle():
    assert parse(b"\xef\xbb\xbf" + FULL.replace(b"\n", b"\r\n")) == parse(FULL)


@pytest.mark.parametrize(
    ("written", "read"), [("./apps/web/", "apps/web"), (".", ""), ("a/../b", "b")]
)
def test_folders_are_read_in_their_plain_form(written: str, read: str):
    assert parse(f'app = "{written}"'.encode()).app == read


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        ("jobs_dir = 'a'", "unknown key 'jobs_dir'", "did you mean jobs-dir?"),
        ("job-dir = 'a'", "unknown key 'job-dir'", "did you mean jobs-dir?"),
        ("[key]", "unknown key 'key'", "did you mean keys?"),
        (
            "[keys]\norganisation = ['a']",
            "unknown key 'organisation' in [keys]",
            "did you mean organization?",
        ),
        ("[status]\nfaild = []", "unknown key 'faild' in [status]", "did you mean failed?"),
        (
            "[keys]\nxyz = 1",
            "unknown key 'xyz' in [keys]",
            "the keys here are organization, user",
        ),
        ("sdk = 5", "sdk is not a supported major version, 3 or 4", "as in sdk = 4"),
        ("sdk = '4'", "sdk is not a supported major version, 3 or 4", "as in sdk = 4"),
        ("sdk = true", "sdk is not a supported major version, 3 or 4", "as in sdk = 4"),
        ("sdk = 4.0", "sdk is not a supported major version, 3 or 4", "as in sdk = 4"),
        (
            "send = 'later'",
            "send is not one of fire-and-forget, await, after",
            'as in send = "fire-and-forget"',
        ),
        (
            "send = true",
            "send is not one of fire-and-forget, await, after",
            'as in send = "fire-and-forget"',
        ),
        ("app = 1", "app is not a folder below the root", 'as in app = "src/jobs"'),
        ("app = ''", "app is not a folder below the root", 'as in app = "src/jobs"'),
        ("app = '/web'", "app is not a folder below the root", 'as in app = "src/jobs"'),
        ("jobs-dir = '../a'", "jobs-dir is not a folder below the root", None),
        ("jobs-dir = 'src\\jobs'", "jobs-dir is not a folder below the root", None),
        ("keys = ['a']", "keys is not a table", "write [keys] on a line of its own"),
        ("[[status]]", "status is not a table", "write [status] on a line of its own"),
        ("[keys]\nuser = 'a'", "keys.user is not a list of strings", 'as in user = ["userId"]'),
        ("[status]\nfailed = [1]", "status.failed is not a list of strings", None),
        ("[status]\nfields = []", "status.fields is not a list with a string in it", None),
        ("[status]\nfailed = ['']", "status.failed is not a list of strings", None),
        ("[lint]\nselct = ['JOB1']", "unknown key 'selct' in [lint]", "did you mean select?"),
        (
            "[lint]\nselect = []",
            "lint.select is not a list with a string in it",
            'as in select = ["JOB1", "nested-step"]',
        ),
        (
            "[lint]\nexternal-listeners = 'a/b'",
            "lint.external-listeners is not a list of strings",
            'as in external-listeners = ["audit/*"]',
        ),
        (
            "[lint.per-path]\n'src/**' = ['JOB1']",
            "lint.per-path.src/** is not a table",
            'as in "src/**" = { ignore = ["JOB1"] }',
        ),
        (
            "[lint.per-path]\n'src/**' = { selct = [] }",
            "unknown key 'selct' in [lint.per-path.src/**]",
            "the keys here are ignore",
        ),
        (
            "[keys]\nuser = ['user-id']",
            "keys.user is not a list of property names, which 'user-id' is not",
            'as in user = ["userId"]',
        ),
    ],
)
def test_a_mistake_is_told_with_its_mending(text: str, what: str, mend: str | None):
    with pytest.raises(CodemodError) as caught:
        parse(text.encode())
    assert caught.value.what == what
    assert caught.value.where == "codemod.toml"
    assert mend is None or caught.value.mend == mend


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"sdk = 4\nsdk = 3\n", "codemod.toml:2:8"),
        (b"app = ", "codemod.toml"),
        (b"sdk = 4\napp = '\xff'", "codemod.toml:2"),
    ],
)
def test_what_is_not_toml_is_told_with_its_place(data: bytes, where: str):
    with pytest.raises(CodemodError, match=r"not TOML|not UTF-8") as caught:
        parse(data)
    assert caught.value.where == where


def test_the_settings_of_the_linter_are_read() -> None:
    lint = parse(
        b"""
[lint]
select = ["JOB1"]
ignore = ["missing-user-id"]
external-events = ["clerk/*", "exact/one"]
external-listeners = ["audit/*"]
external-calls = ["@acme/mail"]
[lint.per-path]
"src/old/**" = { ignore = ["JOB1"] }
"src/new/**" = {}
"""
    ).lint
    assert lint.select == ("JOB1",)
    assert lint.ignore == ("missing-user-id",)
    assert lint.external_calls == ("@acme/mail",)
    assert lint.per_path == (("src/old/**", ("JOB1",)), ("src/new/**", ()))
    assert lint.is_external_event("clerk/user.created")
    assert lint.is_external_event("exact/one")
    assert not lint.is_external_event("exact/one.more")
    assert not lint.is_external_event("stripe/paid")
    assert lint.is_external_listener("audit/log")


def test_without_settings_the_linter_has_its_own() -> None:
    lint = parse(b"").lint
    assert lint.select is None
    assert lint.is_external_event("stripe/invoice.paid")
    assert not lint.is_external_listener("stripe/invoice.paid")
