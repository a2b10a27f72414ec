"""What linting one staged file costs, as a ratio to the imports it cannot do without. Run by hand:

    python tests/bench/linting.py [ROUNDS]

Measured as in startup.py: each round times both, and a ratio is the median of the rounds'.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from startup import CODEMOD, MODULES, Bench, write_app

JOBS = 25
CLEAN = 7
FAULTY = 8
PARTS = [sys.executable, "-c", "import click, tree_sitter, tree_sitter_typescript"]

_JOB = """import {{ inngest }} from "../client";
import {{ helper{number} }} from "@/features/module-{number}";

export const syncReport{number} = inngest.createFunction(
  {{
    id: "sync-report-{number}",
    retries: 3,
    concurrency: {{ limit: 5 }},
    triggers: [{{ event: "report/sync-{number}" }}],
  }},
  async ({{ event, step }}) => {{
    const {{ organizationId, {user}reportId }} = event.data;

    const total = await step.run("compute-total", async () => {{
      return {{ reportId, total: helper{number}({number}) }};
    }});

    await step.run("store-total", async () => {{
      await fetch(`https://reports.test/${{organizationId}}`, {{
        method: "POST",
        body: JSON.stringify(total),
      }});
      return {{ stored: true }};
    }});

    await step.sleep("let-it-settle", "5m");
    return {{ success: true, organizationId, reportId }};
  }},
);
"""

_SENDER = """import {{ inngest }} from "@/lib/inngest/client";

export async function request{number}(organizationId: string, reportId: string) {{
  await inngest.send({{
    name: "report/sync-{number}",
    data: {{ organizationId, userId: "system", reportId }},
  }});
}}
"""


def write_jobs(root: Path, modules: int = MODULES, jobs: int = JOBS) -> None:
    """Turn files of the app of write_app() into jobs, served, and into what sends their events."""
    names = [f"syncReport{number}" for number in range(jobs)]
    imports = "".join(
        f'import {{ {name} }} from "@/lib/inngest/functions/sync-report-{number}";\n'
        for number, name in enumerate(names)
    )
    files = {
        "src/app/api/inngest/route.ts": (
            'import { serve } from "inngest/next";\n'
            'import { inngest } from "@/lib/inngest/client";\n'
            f"{imports}\n"
            "export const { GET, POST, PUT } = serve({\n"
            f"  client: inngest,\n  functions: [{', '.join(names)}],\n}});\n"
        )
    }
    for number in range(jobs):
        files[f"src/lib/inngest/functions/sync-report-{number}.ts"] = _JOB.format(
            number=number, user="" if number == FAULTY else "userId, "
        )
    for number in range(0, jobs, 10):
        files[f"src/actions/request-{number}.ts"] = _SENDER.format(number=number)
    for number, (path, text) in enumerate(files.items()):
        if path not in ("src/app/api/inngest/route.ts",):  # as many files as before
            (root / f"src/features/module-{modules - 10 - number}.tsx").unlink()
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def main() -> None:
    """The comparison."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as app, tempfile.TemporaryDirectory() as cache:
        write_app(Path(app))
        write_jobs(Path(app))
        bench = Bench(Path(app), Path(cache), rounds)
        for what, number in (("a clean file", CLEAN), ("a finding", FAULTY)):
            staged = f"src/lib/inngest/functions/sync-report-{number}.ts"
            lint = [*CODEMOD, "lint-jobs", "--exit-zero", staged]
            bench.compare(f"lint-jobs of {what} in {MODULES} to imports", lint, PARTS)


if __name__ == "__main__":
    main()
