from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.errors import CodemodError
from codemods.inngest.events import event_names


@pytest.mark.parametrize(
    "name",
    [
        "report/generate",
        "gong/sync.manual",
        "app/user-created",
        "a/b",
        "v2/job_3",
        "x/" + "y" * 253,
    ],
)
def test_a_namespace_and_an_action_make_a_new_event(name: str) -> None:
    event_names.check(name)
    event_names.check(name, sending=True)


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("report.generate", "report/generate"),
        ("generateReport", "generate/report"),
        ("report", "app/report"),
        ("app/user/created", "app/user.created"),
        ("a//b", "a/b"),
        ("/x", "app/x"),
        ("x/", "app/x"),
        ("_a/b", "a/b"),
        ("été/lancé", "ete/lance"),
        ("report:generate/now", "report-generate/now"),
        ("inngest", "app/inngest"),
    ],
)
def test_another_form_is_refused_for_a_new_event_with_the_nearest_name(
    name: str, better: str
) -> None:
    with pytest.raises(CodemodError, match="does not have the form namespace/action") as raised:
        event_names.check(name)
    assert raised.value.mend == f"did you mean {better}?"
    event_names.check(better)
    event_names.check(name, existing=True)


@pytest.mark.parametrize("name", ["日本", "-/-", "app/.", "😀/😀"])
def test_where_no_name_is_near_the_form_is_shown(name: str) -> None:
    with pytest.raises(CodemodError) as raised:
        event_names.check(name)
    assert raised.value.mend == "write namespace/action, such as report/generate"


@pytest.mark.parametrize("existing", [False, True])
@pytest.mark.parametrize("name", ["", " ", "\t"])
def test_an_empty_name_is_refused(name: str, existing: bool) -> None:
    with pytest.raises(CodemodError, match="the event name is empty"):
        event_names.check(name, existing=existing)


@pytest.mark.parametrize("existing", [False, True])
def test_the_servers_limit_is_counted_in_bytes(existing: bool) -> None:
    with pytest.raises(CodemodError, match="an event name of 256 bytes"):
        event_names.check("app/" + "é" * 126, existing=existing)
    event_names.check("app/" + "e" * 251, existing=existing)


@pytest.mark.parametrize(
    "name", ["report generate", "a/b\n", "a/\x00b", "a/\u2028b", "a/\u202eb", " a/b"]
)
def test_white_space_and_control_characters_are_refused_in_a_new_event(name: str) -> None:
    with pytest.raises(CodemodError, match="contains white space or a control character") as raised:
        event_names.check(name)
    assert raised.value.what.isprintable()


def test_a_name_with_a_space_that_the_server_takes_is_left_alone_in_existing_code() -> None:
    event_names.check("Order Completed", existing=True)


def test_the_servers_own_events_can_be_listened_to_in_existing_code_only() -> None:
    event_names.check("inngest/function.failed", existing=True)
    for sending, existing in ((False, False), (True, False), (True, True)):
        with pytest.raises(CodemodError, match="is one of Inngest's own"):
            event_names.check("inngest/function.failed", sending=sending, existing=existing)


@pytest.mark.parametrize("name", ["app/*", "app/user.*", "user.*", "api/v1/*"])
def test_a_wildcard_may_end_the_trigger_of_existing_code(name: str) -> None:
    event_names.check(name, existing=True)


@pytest.mark.parametrize("name", ["*", "app*", "app/*.created", "app/us*", "app/**", "*/x"])
def test_a_wildcard_that_matches_nothing_is_refused(name: str) -> None:
    with pytest.raises(CodemodError, match="a wildcard that Inngest does not match"):
        event_names.check(name, existing=True)


@pytest.mark.parametrize("existing", [False, True])
def test_a_wildcard_cannot_be_sent(existing: bool) -> None:
    with pytest.raises(CodemodError, match="and one event is wanted"):
        event_names.check("app/user.*", sending=True, existing=existing)


def test_a_new_job_listens_to_no_wildcard() -> None:
    with pytest.raises(CodemodError) as raised:
        event_names.check("app/user*")
    assert raised.value.mend == "did you mean app/user?"


@pytest.mark.parametrize(
    ("name", "namespace", "action"),
    [
        ("gong/sync.manual", "gong", "sync.manual"),
        ("a/b/c", "a", "b/c"),
        ("plain", "", "plain"),
        ("", "", ""),
    ],
)
def test_the_first_slash_parts_namespace_and_action(name: str, namespace: str, action: str) -> None:
    assert event_names.namespace(name) == namespace
    assert event_names.action(name) == action


@settings(deadline=None)
@given(st.text(max_size=300))
def test_what_is_suggested_is_accepted(text: str) -> None:
    better = event_names.suggest(text)
    if better:
        event_names.check(better)
        event_names.check(better, sending=True)


@settings(deadline=None)
@given(st.text(alphabet="aB9/._- *:é", max_size=12))
def test_a_name_with_a_letter_or_digit_gets_a_suggestion_that_is_accepted(text: str) -> None:
    better = event_names.suggest(text)
    assert bool(better) == any(char.isalnum() for char in text)
    if better:
        event_names.check(better)
