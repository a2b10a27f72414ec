"""Status components satisfy the sample apps' own tools in every styling, and ask as they should."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.component_variants import write
from apps.sample_app import App, codemod, eslint, prettier_check, tsc, tsx
from codemods.syntax.style import Style

pytestmark = pytest.mark.apps

NAMES = ("next-sdk3", "next-sdk4")
FOLLOW = Path(__file__).with_name("follow.mts")

# Next writes the first when it starts; the second adds what its own rules leave out.
SURROUNDINGS = {
    "next-env.d.ts": '/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n',
    "eslint.a11y.mjs": """import jsxA11y from "eslint-plugin-jsx-a11y";

import own from "./eslint.config.mjs";

export default [...own, { rules: jsxA11y.flatConfigs.recommended.rules }];
""",
}
SPREADING = """import type { ComponentProps } from "react";

export function Button({ className, ...props }: ComponentProps<"button">) {
  return <button className={className} {...props} />;
}
"""
DECLARING = """import type { ReactNode } from "react";

interface ButtonProps {
  children: ReactNode;
  onClick: () => void;
  disabled: boolean;
}

export default function Button({ children, onClick, disabled }: ButtonProps) {
  return (
    <button type="button" disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}
"""
WITH_STYLES = """import styles from "./title.module.css";

export function Title({ text }: { text: string }) {
  return <h1 className={styles.title}>{text}</h1>;
}
"""
TAILWIND = '@import "tailwindcss";\n'
STYLINGS: dict[str, dict[str, str]] = {
    "plain": {},
    "tailwind": {"src/app/globals.css": TAILWIND},
    "modules": {
        "src/components/title.tsx": WITH_STYLES,
        "src/components/title.module.css": ".title {\n  margin: 0;\n}\n",
    },
    "button": {"src/app/globals.css": TAILWIND, "src/components/ui/button.tsx": SPREADING},
    "declared": {"src/components/button.tsx": DECLARING},
}


def put(app: App, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = app.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def succeed(app: App, *arguments: str) -> None:
    done = codemod(app, *arguments, "--yes")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=NAMES)
def app(request: pytest.FixtureRequest, fresh_app: Callable[[str], App]) -> App:
    """With a component in every styling, and one of them with every variant of the template."""
    app = fresh_app(request.param)
    put(app, SURROUNDINGS)
    succeed(app, "add-api-route", "--job", "generate-document-content")
    for name, files in STYLINGS.items():
        put(app, files)
        succeed(
            app,
            *("add-status-component", "--job", "generate-document-content"),
            *("--name", f"{name.title()}Status", "--path", f"src/components/{name}-status.tsx"),
        )
        for path in files:
            (app.root / path).unlink()
    for files in STYLINGS.values():
        put(app, files)
    if request.param == NAMES[-1]:
        write(app.root / "src/components/variants", Style())
    return app


def test_every_styling_is_what_it_is_taken_for(app: App) -> None:
    texts = {
        name: (app.root / f"src/components/{name}-status.tsx").read_text() for name in STYLINGS
    }
    assert "className" not in texts["plain"]
    assert "aria-disabled:opacity-50" in texts["tailwind"]
    assert 'import styles from "./modules-status.module.css"' in texts["modules"]
    assert 'import { Button } from "./ui/button"' in texts["button"]
    assert "<Button disabled={busy}" in texts["declared"]


def test_it_type_checks_and_passes_the_linter_and_the_formatter(app: App) -> None:
    assert tsc(app) == ""
    assert eslint(app, "--config", "eslint.a11y.mjs", "src/components") == ""
    assert prettier_check(app, ["src/components"]) == ""


@pytest.fixture(scope="module")
def follow(fresh_app: Callable[[str], App]) -> Callable[..., Any]:
    """What a plain component does in a scenario of `follow.mts`."""
    app = fresh_app("next-sdk4")
    succeed(
        app,
        *("add-status-component", "--job", "generate-document-content"),
        *("--name", "JobStatus", "--url", "/api/documents/[id]/generate"),
    )
    module = app.root / "src/components/job-status.tsx"
    module.write_text(f"{module.read_text()}\nexport {{ start, watch }};\n")
    return lambda **scenario: json.loads(tsx(app, FOLLOW, str(module), json.dumps(scenario)))


def status(value: str, error: str | None = None) -> dict[str, Any]:
    return {"status": 200, "body": {"status": value, "processedAt": None, "error": error}}


def test_it_asks_ever_more_seldom_while_the_job_runs(follow: Callable[..., Any]) -> None:
    done = follow(answers=[status("processing")], seconds=120)
    gaps = [
        later - earlier for earlier, later in zip(done["asked"], done["asked"][1:], strict=False)
    ]
    assert done["asked"][0] == 0
    assert gaps[0] == 1
    assert gaps == sorted(gaps)
    assert gaps[-1] == 15
    assert done["most"] == 1


def test_it_stops_when_the_job_has_ended(follow: Callable[..., Any]) -> None:
    done = follow(
        answers=[status("pending"), status("processing"), status("failed", "No credit")],
        seconds=60,
    )
    assert len(done["asked"]) == 3
    assert [each["phase"] for each in done["shown"]] == ["pending", "processing", "failed"]
    assert done["shown"][-1]["error"] == "No credit"
    assert done["listeners"] == 0


def test_it_rests_while_the_page_is_hidden_and_goes_on_when_it_is_seen(
    follow: Callable[..., Any],
) -> None:
    done = follow(answers=[status("processing")], seconds=60, hidden=[[5, 40]])
    assert [at for at in done["asked"] if 5 <= at < 40] == []
    after = [at for at in done["asked"] if at >= 40]
    assert after[:2] == [40, 41]
    hidden_first = follow(answers=[status("completed")], seconds=30, hidden=[[0, 10]])
    assert hidden_first["asked"] == [10]


def test_nothing_is_asked_or_shown_once_it_is_gone(follow: Callable[..., Any]) -> None:
    done = follow(answers=[status("completed")], seconds=30, takes=10, stopAt=5)
    assert (done["asked"], done["aborted"], done["shown"], done["listeners"]) == ([0], 1, [], 0)


def test_one_request_is_open_at_a_time(follow: Callable[..., Any]) -> None:
    done = follow(
        answers=[status("processing")], seconds=60, takes=20, hidden=[[2, 4], [6, 8], [10, 12]]
    )
    assert done["most"] == 1
    assert done["asked"][:2] == [0, 21]


@pytest.mark.parametrize("answer", [None, {"status": 500}, "<html>sign in</html>"])
def test_it_tries_again_and_says_so_after_some_failures(
    answer: object, follow: Callable[..., Any]
) -> None:
    once = follow(answers=[answer, answer, status("completed")], seconds=60)
    assert [each["phase"] for each in once["shown"]] == ["completed"]
    always = follow(answers=[answer], seconds=300)
    assert [each["phase"] for each in always["shown"]] == ["unreadable"]
    assert len(always["asked"]) == 5
    assert always["listeners"] == 0


@pytest.mark.parametrize(("code", "phase"), [(401, "signedOut"), (404, "missing")])
def test_it_stops_at_an_answer_that_will_stay(
    code: int, phase: str, follow: Callable[..., Any]
) -> None:
    done = follow(answers=[{"status": code, "body": {"error": "No"}}], seconds=60)
    assert (done["asked"], [each["phase"] for each in done["shown"]]) == ([0], [phase])


def test_a_start_is_told_by_its_answer(follow: Callable[..., Any]) -> None:
    codes = [202, 409, 401, 404, 500]
    results = follow(start=[*({"status": code} for code in codes), None])
    assert [each["phase"] for each in results] == [
        *("queued", "queued", "signedOut", "missing", "failed", "failed")
    ]
    assert results[-1]["error"] == "It could not be started."
    assert results[0]["requests"] == [["/api/documents/d1/generate", "POST"]]


def test_the_page_shows_what_it_knows_before_anything_is_asked(follow: Callable[..., Any]) -> None:
    unknown, pending, failed, completed = follow(
        render="JobStatus",
        props=[
            {"documentId": "d1"},
            {"documentId": "d1", "initialStatus": "pending"},
            {"documentId": "d1", "initialStatus": "failed", "initialError": "No <b>credit</b>"},
            {"documentId": "d1", "initialStatus": "completed", "initialError": "An old one"},
        ],
    )
    for html in (unknown, pending, failed, completed):
        assert '<div role="group" aria-label="Generate document">' in html
        assert '<div role="status" aria-live="polite"><p>' in html
    assert "<p>Loading…</p>" in unknown
    assert '<button type="button" aria-disabled="true">Start</button>' in unknown
    assert "<p>Pending</p>" in pending
    assert '<button type="button" aria-disabled="false">Start</button>' in pending
    assert "<p>Failed</p><p>No &lt;b&gt;credit&lt;/b&gt;</p>" in failed
    assert ">Retry</button>" in failed
    assert "<p>Completed</p></div>" in completed
    assert ">Run again</button>" in completed
