"""What a call does outside the program: database writes, requests, calls of services, sends."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.python.anatomy import databases, records, services, sessions
from codemods.inngest.python.anatomy.chains import told
from codemods.inngest.python.anatomy.done import Done
from codemods.inngest.python.anatomy.origins import External, Origins
from codemods.inngest.python.anatomy.tree import Tree

_CLIENT = "inngest.Inngest()"


class Doings:
    """Tells what calls and assignments do, by where what they work on comes from."""

    def __init__(self, origins: Origins, external_calls: tuple[str, ...] = ()) -> None:
        self.origins = origins
        self._more = external_calls

    def of(self, tree: Tree, node: cst.CSTNode) -> Done | None:
        """What a call, or an assignment to a record's attribute, does; None for anything else."""
        match node:
            case cst.Call():
                return self._call(tree, node)
            case cst.Assign() | cst.AnnAssign() | cst.AugAssign():
                return self._assignment(tree, node)
            case _:
                return None

    def _call(self, tree: Tree, call: cst.Call) -> Done | None:
        if not isinstance(call.func, cst.Attribute | cst.Name):
            return None
        found = self.origins.of(tree, call.func)
        if not isinstance(found, External):
            return None
        path = found.path
        if path in (f"{_CLIENT}.send", f"{_CLIENT}.send_sync"):
            waits = path.endswith(".send")
            return Done("send", told(tree, call), _CLIENT, "send", call, waits=waits)
        return (
            databases.write(tree, self.origins, call, path)
            or services.request(tree, call, path)
            or services.service(tree, call, path, self._more)
        )

    def _assignment(
        self, tree: Tree, node: cst.Assign | cst.AnnAssign | cst.AugAssign
    ) -> Done | None:
        """A change of a record that a session or `save` makes good."""
        found = sessions.assignment(node)
        if found is None:
            return None
        record, field, value = found
        if not records.is_record(tree, self.origins, record):
            return None
        saved = sessions.made_good(tree, self.origins, node, record)
        if saved is None:
            return None
        name = records.model_name(tree, self.origins, record) or record.value
        fields = ((field, value),) if value is not None else ()
        return Done(
            "write",
            f"{record.value}.{field} = …",
            name,
            "update",
            node,
            fields,
            transaction=saved,
        )
