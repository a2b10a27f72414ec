"""The quotes of a generated module's strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.syntax.quoting import requote

if TYPE_CHECKING:
    from codemods.syntax.python.style import Quote


def requoted(text: str, quote: Quote, path: str) -> str:
    """The module with each string in the quotes that the formatter would choose for it.

    A docstring keeps its three double quotes under every setting, and so does a string that has
    the other quotes in it, or, where it is an f-string, any quotes at all.

    Raises CodemodError where the text does not parse.
    """
    import libcst as cst

    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise CodemodError(
            "the generated text does not parse",
            where=f"{path}:{error.raw_line}",
            mend="mend the template, or the text that was given",
        ) from None
    if quote == '"' and "'" not in text:
        return text

    class Requote(cst.CSTTransformer):
        def leave_SimpleString(  # noqa: N802 - LibCST's name
            self,
            original_node: cst.SimpleString,  # noqa: ARG002 - LibCST gives both
            updated_node: cst.SimpleString,
        ) -> cst.SimpleString:
            if updated_node.prefix or len(updated_node.quote) != 1:
                return updated_node
            return updated_node.with_changes(value=requote(updated_node.value, quote))

        def leave_FormattedString(  # noqa: N802 - LibCST's name
            self, original_node: cst.FormattedString, updated_node: cst.FormattedString
        ) -> cst.FormattedString:
            inside = module.code_for_node(original_node)[2:-1]
            if len(updated_node.end) != 1 or "'" in inside or '"' in inside:
                return updated_node
            return updated_node.with_changes(start=f"{updated_node.prefix}{quote}", end=quote)

    return module.visit(Requote()).code
