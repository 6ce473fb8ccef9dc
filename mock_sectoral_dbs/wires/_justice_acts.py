"""The Ministry of Justice's electronic civil-status service: its seven operations over the same dossiers (E.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import dancu_contracts

from mock_sectoral_dbs.wires import _civil_dossiers as dossiers
from mock_sectoral_dbs.wires._categories import rows
from mock_sectoral_dbs.wires._civil_papers import (
    Fault,
    HandedIn,
    agency,
    handed_in,
    kind_of,
    listed,
    number_of,
)
from mock_sectoral_dbs.wires._civil_results import with_certificate
from mock_sectoral_dbs.wires._civil_xml import declaration
from mock_sectoral_dbs.wires._written import DATE, Malformed, day, text

if TYPE_CHECKING:
    from datetime import date

    from mock_national_db.wires import Desk

Json = Mapping[str, Any]
_MOST = 100  # numbers asked for at once
_STATES = {"1": 1, "2": 2, "3": 3, "7": 3, "4": 4, "5": 4}  # of the linked procedures, in the service's own counting
_WORDS = {
    1: "Tiếp nhận, chờ xử lý / Received, waiting",
    2: "Cần bổ sung / To be supplemented",
    3: "Đủ điều kiện / Conditions met",
    4: "Hoàn thành / Completed",
}
_TABLES = {"1": "quocGia", "2": "quocGia", "3": "danToc"}
_PROVINCES, _PAPERS = "4", "5"


class Asked(NamedTuple):
    """What a question names; what it does not is empty."""

    agency: str = ""
    kind: str = ""
    numbers: tuple[str, ...] = ()
    on: str = ""


# -- the envelope ------------------------------------------------------------------------------------------------------


def told(status: int, words: str, value: object = None) -> Json:
    """`value` is null where the operation has none."""
    return {"status": status, "statusDescription": words, "errorCode": "", "errorDescription": "", "value": value}


def refused(fault: Fault) -> Json:
    """Status 0 with the error's code."""
    failed = {"status": 0, "statusDescription": "Lỗi / Error"}
    return {**failed, "errorCode": fault.code, "errorDescription": fault.detail, "value": None}


def _done(value: object = None) -> Json:
    return told(1, "Thành công / Success", value)


# -- dossiers ----------------------------------------------------------------------------------------------------------


def read_dossier(sent: Json) -> HandedIn:
    """`data` is XML: the declaration's fields below hotich/hoso; raises Fault, Malformed."""
    read = handed_in(sent, declaration(sent.get("data")), "maHoSo")
    if not text(sent, "ngayTiepNhan"):
        raise Malformed("ngayTiepNhan")
    return read


def register(desk: Desk, sent: HandedIn) -> Json:
    """dangKyHoTich: 1 received."""
    if not dossiers.hand_in(desk, sent.number, sent.papers, sent.declared):
        raise Fault("500", dossiers.RECEIVED)
    return _done()


def read_one(sent: Json) -> Asked:
    """An agency's own dossier; raises Fault, Malformed."""
    return Asked(agency(sent), numbers=(number_of(sent, "maHoSo"),))


def state(desk: Desk, asked: Asked) -> Json:
    """traTrangThaiHoSo: the status itself says how the dossier stands; 0 with the reason if it is refused."""
    dossier = _own(desk, asked)
    if "refused" in dossier.outcome:
        raise Fault("500", dossier.outcome["refused"])
    found = _STATES[dossier.stage.state]
    return told(found, _WORDS[found], dossiers.MISSING if dossier.stage.state == dossiers.SUPPLEMENT else None)


def outcome(desk: Desk, asked: Asked) -> Json:
    """ketQuaDangKyHS: what was entered in the books."""
    dossier = _own(desk, asked)
    if "refused" in dossier.outcome:
        raise Fault("500", dossier.outcome["refused"])
    if not dossier.outcome:
        raise Fault("200", "maHoSo")
    return _done(_entered(dossier))


def _own(desk: Desk, asked: Asked) -> dossiers.Dossier:
    found = dossiers.look(desk, asked.numbers[0])
    if found is None:
        raise Fault("201", "maHoSo")
    if found.papers["maDonVi"] != asked.agency:
        raise Fault("106", "maDonVi")
    return found


# -- what the books hold -----------------------------------------------------------------------------------------------


def read_day(sent: Json) -> Asked:
    """Raises Fault, Malformed."""
    on = day(sent, "ngayCapNhat")
    if len(on) != 10:
        raise Malformed("ngayCapNhat", DATE)
    return Asked(kind=kind_of(sent), on=on)


def read_entry(sent: Json) -> Asked:
    """Raises Fault, Malformed."""
    return Asked(kind=kind_of(sent), numbers=(number_of(sent, "maHoSo"),))


def read_entries(sent: Json) -> Asked:
    """Raises Fault, Malformed."""
    province = text(sent, "maTinh")
    if not (province.isascii() and province.isdecimal()):
        raise Fault("108", "maTinh (0-9)")
    return Asked(kind=kind_of(sent), numbers=tuple(listed(sent, "dsMaHoSo", _MOST)))


def entered_on(desk: Desk, asked: Asked) -> Json:
    """dsHoSoDangKy: what was entered that day; `id` is the number by which it is asked for."""
    found = (one for one in _registered(desk, asked) if one.outcome["day"] == asked.on)
    return _done([{"id": one.outcome["id"], "maDonVi": int(one.papers["maDonVi"])} for one in found])


def entries(desk: Desk, asked: Asked) -> Json:
    """traHoSo, traDanhSachHoSo: those of the ids that there are."""
    found = [_entered(one) for one in _registered(desk, asked) if str(one.outcome["id"]) in asked.numbers]
    if not found:
        raise Fault("201", "maHoSo, dsMaHoSo")
    return _done(found)


def _registered(desk: Desk, asked: Asked) -> Iterable[dossiers.Dossier]:
    return (one for one in dossiers.every(desk) if one.kind == asked.kind and one.result)


def _entered(dossier: dossiers.Dossier) -> Json:
    shown = with_certificate(dossier.kind, dossier.result or {})
    own = {"id": dossier.outcome["id"], "maDonVi": int(dossier.papers["maDonVi"]), "so": shown.pop("soDangKy")}
    return {**own, "quyenSo": shown.pop("quyenSo"), "trangSo": shown.pop("trangSo"), **shown}


# -- categories --------------------------------------------------------------------------------------------------------


def read_category(sent: Json) -> Asked:
    """Raises Fault."""
    kind = text(sent, "loaiDanhMuc")
    if kind not in {*_TABLES, _PROVINCES, _PAPERS}:
        raise Fault("302", "loaiDanhMuc (1, 2, 3, 4, 5)")
    return Asked(kind=kind)


def category(desk: Desk, asked: Asked) -> Json:
    """danhMuc: a JSON text of codes and names."""
    return _done(json.dumps(_rows(asked.kind, desk.now.date()), ensure_ascii=False))


def _rows(kind: str, on: date) -> list[Json]:
    if kind == _PROVINCES:
        return [dict(zip(("ma", "ten"), row.values(), strict=True)) for row in rows("donvihanhchinhcap1", on)]
    values = dancu_contracts.code_table(_TABLES[kind])["values"] if kind in _TABLES else {}
    return [{"ma": code, "ten": title["vi"]} for code, title in values.items()]
