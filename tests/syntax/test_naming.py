from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.errors import CodemodError
from codemods.syntax import naming


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("generateReport", ("generate", "report")),
        ("generate-report", ("generate", "report")),
        ("GenerateReport", ("generate", "report")),
        ("sync_target", ("sync", "target")),
        ("SYNC_TARGET", ("sync", "target")),
        ("HTMLParser2", ("html", "parser2")),
        ("generateAIReport", ("generate", "ai", "report")),
        ("S3Upload", ("s3", "upload")),
        ("ISO8601Date", ("iso8601", "date")),
        ("2fa-sync", ("2fa", "sync")),
        ("  two   words ", ("two", "words")),
        ("__private", ("private",)),
        ("éclairÉtat", ("éclair", "état")),
        ("cafe\u0301Bar", ("cafe\u0301", "bar")),
        ("日本語", ("日本語",)),
        ("-", ()),
        ("", ()),
    ],
)
def test_a_name_of_any_convention_is_split_into_words(name: str, expected: tuple[str, ...]) -> None:
    assert naming.words(name) == expected


@pytest.mark.parametrize(
    "name", ["generate-report", "generateReport", "Generate Report", "GENERATE_REPORT"]
)
def test_words_are_joined_in_each_convention(name: str) -> None:
    assert naming.camel(name) == "generateReport"
    assert naming.pascal(name) == "GenerateReport"
    assert naming.kebab(name) == "generate-report"
    assert naming.title(name) == "Generate Report"


def test_the_empty_name_stays_empty_in_every_convention() -> None:
    assert [f("") for f in (naming.camel, naming.pascal, naming.kebab, naming.title)] == [""] * 4


@pytest.mark.parametrize("name", ["a", "sync", "generate-report", "2fa-sync", "v2", "a-1-b"])
def test_lower_case_words_with_single_hyphens_are_kebab(name: str) -> None:
    assert naming.is_kebab(name)


@pytest.mark.parametrize(
    "name", ["", "-a", "a-", "a--b", "A", "aB", "a_b", "a b", "a/b", "é", "a\n", "٣"]
)
def test_anything_else_is_not_kebab(name: str) -> None:
    assert not naming.is_kebab(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Generate Report", "generate-report"),
        ("generate_report.ts", "generate-report-ts"),
        ("2fa-sync", "job-2fa-sync"),
        ("Générer le résumé", "generer-le-resume"),
        ("sync→target", "sync-target"),
        ("../../etc/passwd", "etc-passwd"),
        ("ﬁle", "file"),
        ("日本", ""),
        ("---", ""),
        ("", ""),
        ("x" * 300, "x" * naming.MAX_JOB_NAME),
    ],
)
def test_a_slug_is_the_job_name_that_says_the_same(text: str, expected: str) -> None:
    assert naming.slug(text) == expected


@settings(deadline=None)
@given(st.text())
def test_a_slug_is_empty_or_a_job_name_and_its_own_slug(text: str) -> None:
    slug = naming.slug(text)
    if slug:
        naming.check_job_name(slug)
        assert naming.slug(slug) == slug


@settings(deadline=None)
@given(st.text())
def test_kebab_words_are_found_again(text: str) -> None:
    kebab = naming.kebab(text)
    assert naming.kebab(kebab) == kebab


@pytest.mark.parametrize(
    ("name", "what", "mend"),
    [
        ("", "the job name is empty", "such as generate-report"),
        ("  ", "the job name is empty", "such as generate-report"),
        ("generateReport", "`generateReport` is not kebab-case", "did you mean generate-report?"),
        ("2fa-sync", "`2fa-sync` begins with a digit", "did you mean job-2fa-sync?"),
        ("日本", "`日本` is not kebab-case", "such as generate-report"),
        ("a\nb", r"`a\nb` is not kebab-case", "did you mean a-b?"),
        ("x" * 201, "a job name of 201 characters", "use at most 200 characters"),
    ],
)
def test_what_is_no_job_name_is_refused_with_the_slug_to_use(
    name: str, what: str, mend: str
) -> None:
    with pytest.raises(CodemodError) as raised:
        naming.check_job_name(name)
    assert what in raised.value.what
    assert mend in (raised.value.mend or "")


def test_a_kebab_name_that_begins_with_a_letter_is_a_job_name() -> None:
    naming.check_job_name("generate-report-2")


@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [
        ("generate-report", "Job", "generateReportJob"),
        ("generate-report", "", "generateReport"),
        ("generate-report", "Function", "generateReportFunction"),
        ("sync-2fa", "Job", "sync2faJob"),
        ("delete", "", "deleteJob"),
    ],
)
def test_a_job_is_exported_in_camel_case_with_the_suffix(
    name: str, suffix: str, expected: str
) -> None:
    assert naming.export_name(name, suffix) == expected
    assert naming.is_identifier(expected)


def test_what_is_no_job_name_has_no_export() -> None:
    with pytest.raises(CodemodError, match="begins with a digit"):
        naming.export_name("2fa-sync")


@pytest.mark.parametrize(
    "text",
    ["a", "_", "$", "a1", "$x_1", "été", "日本語", "ａ", "𠮷", "a\u200d", "x·", "class", "Ⅷ"],
)
def test_identifiers_are_those_of_ecmascript(text: str) -> None:
    assert naming.is_identifier(text)


@pytest.mark.parametrize(
    "text",
    ["", "1a", "a-b", "a b", "a\n", "\u200da", "·x", "😀", "a😀", "é-", "٣x", "ⸯ", "\\u0061"],
)
def test_what_ecmascript_takes_for_no_identifier_is_none(text: str) -> None:
    assert not naming.is_identifier(text)


def test_reserved_words_cannot_be_bound_in_a_module() -> None:
    for word in ("class", "await", "let", "static", "null", "arguments", "implements"):
        assert naming.is_reserved(word)
    for word in ("event", "of", "async", "get", "type", "report"):
        assert not naming.is_reserved(word)


def test_names_that_a_handler_binds_are_taken_without_being_reserved() -> None:
    for word in ("event", "step", "options", "data"):
        assert not naming.is_reserved(word)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reprot", "Report"),
        ("report", "Report"),
        ("sync_target", "SyncTarget"),
        ("Documnet", "Document"),
        ("xyz", None),
        ("", None),
    ],
)
def test_the_nearest_candidate_is_found_whatever_its_case(name: str, expected: str | None) -> None:
    assert naming.nearest(name, ["SyncTarget", "Report", "Document"]) == expected

    assert naming.nearest("report", ["report", "Report", "REPORT"]) == "REPORT"
    assert naming.nearest("report", iter(())) is None


def test_what_was_given_is_quoted_on_one_short_line() -> None:
    assert naming.quoted("a b") == "`a b`"
    assert naming.quoted("a\n\x1b[31m") == r"`a\n\x1b[31m`"
    assert naming.quoted("x" * 99) == f"`{'x' * 59}…`"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("document", "documents"),
        ("syncTarget", "syncTargets"),
        ("category", "categories"),
        ("day", "days"),
        ("inbox", "inboxes"),
        ("analysis", "analyses"),
        ("address", "addresses"),
        ("documents", "documents"),
        ("API_KEY", "API_KEYS"),
        ("", ""),
    ],
)
def test_the_last_word_of_a_name_is_put_into_the_plural(name: str, expected: str) -> None:
    assert naming.plural(name) == expected
