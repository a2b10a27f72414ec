"""Rules on small projects: the code of a docstring or a case, completed to what a rule can judge.

The code is one module, or several that each begin with a line `// file: path`, which the first may
leave out; such a section may also be a package.json, a codemod.toml or a schema.prisma. What is not there is added:

- package.json with the SDK that the jobs are written for (a first line `// sdk: 3` says otherwise),
  and a package that signs users in;
- tsconfig.json, in which `@/` is `src/`;
- an import of `inngest` and of `prisma` where they are used and come from nowhere;
- the modules of the client and of the database that are imported and are not there, and a schema
  with the models that are used;
- a route that serves every exported job, where nothing is served.

A case may be Python too, `.py`, whose sections begin with `# file: path`. To that is added what is
not there: a pyproject.toml with the SDK (`# sdk: 0.4.20` says otherwise), imports of `inngest`, of
the client, of `SessionLocal` and of `Report`, the modules that these are imported from, and an app
that serves every job.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codemods.inngest.model import Job, Language, Span
from codemods.inngest.project import Project
from codemods.lint.engine import Options, lint
from codemods.lint.model import Reported, Result
from codemods.lint.rules import all_rules
from codemods.rules.rule import Rule
from codemods.syntax import languages
from codemods.syntax.module import Export
from codemods.syntax.source import Source
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files

CASES = Path(__file__).resolve().parents[1] / "fixtures" / "rules"

MODULE = "src/lib/inngest/functions/example.ts"  # where code without a `// file:` line stands
ROUTE = "src/app/api/inngest/route.ts"
CLIENT = "src/lib/inngest/client.ts"
DATABASE = "src/lib/db.ts"

PYTHON_MODULE = "app/jobs/example.py"
PYTHON_APP = "app/main.py"

Tree = dict[str, str]

_FILE = re.compile(r"^(?://|#) file: (\S+)\n", re.MULTILINE)
_PYTHON_SDK = re.compile(r"^# sdk: ([\d.]+)\n", re.MULTILINE)
_PYTHON_SERVES = re.compile(r"\bserve\(|\bconnect\(")
_SDK = re.compile(r"^// sdk: ([34])\n", re.MULTILINE)
_SERVES = re.compile(r"\b(?:serve|connect)\(")
_MODELS = re.compile(r"\b(?:prisma|db|tx)\.(\w+)\.(?:create|update|upsert|delete|find|count)")
_CARETS = re.compile(r"^(?P<lead>\s*(?://|#)\s*)(?P<carets>\^+) (?P<code>JOB\d{3})\s*$")
_VERDICT = re.compile(r"(?://|#) (?P<verdict>fires|clean|strict)\b:?\s*(?P<about>\S.*)?\n")

_SDKS = {3: "3.44.0", 4: "4.24.0"}


def sections(code: str, path: str = MODULE) -> Tree:
    """Path → text: the first module, if no such line begins it, and those that `// file:` begins."""
    parts = _FILE.split(_PYTHON_SDK.sub("", _SDK.sub("", code)))
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {path: parts[0], **found} if parts[0].strip() else found


def complete(code: str, path: str = MODULE) -> Tree:
    """The smallest project that the code is at home in."""
    given = sections(code, path)
    tree = {each: _with_imports(each, text, given) for each, text in given.items()}
    if any(each.endswith(".py") for each in given):
        named = _PYTHON_SDK.search(code)
        _complete_python(tree, given, named[1] if named else "0.5.19")
        if not any(map(_is_source, given)):
            return tree
    for each in [each for each in tree if _is_source(each)]:
        _add_imported(each, tree)
    if any("prisma" in text for text in tree.values()) and not any(
        each.endswith(".prisma") for each in tree
    ):
        tree["prisma/schema.prisma"] = _schema(tree)
    tree.setdefault("tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }\n')
    named = _SDK.search(code)
    project = opened(tree)
    forms = [job.form for job in project.jobs if job.form is not None]
    tree.setdefault("package.json", _package(int(named[1]) if named else min(forms, default=4)))
    own = [text for each, text in given.items() if _is_source(each)]
    is_python = any(each.endswith(".py") for each in given)
    if (forms or not is_python) and not any(map(_SERVES.search, own)):
        tree[ROUTE] = _route(project)
        _add_imported(ROUTE, tree)
    return tree


def opened(tree: Mapping[str, str]) -> Project:
    """The project of these files, none of which is on the disk."""
    files = Files(_EMPTY, {path: text.encode() for path, text in tree.items()})
    return Project(files, load(files))


_EMPTY = Path(__file__).resolve().parent / "rules_harness_root"


def linted(tree: Mapping[str, str], *rules: Rule, strict: bool = False) -> Result:
    """What the rules, all by default, find in the project."""
    return lint(opened(tree), Options(rules or all_rules(), strict=strict))


def said(result: Result) -> list[str]:
    """The findings as lines, for the message of an assertion."""
    return [
        f"{each.path}:{each.start.line}:{each.start.column} {each.rule.code} {each.finding.message}"
        for each in result.reported
    ]


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a rule, `fixtures/rules/<rule>/<case>.ts` or `.py`.

    verdict: ``fires``, ``clean`` (also under --strict), or ``strict`` (only under --strict)
    about:   a sentence
    """

    rule: str
    name: str
    verdict: str
    about: str
    code: str

    @property
    def id(self) -> str:
        return f"{self.rule}/{self.name}"

    @property
    def language(self) -> Language:
        """The language that it is written in."""
        return "python" if self.name.endswith(".py") else "typescript"

    @property
    def module(self) -> str:
        """Where code of the case without a line that says so stands."""
        return PYTHON_MODULE if self.language == "python" else MODULE


