"""What linting costs beside other tools on the same files, as ratios. Run by hand; needs npm:

    python tests/bench/rivals.py [ROUNDS]

One staged file beside ESLint 8 with Inngest's own plugin; a whole project beside `ast-grep`, which
looks for one pattern only; and the most memory that the whole project takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from linting import CLEAN, write_jobs
from startup import CODEMOD, MODULES, Bench, write_app

PACKAGES = (
    "eslint@8.57.1",
    "@inngest/eslint-plugin@0.0.7",
    "@typescript-eslint/parser@8.73.0",
    "typescript@5.9.3",
    "@ast-grep/cli@0.51.1",
)
ESLINT = {
    "root": True,
    "parser": "@typescript-eslint/parser",
    "parserOptions": {"sourceType": "module", "ecmaVersion": 2022},
    "plugins": ["@inngest"],
    "extends": ["plugin:@inngest/recommended"],
}
LARGE = 14_000
LARGE_JOBS = 88  # with the client, the route and what sends their events: about 100 files

_MODULE = """import {{ load{before} }} from "./module-{before}";

export interface Account{number} {{
  id: string;
  name: string;
  balance: number;
  tags?: readonly string[];
}}

const CACHE = new Map<string, Promise<Account{number}>>();

/** Loads an account once, and again after an error. */
export async function load{number}(id: string): Promise<Account{number}> {{
  const known = CACHE.get(id);
  if (known) return known;
  const loading = fetch(`/api/accounts/{number}/${{id}}`)
    .then((response) => response.json() as Promise<Account{number}>)
    .catch((error: unknown) => {{
      CACHE.delete(id);
      throw error;
    }});
  CACHE.set(id, loading);
  return loading;
}}

export function total{number}(accounts: Account{number}[], floor = 0): number {{
  let sum = 0;
  for (const account of accounts) {{
    if (account.balance < floor || account.tags?.includes("closed")) continue;
    sum += Math.round(account.balance * 100) / 100;
  }}
  return sum + (accounts.length > {number} ? 1 : 0);
}}

export const both{number} = async (one: string, other: string) => {{
  const [first, second] = await Promise.all([load{number}(one), load{before}(other)]);
  return {{ ...first, id: `${{first.id}}-${{second.id}}`, total: total{number}([first]) }};
}};
"""


def install(folder: Path) -> Path:
    """The folder of the tools' commands."""
    (folder / "package.json").write_text('{"name": "tools", "private": true}')
    (folder / ".npmrc").write_text("omit-lockfile-registry-resolved=true\n")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "node_modules" / ".bin"


def make_plain(root: Path) -> None:
    """Turn the app's components into modules without JSX, which `ast-grep -l ts` reads too."""
    for path in root.glob("src/features/*.tsx"):
        number = int(path.stem.rpartition("-")[2])
        text = _MODULE.format(number=number, before=max(number - 1, 0))
        path.with_suffix(".ts").write_text(text)
        path.unlink()


def peak_memory(command: list[str], cwd: Path) -> float:
    """The most memory, in MiB, that one run of the command takes."""
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss / 1024


def main() -> None:
    """The comparisons."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        tools, small, large, cache = (
            Path(folder) / name for name in ("tools", "small", "large", "cache")
        )
        for each in (tools, small, large, cache):
            each.mkdir()
        commands = install(tools)

        write_app(small)
        write_jobs(small)
        (tools / ".eslintrc.json").write_text(json.dumps(ESLINT))
        staged = f"src/lib/inngest/functions/sync-report-{CLEAN}.ts"
        (tools / "staged.ts").write_bytes((small / staged).read_bytes())
        bench = Bench(small, cache, rounds)
        bench.compare(
            f"lint-jobs of a file in {MODULES} to ESLint",
            [*CODEMOD, "lint-jobs", "--exit-zero", staged],
            [str(commands / "eslint"), str(tools / "staged.ts")],
        )

        write_app(large, LARGE)
        write_jobs(large, LARGE, LARGE_JOBS)
        make_plain(large)
        whole = [*CODEMOD, "lint-jobs", "--exit-zero"]
        search = [str(commands / "ast-grep"), "run", "-p", "$X.createFunction($$$A)", "-l", "ts"]
        Bench(large, cache, rounds).compare(
            f"lint-jobs of {LARGE} files to ast-grep", whole, search
        )
        print(f"lint-jobs of {LARGE} files takes {peak_memory(whole, large):.0f} MiB at most")


if __name__ == "__main__":
    main()
