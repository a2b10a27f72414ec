"""Contexts of job templates for tests: one of each form, changed as a test wants it."""

from __future__ import annotations

from itertools import product
from typing import Any, Literal

from msgspec.structs import replace

from codemods.transforms.jobs.field import Field
from codemods.transforms.jobs.job_parts import (
    Binding,
    Column,
    Concurrency,
    Entity,
    Event,
    Schedule,
    Status,
    Tenant,
)
from codemods.transforms.jobs.job_template import Form, JobTemplate

CLIENT = Binding("inngest", "@/lib/inngest/client")
PRISMA = Binding("prisma", "@/lib/db")

# Models of the sample apps, but for the ledger, whose ids are BigInt.
REPORT = Entity(
    "report",
    "Report",
    "reportId",
    organization=Column("organizationId"),
    status=Status(),
    created_at="createdAt",
)
INVOICE = replace(
    REPORT, name="invoice", title="Invoice", id_field="invoiceId", id=Column("id", "number")
)
SYNC_TARGET = replace(REPORT, name="syncTarget", title="SyncTarget", id_field="syncTargetId")
EXCHANGE_RATE = replace(
    REPORT, name="exchangeRate", title="ExchangeRate", id_field="exchangeRateId", organization=None
)
TRANSCRIPT = replace(
    REPORT, name="transcript", title="Transcript", id_field="transcriptId", status=None
)
USER = replace(TRANSCRIPT, name="user", title="User", id_field="userId")
ORGANIZATION = replace(
    TRANSCRIPT,
    name="organization",
    title="Organization",
    id_field="organizationId",
    organization=None,
)
LEDGER = replace(
    REPORT,
    name="ledger",
    title="Ledger",
    id_field="ledgerId",
    id=Column("number", "bigint"),
    organization=Column("organizationId", "bigint"),
    select=("note", "processingStatus"),
    created_at=None,
)
EVENT = replace(REPORT, name="event", title="Event", id_field="eventId")

ENTITIES = {
    "status": REPORT,
    "int-id": INVOICE,
    "camel": replace(SYNC_TARGET, select=("id", "provider")),
    "no-organization": EXCHANGE_RATE,
    "no-status": TRANSCRIPT,
    "user": USER,
    "organization": ORGANIZATION,
    "none": None,
}

FIELDS = {
    "ids": (Field("documentId"), Field("batchNumber", "number")),
    "data": (
        Field("locale", "string", optional=True),
        Field("payload", "Record<string, unknown>"),
        Field("kind", "'a' | \"b\" | 'a longer literal type' | 'another longer literal type'"),
    ),
    "options": (Field("tone", '"formal" | "casual"', optional=True), Field("limit", "number")),
}
COLLIDING = {"data": tuple(Field(name) for name in ("event", "step", "class", "error", "report"))}
LONG: dict[str, Any] = {
    "id": "reconcile-quarterly-revenue-with-the-ledger",
    "title": "Reconcile Quarterly Revenue With The Ledger And All Of Its Notes",
    "export": "reconcileQuarterlyRevenueWithTheLedgerJob",
    "data_type": "ReconcileQuarterlyRevenueWithTheLedgerEventData",
    "concurrency": Concurrency(10, 'event.data.organizationId + "-" + event.data.userId'),
}
LONG_EVENT = {"event": Event("revenue.quarterly/reconciliation.with-the-ledger.requested")}


def job(
    form: Form,
    sdk: Literal[3, 4] = 4,
    failure: Literal["catch", "on-failure"] = "catch",
    **changes: Any,
) -> JobTemplate:
    """A job of that form as the command line's defaults make it, with these changes."""
    context: dict[str, Any] = {
        "form": form,
        "sdk": sdk,
        "failure": failure,
        "client": CLIENT,
        "prisma": PRISMA,
    }
    match form:
        case "event":
            context |= {
                "id": "generate-report",
                "title": "Generate Report",
                "export": "generateReportJob",
                "event": Event("report/generate"),
                "data_type": "GenerateReportEventData",
                "entity": REPORT,
            }
        case "cron":
            context |= {
                "id": "sweep-reports",
                "title": "Sweep Reports",
                "export": "sweepReportsJob",
                "schedule": Schedule("0 * * * *", "Every hour"),
                "entity": REPORT,
                "retries": 2,
                "concurrency": Concurrency(1),
            }
        case "both":
            context |= {
                "id": "sync-gong",
                "title": "Sync Gong",
                "export": "syncGongJob",
                "event": Event("gong/sync.manual"),
                "schedule": Schedule("0 */6 * * *", "Every 6 hours"),
                "data_type": "SyncGongEventData",
                "tenant": Tenant(enabled="integrationEnabled"),
                "retries": 2,
                "concurrency": Concurrency(3),
            }
    return JobTemplate(**(context | changes))


