"""The reader behind `codemods.syntax.prisma`: from text to declarations.

It follows Prisma's own grammar (prisma/prisma-engines, psl/schema-ast, datamodel.pest), and takes
more than that: a byte order mark, and attributes over several lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Literal

from codemods.errors import CodemodError
from codemods.syntax.prisma import (
    Argument,
    Attribute,
    Config,
    Enum,
    EnumValue,
    Extent,
    Field,
    Model,
    Schema,
    Setting,
)

_NAME = r"[^\W_][\w-]*"
_STRING = r'"(?:[^"\\\r\n]|\\[^\r\n])*+"'
_COMMENT = r"//[^\r\n]*+|/\*[\s\S]*?\*/"

_NEWLINE = re.compile(r"\r\n|\r|\n")
_BLANK = re.compile(rf"(?:\s|{_COMMENT})*+")
_SPACE = re.compile(r"(?:[^\S\r\n]|/\*[\s\S]*?\*/)*+")
REST_OF_LINE = re.compile(rf"(?:{_STRING}|{_COMMENT}|[^\r\n])*+")  # on to where a comment ends
_KEYWORD = re.compile(
    rf"(model|view|type|enum|generator|datasource)[^\S\r\n]+({_NAME})[^\S\r\n]*\{{([^\r\n]*)"
)
_UNKNOWN_BLOCK = re.compile(r"[^\W_][^\r\n{}\"/]*\{[^\r\n}]*(?=[\r\n])")
_BLOCK_END = re.compile(r"[\r\n][^\S\r\n]*\}")
_TYPE = re.compile(
    rf"(?:(Unsupported\({_STRING}\)|{_NAME})|\[({_NAME})\])[^\S\r\n]*(\[\])?[^\S\r\n]*([?!])?"
)
_IDENTIFIER = re.compile(_NAME)
_PATH = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_ASSIGNED = re.compile(rf"({_NAME})[^\S\r\n]*=[^\S\r\n]*")
_NAMED_ARGUMENT = re.compile(rf"({_NAME})\s*:\s*")
_PIECE = re.compile(rf"{_STRING}|{_COMMENT}|[\s\S]")


def read(path: str, data: bytes) -> Schema:
    """See `codemods.syntax.prisma.parse`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodemodError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
            where=f"{path}:{line}",
            mend="save the file as UTF-8",
        ) from None
    return _Reader(path, text).schema()


