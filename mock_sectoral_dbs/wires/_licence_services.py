"""What is told of a driver licence's dossier: a list of a unit, one by its number, its file (wire.md E.6)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import dancu_contracts

from mock_national_db.names import folded
from mock_national_db.operation import Answer, Operation
from mock_sectoral_dbs.wires._body import address_written
from mock_sectoral_dbs.wires._question import Malformed, Sent, day, required

Json = Mapping[str, Any]
_REGISTRY, _ISSUED = "driver_licence", "licence_issued"
_LICENCE = ("soGPLX", "hang", "ngayCap", "ngayHetHan", "ngayTrungTuyen", "noiCap")
_APPLICANT = ("soCMND", "hoVaTen", "ngaySinh", "gioiTinh", "quocTich", "thuongTru", "noiOHienTai", "the")
_DOSSIER = "[0-9A-Z]{1,20}-[0-9]{6}-[0-9]{4,9}"  # the unit, the day, the position in the log
_WRITTEN = "C92M-261123-0001"
_FILE = "don-de-nghi.txt"
_MOST = 1000
_PROCEDURE = "doi-cap-lai-giay-phep-lai-xe"
_DONE = ("10", "Đã trả kết quả")


class Service(NamedTuple):
    """A service: its questions, first and following ones, and what it tells."""

    asks: Callable[[Sent], tuple[Operation, ...]]
    told: Callable[[Sent, Sequence[Answer]], Json]
    then: Callable[[Sent, Sequence[Answer]], tuple[Operation, ...]]


class _Dossier(NamedTuple):
    """An event of issue, the licence it brought about, all of the applicant's, and who he is."""

    event: Json
    licence: Json
    held: Sequence[Json]
    applicant: Json

    @property
    def unit(self) -> str:
        return str(self.licence.get("noiCap", {}).get("ma", ""))

    @property
    def received(self) -> str:
        return str(self.event["knownAt"][:10])

    @property
    def number(self) -> str:
        return f"{self.unit}-{self.received[2:].replace('-', '')}-{self.event['position']:04}"


# -- which ones --------------------------------------------------------------------------------------------------------


def _of_a_unit(sent: Sent) -> tuple[Operation, ...]:
    required(sent, "donViXuLy", "[0-9A-Z]{1,20}", "0-9A-Z")
    since, until = day(sent, "ngayNhan1"), day(sent, "ngayNhan2")
    if since > until:
        raise Malformed("ngayNhan2", "≥ ngayNhan1")
    return (Operation(_REGISTRY, "changes", {"since": since.isoformat(), "until": until.isoformat()}),)


def _of_a_number(sent: Sent) -> tuple[Operation, ...]:
    return _at(required(sent, "mahoso", _DOSSIER, _WRITTEN))


def _of_a_file(sent: Sent) -> tuple[Operation, ...]:
    return _at(required(sent, "duongdanteptin", f"{_DOSSIER}/{_FILE}", f"{_WRITTEN}/{_FILE}").partition("/")[0])


def _at(number: str) -> tuple[Operation, ...]:
    return (Operation(_REGISTRY, "changes", {"position": int(number.rpartition("-")[2])}),)


def _people(_: Sent, answers: Sequence[Answer]) -> tuple[Operation, ...]:
    """Of each event the licences of its subject, and who he is."""
    subjects = ({"soDinhDanh": event["data"]["soDinhDanh"]} for event in _issued(answers))
    return tuple(
        asked
        for subject in subjects
        for asked in (
            Operation(_REGISTRY, "lookup", subject, fields=_LICENCE),
            Operation("population", "lookup", subject, fields=_APPLICANT),
        )
    )


def _issued(answers: Sequence[Answer]) -> Sequence[Json]:
    events = (event for event in answers[0].records if event["type"] == _ISSUED and event["data"].get("soDinhDanh"))
    return list(events)[:_MOST]


def _dossiers(answers: Sequence[Answer]) -> Iterator[_Dossier]:
    for event, licences, people in zip(_issued(answers), answers[1::2], answers[2::2], strict=True):
        applicant = next(iter(people.records), {})
        yield _Dossier(event, _brought_about(event, licences.records), licences.records, applicant)


def _brought_about(event: Json, held: Sequence[Json]) -> Json:
    meant = event["data"]["hang"], event["data"].get("ngayCap", event["on"])
    return next((licence for licence in held if (licence["hang"], licence["ngayCap"]) == meant), {})


