"""The token endpoint of a provincial platform (wire.md A.3) and of the national one (C.1)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires import _json
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires.access import TOKEN_PATHS, issue
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire


def parse(request: Request, options: Options) -> Call | Reply:
    """Any POST; the proof is in its headers, and the clock is not here yet."""
    del options
    try:
        _json.allow(request.method, "POST")
    except WireFault as fault:
        return _json.refused(fault, {"message": fault.text})
    return Call(request)


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """A token that every worker process accepts, or 401."""
    del answers
    asked = call.operation
    assert isinstance(asked, Request)  # noqa: S101 - a Call of another wire is a mistake of ours
    return issue(asked, context.options.access, context.wall)


WIRE = Wire("lgsp_token", TOKEN_PATHS, parse, render)