class _Reader:
    """A cursor over the text; the methods that read move it on."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.at = 1 if text.startswith("\ufeff") else 0
        self.line_starts = [end.end() for end in _NEWLINE.finditer(text)]  # but for the first
        self.bytes_before = (
            None if text.isascii() else [0, *accumulate(len(char.encode()) for char in text)]
        )

    def schema(self) -> Schema:
        models: list[Model] = []
        enums: list[Enum] = []
        configs: list[Config] = []
        while self.more():
            opened = self.take(_KEYWORD)
            if opened is None:
                self.skip_unknown()
                continue
            self.refuse_one_line(opened)
            kind: str = opened[1]
            match kind:
                case "model" | "view" | "type":
                    models.append(self.model(opened, kind))
                case "enum":
                    enums.append(self.enum(opened))
                case "generator" | "datasource":
                    configs.append(self.config(opened, kind))
        return Schema(
            (self.path,),
            tuple(model for model in models if model.kind == "model"),
            tuple(model for model in models if model.kind == "view"),
            tuple(model for model in models if model.kind == "type"),
            tuple(enums),
            tuple(config for config in configs if config.kind == "generator"),
            tuple(config for config in configs if config.kind == "datasource"),
        )

    # Blocks

    def model(self, opened: re.Match[str], kind: Literal["model", "view", "type"]) -> Model:
        fields: list[Field] = []
        attributes: list[Attribute] = []
        while self.in_block(opened):
            if self.text.startswith("@@", self.at):
                attributes += self.attribute(2)
            elif (field := self.field()) is not None:
                fields.append(field)
            self.end_item()
        return Model(kind, opened[2], tuple(fields), tuple(attributes), self.extent(opened))

    def enum(self, opened: re.Match[str]) -> Enum:
        values: list[EnumValue] = []
        attributes: list[Attribute] = []
        while self.in_block(opened):
            start = self.at
            if self.text.startswith("@@", self.at):
                attributes += self.attribute(2)
            elif value := self.take(_IDENTIFIER):
                own, end = self.attributes()
                values.append(
                    EnumValue(value[0], own, self.line(start), self.byte(start), self.byte(end))
                )
            self.end_item()
        return Enum(opened[2], tuple(values), tuple(attributes), self.extent(opened))

    def config(self, opened: re.Match[str], kind: Literal["generator", "datasource"]) -> Config:
        settings: list[Setting] = []
        while self.in_block(opened):
            start = self.at
            assigned = self.take(_ASSIGNED)
            if assigned:
                text = self.value()
                end = assigned.end() + len(text)
                settings.append(Setting(assigned[1], text, self.byte(start), self.byte(end)))
            self.end_item()
        return Config(kind, opened[2], tuple(settings), self.extent(opened))

    def in_block(self, opened: re.Match[str]) -> bool:
        """Whether there is another item before the brace that closes the block."""
        if not self.more():
            raise CodemodError(
                f"the {opened[1]} {opened[2]} is never closed",
                where=self.place(opened.start()),
                mend="add the closing brace on a line of its own",
            )
        if _KEYWORD.match(self.text, self.at):
            raise CodemodError(
                f"the {opened[1]} {opened[2]} is not closed before the next block",
                where=self.place(self.at),
                mend=f"close the block that line {self.line(opened.start())} opens",
            )
        return self.text[self.at] != "}"

    def extent(self, opened: re.Match[str]) -> Extent:
        """The block whose closing brace is next; moves past it."""
        close = self.at
        self.at += 1
        body = opened.end()
        body += 2 if self.text.startswith("\r\n", body) else 1
        return Extent(
            self.path,
            self.line(opened.start()),
            self.byte(opened.start()),
            self.byte(min(body, close)),
            self.byte(close),
            self.byte(close + 1),
        )

    def refuse_one_line(self, opened: re.Match[str]) -> None:
        """Prisma drops what follows the opening brace, so such a block would go on below."""
        if "}" in re.sub(rf"{_STRING}|{_COMMENT}|//.*|/\*.*", "", opened[3]):
            raise CodemodError(
                f"the {opened[1]} {opened[2]} is opened and closed on one line",
                where=self.place(opened.start()),
                mend="Prisma wants every field, and the closing brace, on a line of its own",
            )

    # Items

    def field(self) -> Field | None:
        """The field here, or None where the line is none."""
        start = self.at
        name = self.take(_IDENTIFIER)
        if name is None:
            return None
        self.take(_SPACE)
        if self.text.startswith(":", self.at):  # Prisma 1 wrote `name: Type`
            self.at += 1
            self.take(_SPACE)
        kind = self.take(_TYPE)
        if kind is None:
            return None
        self.at = kind.start() + len(kind[0].rstrip())
        attributes, end = self.attributes()
        return Field(
            name[0],
            kind[1] or kind[2],
            kind[4] == "?",
            kind[2] is not None or kind[3] is not None,
            attributes,
            self.line(start),
            self.byte(start),
            self.byte(end),
        )

    def attributes(self) -> tuple[tuple[Attribute, ...], int]:
        """The attributes of a field or value, and where the last one ends."""
        found: list[Attribute] = []
        end = self.at
        self.take(_SPACE)
        while self.text.startswith("@", self.at) and not self.text.startswith("@@", self.at):
            read = self.attribute(1)
            if not read:
                break
            found += read
            end = self.at
            self.take(_SPACE)
        return tuple(found), end

    def attribute(self, ats: int) -> list[Attribute]:
        """The attribute after so many `@`, or none where no name follows them."""
        start = self.at
        self.at += ats
        self.take(_SPACE)
        name = self.take(_PATH)
        if name is None:
            return []
        end = self.at
        self.take(_SPACE)
        arguments: tuple[Argument, ...] = ()
        if self.text.startswith("(", self.at):
            arguments = self.arguments()
            end = self.at
        self.at = end
        return [Attribute(name[0], arguments, self.byte(start), self.byte(end))]

    def arguments(self) -> tuple[Argument, ...]:
        """The arguments in the parentheses that begin here."""
        opening = self.at
        depth = 0
        parts = [""]
        for piece in _PIECE.finditer(self.text, opening):
            token = piece[0]
            if token in "([{":
                depth += 1
            elif token in ")]}":
                depth -= 1
            if depth == 0:
                self.at = piece.end()
                return tuple(_argument(part) for part in parts if part.strip())
            if depth == 1 and token == ",":
                parts.append("")
            elif piece.start() != opening and not token.startswith(("//", "/*")):
                parts[-1] += token
        raise CodemodError(
            "a bracket is never closed",
            where=self.place(opening),
            mend="close it, or take the attribute out",
        )

    def value(self) -> str:
        """The value of a setting: up to a comment or the end of the line, or of its brackets."""
        start = self.at
        depth = 0
        end = start
        for piece in _PIECE.finditer(self.text, start):
            token = piece[0]
            if depth == 0 and (token in "\r\n" or token.startswith(("//", "/*"))):
                break
            depth += (token in "([") - (token in ")]")
            end = piece.end()
        self.at = end
        return self.text[start:end].rstrip()

    def end_item(self) -> None:
        """Moves past what is left of the line; a brace right after the item closes the block."""
        self.take(_SPACE)
        if not self.text.startswith("}", self.at):
            self.take(REST_OF_LINE)

    # The cursor

    def more(self) -> bool:
        """Moves past white space, lines and comments; whether anything follows."""
        self.take(_BLANK)
        return self.at < len(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match at the cursor, which moves past it."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def skip_unknown(self) -> None:
        """Moves past a block of a kind that is not known, or past the line."""
        unknown = _UNKNOWN_BLOCK.match(self.text, self.at)
        closed = _BLOCK_END.search(self.text, unknown.end()) if unknown else None
        if closed:
            self.at = closed.end()
        else:
            self.take(REST_OF_LINE)

    def byte(self, at: int) -> int:
        """The byte offset of a character offset."""
        return at if self.bytes_before is None else self.bytes_before[at]

    def line(self, at: int) -> int:
        """The line of a character offset."""
        return bisect_right(self.line_starts, at) + 1

    def place(self, at: int) -> str:
        return f"{self.path}:{self.line(at)}"


def _argument(text: str) -> Argument:
    """``fields: [a]`` is named; ``autoincrement()`` is not."""
    text = text.strip()
    named = _NAMED_ARGUMENT.match(text)
    return Argument(named[1], text[named.end() :]) if named else Argument(None, text)