def _numbered(number: str, answers: Sequence[Answer]) -> list[_Dossier]:
    return [dossier for dossier in _dossiers(answers) if dossier.number == number]


# -- what they tell ----------------------------------------------------------------------------------------------------


def _list(sent: Sent, answers: Sequence[Answer]) -> Json:
    return {"data": [_row(dossier) for dossier in _dossiers(answers) if dossier.unit == sent["donViXuLy"]]}


def _row(dossier: _Dossier) -> dict[str, Any]:
    return {
        "maDangKyCu": None,
        "maDangKyDvc": dossier.number,
        "maHoSo": dossier.number,
        **_person(dossier),
        "anhChanDung": None,
        "maDonVi": dossier.unit,
        "ngayNhanHoSo": dossier.received,
        "nguoiNhanHoSo": None,
        "ngayHenTraGplx": dossier.event["on"],
        "loaiHoSo": dancu_contracts.registry(_REGISTRY).events_schema["$defs"][_ISSUED]["title"],
        "gplxDaCap": [_licence(licence) for licence in dossier.held],
        "hoSoDinhKem": [
            {"magiayto": "1", "tengiayto": _form_name(), "filedinhkem": f"{dossier.number}/{_FILE}"},
        ],
    }


def _person(dossier: _Dossier) -> dict[str, Any]:
    person = dossier.applicant
    name, home, now = person.get("hoVaTen", ""), person.get("thuongTru", {}), person.get("noiOHienTai", {})
    card = person.get("the", {})
    middle, _, given = name.rpartition(" ")
    return {
        "hoTen": name,
        "hoTenIn": " ".join(map(folded, name.split())),
        "hoDem": middle,
        "ten": given,
        "gioiTinh": person.get("gioiTinh"),
        "ngaySinh": person.get("ngaySinh"),
        "quocTich": person.get("quocTich"),
        "soCmndCu": person.get("soCMND"),
        "soCmnd": person.get("soDinhDanh"),
        "noiCapCmnd": card.get("noiCap", {}).get("ten"),
        "ngayCapCmnd": card.get("ngayCap"),
        "noiCuTru": address_written(now),
        "dvhcNoiCuTru": now.get("maPhuongXa"),
        "noiThuongTru": address_written(home),
        "dvhcNoiThuongTru": home.get("maPhuongXa"),
    }


def _licence(licence: Json) -> Json:
    return {
        "sogplx": licence.get("soGPLX"),
        "soserigplx": None,
        "noicapgplx": licence.get("noiCap", {}).get("ten"),
        "ngaycapgplx": licence.get("ngayCap"),
        "ngayhethangplx": licence.get("ngayHetHan"),
        "hanggplxgplx": licence.get("hang"),
        "ngaytrungtuyen": licence.get("ngayTrungTuyen"),
    }


def _detail(sent: Sent, answers: Sequence[Answer]) -> Json:
    procedure = dancu_contracts.procedures()[_PROCEDURE]
    about = {"MaTTHC": procedure.codes[0], "MaDVC": None, "TenDVC": procedure.title["vi"]}
    state, name = _DONE
    rows = [
        {
            **about,
            "MaHoSo": dossier.number,
            "HoTenNguoiNop": dossier.applicant.get("hoVaTen"),
            "MaTrangThai": state,
            "TrangThaiHoSo": name,
            "DonViXuLy": dossier.licence["noiCap"]["ten"],
        }
        for dossier in _numbered(sent["mahoso"], answers)
    ]
    return {"data": rows}


def _file(sent: Sent, answers: Sequence[Answer]) -> Json:
    """A text that says which dossier it belongs to: no papers are held here."""
    number = sent["duongdanteptin"].partition("/")[0]
    text = b64encode(f"{_form_name()}\n{number}\n".encode()).decode()
    told = {"Base64": text, "DuongDan": sent["duongdanteptin"], "TenTaiLieu": _form_name()}
    return {"error_code": 0, "TepTinDinhKem": [told for _ in _numbered(number, answers)]}


def _form_name() -> str:
    return dancu_contracts.procedures()[_PROCEDURE].forms[0]


SERVICES: Mapping[str, Service] = {
    "DanhSachHoSo": Service(_of_a_unit, _list, _people),
    "TraCuuHoSo": Service(_of_a_number, _detail, _people),
    "LayTaiLieuHoSo": Service(_of_a_file, _file, _people),
}