# Whole files that are kept under `fixtures/templates/`, each to be read and judged by people.
GOLDENS = {
    "event.sdk3.ts": job("event", 3, path="src/lib/inngest/functions/generate-report.ts"),
    "event.sdk4.ts": job("event", path="src/lib/inngest/functions/generate-report.ts"),
    "event-on-failure.ts": job("event", failure="on-failure"),
    "event-with-fields-and-downstream.ts": job(
        "event",
        **FIELDS,
        emits="report/generated",
        concurrency=Concurrency(5, "event.data.organizationId"),
        description="Generates a report.\nIt may take a while.",
    ),
    "event-bigint-id.ts": job("event", entity=LEDGER),
    "event-without-organization.ts": job("event", failure="on-failure", entity=EXCHANGE_RATE),
    "event-without-status.ts": job("event", entity=TRANSCRIPT),
    "event-without-entity.ts": job("event", failure="on-failure", entity=None),
    "event-without-database.ts": job("event", prisma=None, **FIELDS),
    "event-with-colliding-names.ts": job("event", entity=EVENT, **COLLIDING),
    "event-typed-by-client.ts": job(
        "event",
        event=Event("report/generate", Binding("reportGenerate", CLIENT.specifier)),
        typed_by_client=True,
    ),
    "event.js": job("event", typescript=False),
    "cron.sdk3.ts": job("cron", 3),
    "cron.sdk4.ts": job("cron"),
    "cron-bigint-id-and-downstream.ts": job("cron", entity=LEDGER, emits="ledger/closed"),
    "cron-without-status.ts": job("cron", failure="on-failure", entity=TRANSCRIPT),
    "cron-without-database.ts": job("cron", prisma=None),
    "cron-without-entity.ts": job("cron", entity=None, emits="sweep/done"),
    "both.sdk3.ts": job("both", 3),
    "both.sdk4.ts": job("both"),
    "both-with-downstream.ts": job(
        "both",
        failure="on-failure",
        tenant=Tenant("workspace", Column("number", "bigint")),
        emits="gong/synced",
    ),
    "both-without-tenant.ts": job("both", tenant=None, emits="gong/synced"),
}


def variants() -> dict[str, JobTemplate]:
    """Every form with every kind of record and options, on both SDKs; they fit the sample apps."""
    found: dict[str, JobTemplate] = {}
    sdks: tuple[Literal[3, 4], ...] = (3, 4)
    failures: tuple[Literal["catch", "on-failure"], ...] = ("catch", "on-failure")
    for sdk, failure, emits in product(sdks, failures, (None, "report/generated")):
        end = f"sdk{sdk}-{failure}{'-emits' if emits else ''}"
        for name, entity in ENTITIES.items():
            found[f"event-{name}-{end}"] = job("event", sdk, failure, entity=entity, emits=emits)
            found[f"cron-{name}-{end}"] = job("cron", sdk, failure, entity=entity, emits=emits)
        for name, changes in {
            "plain": {},
            "all-organizations": {"tenant": Tenant()},
            "without-tenant": {"tenant": None},
            "without-database": {"prisma": None},
            "long": LONG | LONG_EVENT | FIELDS,
        }.items():
            found[f"both-{name}-{end}"] = job("both", sdk, failure, **changes, emits=emits)
        for name, changes in {
            "without-database": {"prisma": None},
            "long": LONG | LONG_EVENT | FIELDS,
            "colliding": COLLIDING,
        }.items():
            found[f"event-{name}-{end}"] = job("event", sdk, failure, **changes, emits=emits)
        for name, changes in {"without-database": {"prisma": None}, "long": LONG}.items():
            found[f"cron-{name}-{end}"] = job("cron", sdk, failure, **changes, emits=emits)
    return found
