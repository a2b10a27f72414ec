"""What a developer does to an untouched sample app until it is served: our commands, his work.

The work is what he is asked to write into each job: here it fails where the record asks for it,
which lets a test choose.
"""

from __future__ import annotations

from types import MappingProxyType

from python_apps.python_app import PythonApp

# What handles a request for a new report, and for a new organization.
ROUTES = MappingProxyType(
    {
        "fastapi": ("src/briefly/routes/reports.py", "src/briefly/routes/organizations.py"),
        "flask": ("briefly/views/reports.py", "briefly/views/organizations.py"),
        "django": ("documents/views.py", "documents/views.py"),
    }
)

# Where the list of jobs is.
LISTS = MappingProxyType(
    {
        "fastapi": "src/briefly/main.py",
        "flask": "briefly/jobs/__init__.py",
        "django": "briefly/urls.py",
    }
)

JOB = "add-job generate-report --event report/generate --emits report/generated"

# What comes next, in one go: a command that starts Python for each would take its time.
_PLAN = """
[[codemod]]
run = "add-job"
name = "review-report"
event = "report/review"
failure = "on-failure"
retries = 1

[[codemod]]
run = "add-job"
name = "announce-report"
event = "report/generated"

[[codemod]]
run = "add-job"
name = "push-report"
event = "report/push"
retries = 0

[[codemod]]
run = "add-job"
name = "sweep-reports"
cron = "hourly"
entity = "report"

[[codemod]]
run = "add-job"
name = "retry-reports"
cron = "daily"
entity = "report"
failure = "on-failure"

[[codemod]]
run = "add-job"
name = "sync-crm"
event = "crm/sync.manual"
cron = "every-6-hours"

[[codemod]]
run = "add-job"
name = "push-target"
event = "target/push"
entity = "syncTarget"

[[codemod]]
run = "add-job"
name = "sweep-targets"
cron = "hourly"
entity = "syncTarget"

[[codemod]]
run = "add-job"
name = "index-transcript"
event = "transcript/index"

[[codemod]]
run = "add-job"
name = "import-rates"
event = "rates/import"
cron = "weekly"
database = "none"

[[codemod]]
run = "add-trigger"
file = "{reports}"
function = "create_report"
event = "report/review"
send = "await"
"""

TRIGGERS = (
    "add-trigger {reports} --function create_report --event report/generate",
    "add-trigger {organizations} --function create_organization --event crm/sync.manual",
)


# What stands in a job where its work belongs.
_WORK = "# The work itself: call an AI service, fetch from an API, transform data"
_ITEM_WORK = "# The work itself goes here"
_SYNC_WORK = "# The sync itself goes here"

# What asks for a failure that may pass, and for one that is for good.
UNREADABLE, REFUSED = ("Unreadable", 777), ("Refused", 778)

# By job: the comment that the work takes the place of, and what the work looks at.
DONE = {
    "generate-report": (_WORK, 'report["title"]'),
    "review-report": (_WORK, 'report["title"]'),
    "push-report": (_WORK, 'report["title"]'),
    "sweep-reports": (_ITEM_WORK, 'int(str(item_id).removeprefix("report-"))'),
    "retry-reports": (_ITEM_WORK, 'int(str(item_id).removeprefix("report-"))'),
    "sync-crm": (_SYNC_WORK, "organization_id"),
}


def tell(app: PythonApp) -> None:
    """Add the jobs and their triggers, and do the work."""
    reports, organizations = ROUTES[app.name]
    app.codemod(f"{JOB} --yes")
    app.write("plan.toml", _PLAN.format(reports=reports))
    app.codemod("run plan.toml --yes")
    for command in TRIGGERS:
        app.codemod(f"{command.format(reports=reports, organizations=organizations)} --yes")
    for job, (comment, subject) in DONE.items():
        app.replace(f"{app.jobs}/{job.replace('-', '_')}.py", comment, work(subject))


def work(subject: str) -> str:
    """What fails where a record asks for it; each of the lines but the first is indented."""
    return (
        f'if {subject} in {UNREADABLE}: raise RuntimeError("the source is unreadable")\n'
        f'    if {subject} in {REFUSED}: raise inngest.NonRetriableError("the source is refused")'
    )
