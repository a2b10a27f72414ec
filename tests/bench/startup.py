"""What start-up costs, as ratios to the imports it cannot do without. Run by hand:

    python tests/bench/startup.py [ROUNDS]

Each round times the command and its yardstick one after the other, so that a busy machine slows
both; a ratio is the median of the rounds'. Nothing is compared with an earlier run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MODULES = 1_000

CODEMOD = [str(Path(sys.executable).with_name("codemod"))]
CLICK = [sys.executable, "-c", "import click"]
PARTS = [
    sys.executable,
    "-c",
    "import click, tree_sitter, tree_sitter_typescript, jinja2",
]
ADD_JOB = [
    *CODEMOD,
    *("add-job", "generate-report", "--event", "report/generate", "--dry-run", "--yes"),
]

_FILES = {
    "package.json": '{"name": "bench", "dependencies": {"inngest": "4.24.0", "next": "16.4.0"}}\n',
    "tsconfig.json": '{"compilerOptions": {"strict": true, "paths": {"@/*": ["./src/*"]}}}\n',
    "src/lib/inngest/client.ts": (
        'import { Inngest } from "inngest";\n\n'
        'export const inngest = new Inngest({ id: "bench" });\n'
    ),
    "src/app/api/inngest/route.ts": (
        'import { serve } from "inngest/next";\n'
        'import { inngest } from "@/lib/inngest/client";\n\n'
        "export const { GET, POST, PUT } = serve({ client: inngest, functions: [] });\n"
    ),
}

_MODULE = """import {{ useState }} from "react";
import {{ helper{before} }} from "@/features/module-{before}";

export interface Props{number} {{
  id: string;
  label?: string;
}}

export function helper{number}(value: number): number {{
  return value * {number} + helper{before}(value);
}}

export function Component{number}({{ id, label }}: Props{number}) {{
  const [count, setCount] = useState(0);
  return (
    <button key={{id}} onClick={{() => setCount(helper{number}(count))}}>
      {{label ?? "module {number}"}} {{count}}
    </button>
  );
}}
"""


def write_app(root: Path, modules: int = MODULES) -> None:
    """An app of so many files, of which two mention Inngest."""
    files = dict(_FILES)
    for number in range(modules - len(files)):
        text = _MODULE.format(number=number, before=max(number - 1, 0))
        files[f"src/features/module-{number}.tsx"] = text
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


@dataclass(frozen=True)
class Bench:
    """Runs commands in `cwd`, `rounds` times; compiled modules are kept in `cache`, as an
    installed package has them too."""

    cwd: Path
    cache: Path
    rounds: int

    def seconds(self, command: Sequence[str]) -> float:
        """How long one run takes."""
        environ = {**os.environ, "PYTHONPYCACHEPREFIX": str(self.cache)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        start = time.perf_counter()
        subprocess.run(command, cwd=self.cwd, env=environ, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start

    def compare(self, title: str, command: Sequence[str], yardstick: Sequence[str]) -> None:
        """Print the median of the ratios, and of both times."""
        for each in (command, yardstick):
            self.seconds(each)  # caches warm
        pairs = [(self.seconds(command), self.seconds(yardstick)) for _ in range(self.rounds)]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours, theirs = (1000 * statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{title:<42} {ratio:5.2f}x  ({ours:.0f} ms to {theirs:.0f} ms)")


def main() -> None:
    """Both comparisons."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as app, tempfile.TemporaryDirectory() as cache:
        write_app(Path(app))
        bench = Bench(Path(app), Path(cache), rounds)
        bench.compare("codemod --help to import click", [*CODEMOD, "--help"], CLICK)
        bench.compare(f"add-job in {MODULES} files to its imports", ADD_JOB, PARTS)


if __name__ == "__main__":
    main()
