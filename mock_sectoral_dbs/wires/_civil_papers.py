"""What an agency hands in about a birth, death or marriage: checked, and kept without its files (wire.md E.2, E.2b)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import dancu_contracts

from mock_sectoral_dbs.wires._body import Unreadable, parsed
from mock_sectoral_dbs.wires._declared import READ, Declared
from mock_sectoral_dbs.wires._written import DATE, Malformed, name, text

Json = Mapping[str, Any]
ERRORS: Mapping[str, str] = {
    "106": "AGENCY_ID_INCORRECT",
    "108": "PROVINCE_ID_INCORRECT",
    "200": "RECORD_UNCOMPLETE",
    "201": "RECORD_NOT_FOUND",
    "302": "DATA_TYPE_INVALID",
    "500": "DATA_INCORRECT",
}
KINDS: Mapping[str, str] = {"LTKS": "KS", "LTKT": "KT", "LTKH": "KH", "KS": "KS", "KT": "KT", "KH": "KH"}
_LONGEST_NUMBER = 44
_JSON = 'JSON {"hoTich": {…}}'
_ECHOED = ("nksNgaySinhBangChu", "nycQuanHe", "gbtLoai", "gbtSo")


class Fault(Exception):
    """One of the ministry's error codes, and what is wrong: a field and what is wanted there, never its value."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, f"{ERRORS[code]}: {detail}"


class HandedIn(NamedTuple):
    """A dossier to be opened: its number, what is kept of the papers, and what they declare."""

    number: str
    papers: Json
    declared: Declared


def handed_in(sent: Json, declaration: Json, number: str) -> HandedIn:
    """Of `sent` the agency, module, numbers and the names and sizes of files are kept; raises Fault, Malformed."""
    kind = kind_of(sent)
    declared = _held(READ[kind](declaration))
    papers = {
        "kind": kind,
        "module": text(sent, "module"),
        "maDonVi": agency(sent),
        "maHoSoMCDT": text(sent, "maHoSoMCDT"),
        "files": [_file(file) for file in _listed(sent, "fileDinhKem")],
        "echo": _echo(declaration),
    }
    return HandedIn(number_of(sent, number), papers, declared)


def _held(declared: Declared) -> Declared:
    """What will be recorded must keep the contracts; raises Fault with the place at fault."""
    for registry, kind, said in (
        ("population", declared.event["type"], declared.event["data"]),
        ("civil_status", "act_registered", declared.act),
    ):
        schema = dancu_contracts.event_schema(registry, kind)["properties"]["data"]
        for violation in dancu_contracts.validator(schema).problems(said):
            raise Fault("500", f"data{violation.pointer}")
    return declared


def kind_of(sent: Json) -> str:
    """KS, KT or KH of a module; raises Fault."""
    kind = KINDS.get(text(sent, "module"))
    if kind is None:
        raise Fault("500", f"module ({', '.join(KINDS)})")
    return kind


def agency(sent: Json) -> str:
    """The agency's code, digits; raises Fault."""
    code = text(sent, "maDonVi")
    if not (code.isascii() and code.isdecimal()):
        raise Fault("106", "maDonVi (0-9)")
    return code


def number_of(sent: Json, key: str) -> str:
    """A dossier's own number; raises Malformed."""
    number = text(sent, key)
    if not 0 < len(number) <= _LONGEST_NUMBER:
        raise Malformed(key, f"1-{_LONGEST_NUMBER} ký tự / characters")
    return number


def moment(sent: Json, key: str) -> None:
    """Holds a moment to `dd/MM/yyyy HH:mm:ss`; raises Malformed."""
    try:
        datetime.strptime(text(sent, key), "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007 - a form to check, no moment
    except ValueError as error:
        raise Malformed(key, f"{DATE} HH:mm:ss") from error


def declaration(data: object) -> Json:
    """The declaration in `data`, a JSON text or an object; raises Malformed."""
    try:
        read = parsed(data.encode()) if isinstance(data, str) else data
    except (Unreadable, ValueError) as error:
        raise Malformed("data", _JSON) from error
    inner = read.get("hoTich", read) if isinstance(read, dict) else None
    if not isinstance(inner, dict):
        raise Malformed("data", _JSON)
    return inner


def listed(sent: Json, key: str, most: int) -> list[str]:
    """A list of so many numbers at most, as texts; raises Malformed."""
    found = [text({key: item}, key) for item in _listed(sent, key)]
    if not 0 < len(found) <= most:
        raise Malformed(key, f"danh sách / list […], 1-{most}")
    return found


def _listed(sent: Json, key: str) -> list[Any]:
    found = sent.get(key) or []
    if not isinstance(found, list):
        raise Malformed(key, "danh sách / list […]")
    return found


def _file(file: object) -> Json:
    if not isinstance(file, Mapping):
        raise Malformed("fileDinhKem", "[{…}]")
    try:
        size = len(b64decode(str(file.get("duLieuTepDinhKem") or ""), validate=True))
    except ValueError as error:
        raise Malformed("fileDinhKem.duLieuTepDinhKem", "base64") from error
    return {"tenTepDinhKem": text(file, "tenTepDinhKem"), "kichThuoc": size}


def _echo(declared: Json) -> Json:
    """What the answer repeats of the applicant's own words."""
    paper = text(declared, "nycSoDDCN") or text(declared, "nycSoGiayToTuyThan")
    told = {key: text(declared, key) for key in _ECHOED}
    return {**told, "nycHoTen": name(declared, "nycHoTen"), "nycSoGiayTo": paper}
