"""What a developer does so that people see how their jobs go: our commands, then the pages."""

from __future__ import annotations

from collections.abc import Mapping

from apps.sample_app import App, generate
from e2e.next_app import NextApp

# Transcripts have no status yet, reports have all but the route and the component, and invoices
# have numbers for ids and an enum for the status.
FLAGSHIP = (
    "add-job summarize-transcript --event transcript/summarize"
    " --with status-fields,api-route,component --yes"
)
COMMANDS = (
    FLAGSHIP,
    "add-job send-invoice --event invoice/send --with api-route,component --yes",
    "add-api-route --job generate-report --yes",
    "add-status-component --job generate-report --yes",
)

# Where all of them are shown.
PATH = "/progress"

_CARD = "src/components/card.tsx"

# The app's own components, for a list of things.
_PLAIN = {
    _CARD: """\
import type { ReactNode } from "react";

export function Cards({ children }: { children: ReactNode }) {
  return <ul>{children}</ul>;
}

export function Card({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}) {
  return (
    <li>
      <h2>{title}</h2>
      {children}
    </li>
  );
}
""",
}

# What makes them the components of an app with CSS modules and with a Button.
_STYLED = {
    _CARD: _PLAIN[_CARD]
    .replace("\n\n", '\nimport styles from "./card.module.css";\n\n', 1)
    .replace("<ul>", "<ul className={styles.cards}>")
    .replace("<li>", "<li className={styles.card}>"),
    "src/components/card.module.css": """\
.cards {
  display: grid;
  grid-template-columns: repeat(4, 1fr);
  gap: 1rem;
  padding: 0;
  font: 15px/1.5 "Liberation Sans", Arial, sans-serif;
  list-style: none;
}

.card {
  padding: 1rem;
  border: 1px solid #d4d4d8;
  border-radius: 0.5rem;
}

.card h2 {
  margin: 0 0 0.5rem;
  font-size: 1rem;
}
""",
    "src/components/button.tsx": """\
import type { ComponentProps } from "react";
import styles from "./button.module.css";

export function Button(props: ComponentProps<"button">) {
  return <button {...props} className={styles.button} />;
}
""",
    "src/components/button.module.css": """\
.button {
  padding: 0.25rem 0.75rem;
  border: 0;
  border-radius: 0.375rem;
  background: #1d4ed8;
  color: #fff;
  font: inherit;
}

.button[aria-disabled="true"] {
  opacity: 0.4;
}
""",
}

# What is there once the commands have run.
_REST = {
    "src/app/progress/page.tsx": """\
import Link from "next/link";
import { redirect } from "next/navigation";
import { Card, Cards } from "@/components/card";
import { GenerateReportStatus } from "@/components/generate-report-status";
import { SendInvoiceStatus } from "@/components/send-invoice-status";
import { SummarizeTranscriptStatus } from "@/components/summarize-transcript-status";
import { getCurrentUser } from "@/lib/auth";
import { prisma } from "@/lib/db";

export default async function ProgressPage() {
  const user = await getCurrentUser();
  if (!user) {
    redirect("/login");
  }

  const where = { organizationId: user.organization.id };
  const transcripts = await prisma.transcript.findMany({ where });
  const invoices = await prisma.invoice.findMany({ where });
  const reports = await prisma.report.findMany({ where });

  return (
    <main>
      <h1>Work of {user.organization.name}</h1>
      <Cards>
        {transcripts.map((transcript) => (
          <Card key={transcript.id} title={transcript.text}>
            <SummarizeTranscriptStatus
              transcriptId={transcript.id}
              initialStatus={transcript.processingStatus}
              initialError={transcript.processingError}
            />
          </Card>
        ))}
        {invoices.map((invoice) => (
          <Card key={invoice.id} title={invoice.number}>
            <SendInvoiceStatus invoiceId={invoice.id} />
          </Card>
        ))}
        {reports.map((report) => (
          <Card key={report.id} title={report.title}>
            <GenerateReportStatus reportId={report.id} />
          </Card>
        ))}
      </Cards>
      <Link href="/">Documents</Link>
    </main>
  );
}
""",
    # Without an icon a browser asks for one, and logs that there is none.
    "src/app/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" />\n',
    # As `prisma migrate dev` writes it.
    "prisma/migrations/20250302090000_add_transcript_status_fields/migration.sql": """\
-- AlterTable
ALTER TABLE "Transcript" ADD COLUMN "processedAt" DATETIME;
ALTER TABLE "Transcript" ADD COLUMN "processingError" TEXT;
ALTER TABLE "Transcript" ADD COLUMN "processingStatus" TEXT NOT NULL DEFAULT 'pending';
""",
}


def follow(app: NextApp, *, styled: bool) -> dict[str, str]:
    """Give the jobs what follows them and show it on a page; what each of `COMMANDS` printed.

    There is a job `generate-report` already. styled: the app has CSS modules and a Button.
    """
    _write(app, _STYLED if styled else _PLAIN)
    outputs = {command: app.codemod(command) for command in COMMANDS}
    _write(app, _REST)
    generate(App(app.root))
    return outputs


def _write(app: NextApp, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        app.write(path, text)
