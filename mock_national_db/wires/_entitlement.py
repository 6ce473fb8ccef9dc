"""Which service a request asks for, so that a client entitled to one cannot ask for another by its message."""

from __future__ import annotations

from mock_national_db.wires._envelope import Sent, read
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._jobs import AT_THE_DESK
from mock_national_db.wires.wire import Request

_OF_PATH = {"033": "033", "003": "003", "XacThucThongTinCongDan": "003"}
_WHOLE_RECORD = "037"


def service_asked(request: Request) -> str:
    """`037`, `033` or `003`, or the name of another operation: of the envelope, as that decides what is answered.

    Without an envelope it is the path's, and 037 for a path that tells of whole records.
    """
    of_path = _OF_PATH.get(request.path.rstrip("/").rpartition("/")[2], _WHOLE_RECORD)
    try:
        return _of_message(read(request.body), of_path)
    except WireFault:
        return of_path


def _of_message(sent: Sent, of_path: str) -> str:
    name = AT_THE_DESK.get(sent.name) or sent.name.removesuffix("Request")
    if name != "XacThucThongTinCongDan":
        return _WHOLE_RECORD if name == "TraCuuThongTinCongDan" else name[:60]
    if name != sent.name or "MaDichVu" in sent.fields:
        return "033"
    return "033" if of_path == "033" and "MaTichHop" not in sent.fields else "003"
