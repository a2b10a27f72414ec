"""What `lint-jobs` does with its options: look, mend, compare, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from codemods.cli.commits import commit
from codemods.cli.place import open_project, relative, root_of
from codemods.cli.settings import Settings
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.lint.baseline import Baseline, may_hold, read, written
from codemods.lint.engine import Options, lint
from codemods.lint.model import SEVERITIES, Result
from codemods.lint.settings import files_at, options_for
from codemods.report.terminal import PLAIN, Palette, wants_colour
from codemods.rules.rule import Severity
from codemods.workspace.writing.changes import Change, ChangeSet

Form = Literal["full", "concise", "json", "jsonl", "github", "sarif", "junit"]

_TEXT = ("full", "concise")
_STDIN = "-"


class Linting(Struct, frozen=True, dict=True):
    """One run of the command; the fields are its options as they were given."""

    settings: Settings
    paths: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    strict: bool
    since: str | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    form: Form
    output: str | None
    statistics: bool
    fail_on: Severity
    exit_zero: bool
    baseline: str | None
    write_baseline: bool
    stdin_filename: str | None
    app: str | None

    def run(self) -> int:
        """Do it, and give the exit status."""
        self._check()
        project = self._project()
        options = self._options(project)
        notes: tuple[str, ...] = ()
        if self.paths:
            files, notes = files_at(project, self._paths())
            options = replace(options, files=files)
        if self.since is not None:
            from codemods.lint.since import changed_since

            options = replace(options, since=changed_since(self.root, self.since))
        if self.fix or self.unsafe_fixes or self.diff:
            return self._mend(project, options, notes)
        result = lint(project, options)
        result = replace(result, notes=tuple(dict.fromkeys((*notes, *result.notes))))
        if self.write_baseline:
            return self._write_baseline(result)
        self._report(result, sys.stdout.write)
        return self._status(result)

    @cached_property
    def root(self) -> Path:
        """The folder that nothing is read or written outside of."""
        return root_of(self.settings)

    @cached_property
    def out(self) -> Palette:
        """The colours of standard output."""
        return Palette(wants_colour(self.settings.colour, sys.stdout, os.environ))

    @cached_property
    def err(self) -> Palette:
        """The colours of standard error."""
        return Palette(wants_colour(self.settings.colour, sys.stderr, os.environ))

    @property
    def _reads_stdin(self) -> bool:
        return self.paths == (_STDIN,)

    def _check(self) -> None:
        """Raises CodemodError for options that contradict one another."""
        if _STDIN in self.paths and not self._reads_stdin:
            raise CodemodError("- stands for standard input, alone", mend="drop the other PATHS")
        if self._reads_stdin != (self.stdin_filename is not None):
            raise CodemodError(
                "- and --stdin-filename go together",
                mend="write it as: codemod lint-jobs - --stdin-filename src/jobs/report.ts",
            )
        if self._reads_stdin and self.since is not None:
            raise CodemodError("--since compares files on the disk", mend="leave it out with -")
        if self.statistics and self.form not in _TEXT:
            raise CodemodError(
                f"--statistics is a report of its own, and so is --format {self.form}",
                mend="drop one of them",
            )
        if self.write_baseline and self.baseline is None:
            raise CodemodError(
                "--write-baseline does not say where to",
                mend="name the file: --baseline codemod-baseline.json",
            )
        for option, given in (
            ("--since", self.since is not None),
            ("--fix", self.fix or self.unsafe_fixes),
            ("--diff", self.diff),
        ):
            if self.write_baseline and given:
                raise CodemodError(
                    f"--write-baseline takes all that is found, {option} does not",
                    mend="run the one after the other",
                )

    def _project(self) -> Project:
        project = open_project(self.root, self.app)
        if not self._reads_stdin:
            return project
        [path] = self._paths()
        data = sys.stdin.buffer.read()
        self.settings.told = True
        change = Change(path, project.files.read(path), data, "standard input")
        return project.with_changes(ChangeSet((change,)))

    def _paths(self) -> list[str]:
        if self.stdin_filename is not None:
            return [relative(self.root, self.stdin_filename, "--stdin-filename")]
        return [relative(self.root, path, "PATHS") for path in self.paths]

    def _options(self, project: Project) -> Options:
        options = options_for(
            project.config,
            select=_listed(self.select),
            ignore=_listed(self.ignore),
            strict=self.strict,
        )
        if self.baseline is None or self.write_baseline:
            return options
        return replace(options, baseline=self._known())

    def _known(self) -> Baseline:
        """The baseline as it is on the disk; raises CodemodError where it is none."""
        assert self.baseline is not None
        path = relative(self.root, self.baseline, "--baseline")
        data = _bytes(self.root, path)
        if data is None:
            raise CodemodError("no such file", where=path, mend="write it with --write-baseline")
        return read(data, path)

    def _write_baseline(self, result: Result) -> int:
        """What this run could not tell about stays as it was."""
        assert self.baseline is not None
        path = relative(self.root, self.baseline, "--baseline")
        before = _bytes(self.root, path)
        files = None if not self.paths else frozenset(files_at(result.project, self._paths())[0])
        codes = {rule.code for rule in result.rules_run}
        kept = [
            entry
            for entry in (read(before, path).entries if before is not None else ())
            if entry.rule not in codes or (files is not None and entry.path not in files)
        ]
        after = written(result.reported, kept)
        commit(
            ChangeSet((Change(path, before, after, "write the baseline"),)),
            self.root,
            self.settings,
        )
        count = sum(may_hold(each.rule) for each in result.reported) + len(kept)
        sys.stderr.write(f"{path} holds {count} finding{'s' if count != 1 else ''}\n")
        return 0

    def _mend(self, project: Project, options: Options, notes: tuple[str, ...]) -> int:
        from codemods.lint.fixes import mend

        only = options.files if self._reads_stdin else None
        mended = mend(project, options, unsafe=self.unsafe_fixes, only=only)
        every = (*notes, *mended.result.notes, *mended.notes)
        result = replace(mended.result, notes=tuple(dict.fromkeys(every)))
        if self.diff:
            sys.stdout.flush()
            self._print_diff(mended.changes)
            self._say(result)
            if mended.fixed:
                sys.stderr.write(f"{_fixes(len(mended.fixed))} would be made\n")
            return self._status(lint(project, options))  # all of it is still there
        if self._reads_stdin:
            [path] = self._paths()
            sys.stdout.flush()
            sys.stdout.buffer.write(result.project.read(path))
            self._report(result, sys.stderr.write, self.err)
        else:
            commit(mended.changes, self.root, self.settings)
            self._report(result, sys.stdout.write)
        if mended.fixed:
            sys.stderr.write(f"{self.err(_fixes(len(mended.fixed)), 'green')} made\n")
        return self._status(result)

    def _print_diff(self, changes: ChangeSet) -> None:
        diff = changes.diff()
        if sys.stdout.isatty() or self.settings.colour == "always":
            from codemods.report.diff import render

            sys.stdout.write(render(diff, self.out))
        else:
            sys.stdout.buffer.write(diff)

    def _report(
        self, result: Result, write: Callable[[str], object], palette: Palette | None = None
    ) -> None:
        if self.output is None:
            write(self._rendered(result, palette or self.out))
        else:
            path = relative(self.root, self.output, "--output")
            text = self._rendered(result, PLAIN).encode("utf-8", "backslashreplace")
            change = Change(path, _bytes(self.root, path), text, "write the report")
            commit(ChangeSet((change,)), self.root, self.settings, kept=False)
        if self.form == "github":
            self._summarise(result)
        self._say(result)

    def _rendered(self, result: Result, palette: Palette) -> str:
        from importlib import import_module

        if self.statistics:
            from codemods.report.findings.statistics import render

            return render(result, palette)
        name = "as_json" if self.form == "json" else self.form
        render_in_form = import_module(f"codemods.report.findings.{name}").render
        text = render_in_form(result, palette) if self.form in _TEXT else render_in_form(result)
        assert isinstance(text, str)
        return text

    def _summarise(self, result: Result) -> None:
        """All findings where GitHub shows them below the run, as it asks for."""
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if path:
            from codemods.report.findings.github import step_summary

            with Path(path).open("a", encoding="utf-8") as file:
                file.write(step_summary(result))

    def _say(self, result: Result) -> None:
        from codemods.report.findings.summary import render

        sys.stdout.flush()
        sys.stderr.write(render(result, self.err))

    def _status(self, result: Result) -> int:
        if self.exit_zero:
            return 0
        least = SEVERITIES.index(self.fail_on)
        return int(any(SEVERITIES.index(each.severity) <= least for each in result.reported))


def _listed(given: tuple[str, ...]) -> list[str]:
    """The rules of a repeatable option, whose values may have commas."""
    return [name.strip() for each in given for name in each.split(",") if name.strip()]


def _bytes(root: Path, path: str) -> bytes | None:
    from codemods.workspace.tree.files import Files

    return Files(root).read(path)


def _fixes(count: int) -> str:
    return f"{count} fix{'es' if count != 1 else ''}"