def cases() -> list[Case]:
    """Every case of every rule, by name."""
    return [_case(path) for path in sorted((*CASES.glob("*/*.ts*"), *CASES.glob("*/*.py")))]


def _case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    first = _VERDICT.match(text)
    assert first, f"{path}: the first line is `// fires`, `// clean` or `// strict` and a sentence"
    assert first["about"], f"{path}: no sentence says what it shows"
    rest = text[first.end() :]
    name = path.stem if path.suffix != ".py" else path.name
    return Case(path.parent.name, name, first["verdict"], first["about"], rest)


Mark = tuple[str, int, int, int, str]


def marks(tree: Mapping[str, str]) -> list[Mark]:
    """What the carets under the code say: path, line, column (from 1), width and code."""
    found = []
    for path, text in tree.items():
        above = 0
        for number, line in enumerate(text.split("\n"), 1):
            carets = _CARETS.match(line)
            if carets is None:
                above = number
            else:
                column = carets.start("carets") + 1
                found.append((path, above, column, len(carets["carets"]), carets["code"]))
    return sorted(found)


def mark_of(reported: Reported) -> Mark:
    """The finding as carets would say it: up to the end of its first line."""
    end = (
        reported.end.column if reported.end.line == reported.start.line else len(reported.line) + 1
    )
    start = reported.start
    return (reported.path, start.line, start.column, end - start.column, reported.rule.code)


def applied(tree: Tree, rule: Rule) -> Tree:
    """The files once every fix, the unsafe ones too, has been made; nothing but the rule fires."""
    from codemods.lint.fixes import mend

    options = Options((rule,), strict=True) if rule.strict else Options(all_rules())
    mended = mend(opened(tree), options, unsafe=True)
    after = dict(tree)
    for change in mended.changes.changes:
        if change.after is None:
            del after[change.path]
        else:
            after[change.path] = change.after.decode()
    return after


_PYTHON_MODULES = {
    "app/client.py": 'import inngest\n\nclient = inngest.Inngest(app_id="example")\n',
    "app/db.py": (
        "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n\n"
        'engine = create_engine("sqlite://")\nSessionLocal = sessionmaker(engine)\n'
    ),
    "app/models.py": (
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
        'class Report(Base):\n    __tablename__ = "reports"\n\n'
        "    id: Mapped[str] = mapped_column(primary_key=True)\n"
        "    processing_status: Mapped[str]\n\n\n"
        'class Chart(Base):\n    __tablename__ = "charts"\n\n'
        "    id: Mapped[str] = mapped_column(primary_key=True)\n"
    ),
}
_PYTHON_NAMES = {
    "inngest": ("import inngest", r"\binngest\."),
    "client": ("from app.client import client", r"\bclient\."),
    "SessionLocal": ("from app.db import SessionLocal", r"\bSessionLocal\b"),
    "Report": ("from app.models import Report", r"\bReport\b"),
    "Chart": ("from app.models import Chart", r"\bChart\b"),
}
_PYTHON_JOB = re.compile(
    r"^@\w+\.create_function\(.*?^(?:async )?def (\w+)\(|^(\w+) = \w+\.create_function\(",
    re.MULTILINE | re.DOTALL,
)


def _complete_python(tree: Tree, given: Tree, version: str) -> None:
    """Adds what a Python app has besides the modules that are given."""
    if not any(_PYTHON_SERVES.search(text) for path, text in given.items() if path[-3:] == ".py"):
        found = {
            path: [one or other for one, other in _PYTHON_JOB.findall(text)]
            for path, text in given.items()
            if path.endswith(".py")
        }
        lines = ["import fastapi", "import inngest.fast_api", "", "from app.client import client"]
        lines += [
            f"from {path[:-3].replace('/', '.')} import {', '.join(names)}"
            for path, names in sorted(found.items())
            if names
        ]
        listed = ", ".join(name for names in found.values() for name in names)
        lines += ["", "app = fastapi.FastAPI()"]
        lines += [f"inngest.fast_api.serve(app, client, [{listed}])", ""]
        tree[PYTHON_APP] = "\n".join(lines)
    for path, text in _PYTHON_MODULES.items():
        module = path[:-3].replace("/", ".")
        if any(f"from {module} import" in each for each in tree.values()):
            tree.setdefault(path, text)
    listed = f'dependencies = ["inngest=={version}", "fastapi", "sqlalchemy"]'
    tree.setdefault("pyproject.toml", f'[project]\nname = "example"\n{listed}\n')


