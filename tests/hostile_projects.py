"""Projects that nobody writes by hand, in any size, and what limits a run over them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Tree = dict[str, bytes]

JOBS = "src/jobs"
ROUTE = "src/app/api/inngest/route.ts"
CPU_SECONDS = 20
MEMORY = 1_536 * 2**20
LINT = ("lint-jobs", "--format", "concise")
ADD = ("add-job", "new-job", "--event", "new/made", "--dry-run", "--yes")
REGISTER = ("register-job", "--dry-run")

SAVE = (
    'await step.run("save-it", async () => {'
    ' await prisma.doc.update({ where: { id: 1 }, data: { status: "processing" } }); });'
)


def job(
    body: str,
    *,
    name: str = "a",
    options: str = "retries: 2, ",
    triggers: str | None = None,
    top: str = "",
) -> str:
    """The module of a job with this body, these options and this text above it."""
    given = f'[{{ event: "{name}/made" }}]' if triggers is None else triggers
    return (
        'import { inngest } from "@/client";\nimport { prisma } from "@/db";\n'
        f"{top}export const {name}Job = inngest.createFunction(\n"
        f'  {{ id: "{name}-job", {options}triggers: {given} }},\n'
        "  async ({ event, step }) => {\n"
        "    const { organizationId, userId } = event.data;\n"
        f"    {body}\n    return {{ organizationId, userId }};\n  }},\n);\n"
    )


def app(
    files: dict[str, str],
    functions: str = "[aJob]",
    jobs: str = 'import { aJob } from "@/jobs/a";\n',
) -> Tree:
    """An app that serves `functions`, with these files besides."""
    given = {
        "package.json": '{ "dependencies": { "inngest": "4.24.0" } }\n',
        "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }\n',
        "src/client.ts": 'import { Inngest } from "inngest";\n'
        'export const inngest = new Inngest({ id: "app" });\n',
        "src/db.ts": 'import { PrismaClient } from "@prisma/client";\n'
        "export const prisma = new PrismaClient();\n",
        ROUTE: 'import { serve } from "inngest/next";\n'
        f'import {{ inngest }} from "@/client";\n{jobs}'
        "export const { GET, POST, PUT } = "
        f"serve({{ client: inngest, functions: {functions} }});\n",
        **files,
    }
    return {path: text.encode() for path, text in given.items()}


NESTED = {
    "blocks": lambda n: "if (event) {" * n + SAVE + "}" * n,
    "branches": lambda n: "if (event) {} else " * n + "{" + SAVE + "}",
    "tries": lambda n: "try {" * n + SAVE + "} catch (e) {}" * n,
    "functions": lambda n: "await (async () => {" * n + SAVE + "})();" * n,
    "steps": lambda n: 'await step.run("save-it", async () => {' * n + "});" * n,
    "arrays": lambda n: 'await step.run("save-it", () => ' + "[" * n + "]" * n + ");",
    "objects": lambda n: 'await step.run("save-it", () => (' + "{ a: " * n + "1" + "}" * n + "));",
    "chain": lambda n: 'await step.run("save-it", () => 1)' + ".then((a) => a)" * n + ";",
    "sum": lambda n: "const id = " + "userId + " * n + "1; await step.run(`save-${id}`, () => id);",
    "maps": lambda n: "const all = [1]" + ".map((x) => x" * n + ")" * n + ";" + SAVE,
}


def _in_handler(text: str) -> Callable[[int], Tree]:
    """A handler that is nothing but this text, so many times."""
    return lambda n: app({f"{JOBS}/a.ts": job(text * n)})


def _nested(shape: str) -> Callable[[int], Tree]:
    return lambda n: app({f"{JOBS}/a.ts": job(NESTED[shape](n), options="")})


def _listed(n: int) -> Tree:
    return app({f"{JOBS}/a.ts": job("")}, functions=f"[{'aJob,' * n}]")


def _listed_elsewhere(n: int) -> Tree:
    index = f'import {{ aJob }} from "./a";\nexport const all = [{"aJob," * n}];\n'
    return app(
        {f"{JOBS}/a.ts": job(""), f"{JOBS}/index.ts": index},
        functions="all",
        jobs='import { all } from "@/jobs";\n',
    )


def _barrels(n: int) -> Tree:
    passing = {
        f"src/b{i}/index.ts": "".join(
            f'export * from "../b{(i + step) % n}";\n' for step in (1, 2, 3)
        )
        for i in range(n)
    }
    return app(
        {f"{JOBS}/a.ts": job(""), **passing},
        functions="[aJob, other]",
        jobs='import { aJob } from "@/jobs/a";\nimport { other } from "@/b0";\n',
    )


def _beside(n: int) -> Tree:
    """A module of so many bytes beside the others, and imported by the route."""
    line = "export const name = { id: 1 };\n"
    big = job("", name="big") + line * (n // len(line))
    return app(
        {f"{JOBS}/a.ts": job(""), f"{JOBS}/big.ts": big},
        functions="[aJob, bigJob]",
        jobs='import { aJob } from "@/jobs/a";\nimport { bigJob } from "@/jobs/big";\n',
    )


# Each makes a project of a size; what is counted is in the comment.
PROJECTS: dict[str, Callable[[int], Tree]] = {
    **{f"nested {shape}": _nested(shape) for shape in NESTED},  # levels
    "array in a module": lambda n: app(
        {f"{JOBS}/a.ts": job("", top=f"export const all = [{'1,' * n}];\n")}
    ),  # elements, as in all arrays
    "array in a handler": lambda n: app({f"{JOBS}/a.ts": job(f"const all = [{'1,' * n}];")}),
    "array in triggers": lambda n: app({f"{JOBS}/a.ts": job("", triggers=f"[{'1,' * n}]")}),
    "array in cancelOn": lambda n: app(
        {f"{JOBS}/a.ts": job("", options=f"cancelOn: [{'1,' * n}],")}
    ),
    "array in sendEvent": lambda n: app(
        {f"{JOBS}/a.ts": job(f'await step.sendEvent("send-all", [{"1," * n}]);')}
    ),
    "array that is served": _listed,
    "array that is served from elsewhere": _listed_elsewhere,
    "calls in a handler": _in_handler("foo();\n"),  # calls
    "steps in a handler": _in_handler('await step.run("a", () => 1);\n'),  # steps
    "braces in a handler": _in_handler("}\n"),  # lines
    "braces after a job": lambda n: app({f"{JOBS}/a.ts": job("") + "}\n" * n}),  # lines
    "cycle of barrels": _barrels,  # barrels
    "large module": _beside,  # bytes
}


_LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({CPU_SECONDS}, {CPU_SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
from codemods.cli.main import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run ended: seconds of processor time, MiB of memory at its peak."""

    status: int
    out: str
    err: str
    seconds: float
    peak: float


def run(root: Path, *arguments: str) -> Run:
    """`codemod` on a folder, in a process that is stopped beyond CPU_SECONDS or MEMORY."""

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [sys.executable, "-c", _LIMITED, "--root", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        _, ended, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(ended)
        out.seek(0)
        err.seek(0)
        said = out.read().decode(), err.read().decode()
    seconds = used.ru_utime + used.ru_stime
    return Run(process.returncode, *said, seconds, used.ru_maxrss / 1024)
