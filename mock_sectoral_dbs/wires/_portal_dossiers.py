"""Dossiers that provinces show at the national portal: synchronised, moved on, looked up (wire.md C.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_sectoral_dbs.wires._portal_services import Malformed

if TYPE_CHECKING:
    from mock_national_db.wires import Desk

Json = Mapping[str, Any]
EXISTS, UNKNOWN = 3, 5
_LONGEST_NUMBER, _LONGEST_TEXT, _MOST = 100, 4000, 100
_MOMENTS = ("NgayTiepNhan", "NgayHenTra", "NgayTra", "ThoiDiemXuLy")
_MOMENT = "yyyyMMddHHmmss"
_FLAGS = {"True": True, "False": False}


class Refused(Exception):
    """A dossier that is there already, or is not; the portal's own code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _synchronise(desk: Desk, sent: Json) -> list[Json]:
    """All of `data` or none; a dossier that is there is written over only if `isUpdating` says so."""
    is_updating = _FLAGS.get(str(sent.get("isUpdating", "False")))
    if is_updating is None:
        raise Malformed("isUpdating", ", ".join(_FLAGS))
    rows = _rows(sent)
    known = [bool(desk.entries(number)) for number in rows]
    if is_updating and not all(known):
        raise Refused(UNKNOWN)
    if any(known) and not is_updating:
        raise Refused(EXISTS)
    for number, row in rows.items():
        if not desk.enter(number, {"HoSo": row}, first=not is_updating):  # somebody else was faster
            raise Refused(EXISTS)
    return []


def _move_on(desk: Desk, sent: Json) -> list[Json]:
    rows = _rows(sent)
    if not all(desk.entries(number) for number in rows):
        raise Refused(UNKNOWN)
    for number, row in rows.items():
        desk.enter(number, {"TienDo": row})
    return []


def _look_up(desk: Desk, sent: Json) -> list[Json]:
    """The dossier as it was sent last, and its steps in order; nothing if there is none."""
    entries = desk.entries(_number(sent))
    steps = [entry.what["TienDo"] for entry in entries if "TienDo" in entry.what]
    last = [entry.what["HoSo"] for entry in entries if "HoSo" in entry.what][-1:]
    return [{**dossier, "DanhSachTienDo": steps} for dossier in last]


def _rows(sent: Json) -> dict[str, Json]:
    rows = sent.get("data")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST or not all(isinstance(row, dict) for row in rows):
        raise Malformed("data", f"danh sách / list [{{…}}], 1-{_MOST}")
    return {_number(row): _checked(row) for row in rows}


def _number(row: Json) -> str:
    number = row.get("MaHoSo")
    if not isinstance(number, str) or not 0 < len(number) <= _LONGEST_NUMBER or not number.isprintable():
        raise Malformed("MaHoSo", f"văn bản / text, 1-{_LONGEST_NUMBER}")
    return number


def _checked(row: Json) -> Json:
    for name in _MOMENTS:
        if row.get(name):
            _moment(name, row[name])
    kept: Json = _kept(row)
    return kept


def _moment(name: str, value: object) -> None:
    """`yyyyMMddHHmmss`."""
    try:
        if len(str(value)) != len(_MOMENT):
            raise Malformed(name, _MOMENT)
        datetime.strptime(str(value), "%Y%m%d%H%M%S")  # noqa: DTZ007 - a form to check, no moment
    except ValueError as error:
        raise Malformed(name, _MOMENT) from error


def _kept(value: Any) -> Any:
    """As sent; of a text as long as a file its size alone."""
    if isinstance(value, dict):
        return {_encoded(key): _kept(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_kept(inner) for inner in value]
    if not isinstance(value, str):
        return value
    return _encoded(value) if len(value) <= _LONGEST_TEXT else {"KichThuoc": len(value)}


def _encoded(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


DOSSIERS: Mapping[str, Callable[[Desk, Json], list[Json]]] = {
    "DongBoHoSoMC": _synchronise,
    "CapNhatTienDoHoSoMC": _move_on,
    "TraCuuHoSo": _look_up,
}