def _with_python_imports(text: str) -> str:
    head = "".join(
        f"{line}\n"
        for name, (line, used) in _PYTHON_NAMES.items()
        if re.search(used, text)
        and not re.search(
            rf"^\s*(?:from \S+ )?import .*\b{name}\b|^{name} =|^class {name}\b", text, re.MULTILINE
        )
    )
    return f"{head}\n\n{text}" if head else text


def _is_source(path: str) -> bool:
    return languages.grammar_for(path) is not None


def _with_imports(path: str, text: str, given: Tree) -> str:
    if path.endswith(".py"):
        return _with_python_imports(text)
    if not _is_source(path):
        return text
    module = Source(path, text.encode()).module
    known = {each.local for each in module.imports} | module.declarations.keys()
    head = ""
    if "inngest" not in known and re.search(r"(?<![\w.\"'/])inngest\.", text):
        head += 'import { inngest } from "@/lib/inngest/client";\n'
    if "prisma" not in known and re.search(r"(?<![\w.\"'/@])prisma\.", text):
        head += 'import { prisma } from "@/lib/db";\n'
    return f"{head}\n{text}" if head else text


def _add_imported(path: str, tree: Tree) -> None:
    """The client's and the database's modules, where imports say they are."""
    source = Source(path, tree[path].encode())
    for each in source.module.imports:
        target = _target(path, each.specifier)
        if target is None or any(f"{target}{end}" in tree for end in (".ts", ".tsx", "/index.ts")):
            continue
        created = re.search(
            rf"\b{re.escape(each.local)}\s*\.\s*(?:createFunction|send)\(", tree[path]
        )
        if created or each.imported == "inngest":
            tree[f"{target}.ts"] = _exporting(
                each.imported,
                'import { Inngest } from "inngest";\n\n',
                'new Inngest({ id: "example" })',
            )
        elif each.imported in ("prisma", "db", "database"):
            tree[f"{target}.ts"] = _exporting(
                each.imported,
                'import { PrismaClient } from "@prisma/client";\n\n',
                "new PrismaClient()",
            )


def _target(path: str, specifier: str) -> str | None:
    """The path, without ending, that a specifier within the project names."""
    from codemods.workspace.tree import paths

    specifier = re.sub(r"\.[jt]s$", "", specifier)
    if specifier.startswith("@/"):
        return f"src/{specifier[2:]}"
    if specifier.startswith("."):
        return paths.join(paths.parent(path), specifier)
    return None


def _exporting(name: str, head: str, value: str) -> str:
    if name == "default":
        return f"{head}export default {value};\n"
    return f"{head}export const {name} = {value};\n"


def _schema(tree: Tree) -> str:
    models = sorted({name for text in tree.values() for name in _MODELS.findall(text)})
    return 'datasource db {\n  provider = "sqlite"\n}\n' + "".join(
        f"\nmodel {name[:1].upper()}{name[1:]} {{\n  id String @id\n}}\n" for name in models
    )


def _package(major: int) -> str:
    """An app that signs users in, as most do."""
    listed = f'{{ "inngest": "{_SDKS[major]}", "better-auth": "1.3.0" }}'
    return f'{{ "name": "example", "dependencies": {listed} }}\n'


def _route(project: Project) -> str:
    """A route that serves every exported job, with the client of the first."""
    client = 'import { inngest } from "@/lib/inngest/client";'
    imports: list[str] = []
    names: list[str] = []
    for job in project.jobs:
        source = project.source(job.path)
        export = next((each for each in source.module.exports if _exports(job, each)), None)
        if export is None:
            continue
        for each in source.module.imports if not names else ():
            if each.local == job.client and each.specifier.startswith("@/"):
                clause = (
                    "inngest" if each.imported == "default" else f"{{ {each.imported} as inngest }}"
                )
                client = f'import {clause} from "{each.specifier}";'
        local = job.name or f"job{len(names)}"
        clause = local if export.exported == "default" else f"{{ {export.exported} as {local} }}"
        imports.append(f'import {clause} from "{_specifier(job.path)}";')
        names.append(local)
    return "\n".join(
        [
            'import { serve } from "inngest/next";',
            client,
            *imports,
            "",
            "export const { GET, POST, PUT } = serve({",
            f"  client: inngest,\n  functions: [{', '.join(names)}],",
            "});",
            "",
        ]
    )


def _exports(job: Job, export: Export) -> bool:
    if job.name is not None and export.local == job.name and export.specifier is None:
        return True
    value = export.value
    return value is not None and Span(job.path, value.start_byte, value.end_byte).contains(job.span)


def _specifier(path: str) -> str:
    from codemods.workspace.tree import paths

    stem = re.sub(r"\.\w+$", "", path)
    if stem.startswith("src/"):
        return "@/" + stem.removeprefix("src/")
    return paths.relative(paths.parent(ROUTE), stem)
