"""What a developer does to an untouched sample app until it is built: our commands, then his work.

The work is what he is asked to write into each job: here it fails where a title or a name asks for
it, which lets a test choose.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from apps.sample_app import REPOSITORY
from e2e import status_story
from e2e.next_app import JOBS, NextApp

FIRST_APP = "next-sdk4"  # the one that the README and the transcript show

_README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def _shown(command: str) -> tuple[str, str]:
    """What the README shows first of this command: how it is called, and what it prints."""
    found = re.search(rf"^\$ codemod ({command} .*)\n((?:(?!\$ |```).*\n)*)", _README, re.MULTILINE)
    assert found is not None
    return found[1], found[2]


JOB, JOB_OUTPUT = _shown("add-job")
TRIGGER, TRIGGER_OUTPUT = _shown("add-trigger")

# The first plan that it shows.
PLAN = _README.partition("```toml\n[[codemod]]")[2].partition("```")[0].join(("[[codemod]]", ""))

TRANSCRIPT = (REPOSITORY / "docs/transcript.txt").read_text(encoding="utf-8")

_API = "src/app/api"

# One after the other; quotes as in a shell.
COMMANDS = (
    JOB,
    TRIGGER,
    f"add-trigger {_API}/reports/route.ts --job build-report --send after --yes",
    "add-trigger src/app/reports/actions.ts --function createReport --job build-report --yes",
    "add-job generate-report --event report/generate --emits report/generated --yes",
    f"add-trigger {_API}/reports/route.ts --event report/generate --yes",
    "add-job review-report --event report/review --failure on-failure --retries 1 --yes",
    f"add-trigger {_API}/reports/route.ts --event report/review --send await --yes",
    "add-job announce-report --event report/generated --yes",
    "add-job push-target --event target/push --entity syncTarget --retries 0 --yes",
    f"add-trigger {_API}/sync-targets/route.ts --job push-target --yes",
    "add-job sweep-reports --cron hourly --entity report --yes",
    "add-job sweep-targets --cron daily --entity syncTarget --failure on-failure --yes",
    "add-job sync-crm --event crm/sync.manual --cron every-6-hours --yes",
    f"add-trigger {_API}/organizations/route.ts --event crm/sync.manual --yes",
)

_WORK = "// The work itself: call an AI service, fetch from an API, transform data"
_ITEM_WORK = "// The work itself goes here"
_SYNC_WORK = "// The sync itself goes here"
_FAILS = 'throw new Error("the source is unreadable");'

# What stands in a job where its work belongs, and the work.
WORK: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "generate-report": (_WORK, f'if (report.title === "Unreadable") {_FAILS}'),
        "review-report": (_WORK, f'if (report.title === "Unreadable") {_FAILS}'),
        "push-target": (_WORK, f'if (syncTarget.externalId === "unreadable") {_FAILS}'),
        "sweep-reports": (_ITEM_WORK, f'if (item.id === "unreadable") {_FAILS}'),
        "sweep-targets": (_ITEM_WORK, f'if (item.id === "unreadable") {_FAILS}'),
        "summarize-transcript": (_WORK, f'if (transcript.text === "Unreadable") {_FAILS}'),
        "sync-crm": (_SYNC_WORK, f'if (org.id === "unreadable") {_FAILS}'),
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """An app that the story was told to.

    name:       the app's in fixtures/apps
    transcript: what was seen at the terminal, when `add-job` was asked for without a name
    outputs:    what each of the commands printed
    """

    name: str
    app: NextApp
    transcript: str
    outputs: Mapping[str, str]


def tell(name: str, app: NextApp) -> Told:
    """Add the jobs and their triggers, and do the work."""
    transcript = converse(app.root)
    outputs = {command: app.codemod(command) for command in COMMANDS}
    outputs |= status_story.follow(app, styled=name == FIRST_APP)
    for job, (comment, work) in WORK.items():
        app.replace(f"{JOBS}/{job}.ts", comment, work)
    return Told(name, app, transcript, outputs)


def converse(root: Path) -> str:
    """Have the conversation of the README's transcript in this app; what is seen of it."""
    script = runpy.run_path(str(REPOSITORY / "scripts/transcript"))
    text: str = script["converse"](root)
    return text
