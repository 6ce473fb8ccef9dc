"""What the portals ask of a land office, in the bodies that both its systems take (wire.md E.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_national_db.wires import Desk
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires import _land_dossiers as dossiers
from mock_sectoral_dbs.wires._fields import Field, faults, iso_moment, number, text, texts

Json = Mapping[str, Any]
OK, MALFORMED, WHO, UNKNOWN, NOT_NOW = 200, 400, 401, 404, 409
TEXTS = {
    OK: "Thành công",
    MALFORMED: "Trường thiếu hoặc sai: {what} / Fields missing or malformed: {what}",
    WHO: "Token thiếu hoặc đã hết hạn / No token, or an old one",
    UNKNOWN: "Không có {what} / No such {what}",
    NOT_NOW: "Hồ sơ không ở trạng thái này: {what} / The dossier is in another state: {what}",
}
_REQUIRED, _OPTIONAL = Field(text, is_required=True), Field(text)
_DOSSIER = {
    "SoBienNhan": _REQUIRED,
    "NguoiTiepNhan": _OPTIONAL,
    **dict.fromkeys(("NgayTiepNhan", "NgayHenTra"), Field(iso_moment)),
    **dict.fromkeys(("TinhId", "HuyenId", "XaId"), Field(number)),
    **dict.fromkeys(("MaHoSoMotCua", "DiaChiTaiSan"), _OPTIONAL),
}
_APPLICANT = {
    "HoTen": _REQUIRED,
    "SoChungMinh": _REQUIRED,
    **dict.fromkeys(("DiaChiChiTiet", "SoDienThoai"), _OPTIONAL),
}
_PROCEDURE = {"MaQuyTrinh": _REQUIRED, "TenQuyTrinh": _OPTIONAL}
_PARCEL = dict.fromkeys(("SoThuTuThua", "SoHieuBanDo", "DienTich", "DiaChiChiTiet"), _OPTIONAL)
_SUPPLEMENT = {"SoBienNhan": _REQUIRED, "NgayHenTraMoi": Field(iso_moment, is_required=True), "GhiChu": _OPTIONAL}
_RETURNED = {"SoBienNhan": _REQUIRED, "NgayTra": Field(iso_moment, is_required=True)}
_WRONG = {"SoBienNhan": _REQUIRED, "NoiDung": _REQUIRED}


class Fault(Exception):
    """A code, and what is missing, unknown or in the way."""

    def __init__(self, code: int, what: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, TEXTS[code].format(what=what)


def _take(sent: Json, desk: Desk) -> None:
    """A dossier; the same again is taken as the first time, another under its number is not."""
    parcels = sent.get("ThongTinThuaDat") or []
    wrong = [
        *faults(sent, _DOSSIER),
        *faults(sent.get("ThongTinNguoiNopDon"), _APPLICANT, "ThongTinNguoiNopDon"),
        *faults(sent.get("ThongTinQuyTrinh"), _PROCEDURE, "ThongTinQuyTrinh"),
        *_wrong_parcels(parcels),
    ]
    if wrong:
        raise Fault(MALFORMED, ", ".join(wrong))
    content: dict[str, Any] = {
        **_kept(sent, _DOSSIER),
        "ThongTinNguoiNopDon": _kept(sent["ThongTinNguoiNopDon"], _APPLICANT),
        "ThongTinQuyTrinh": _kept(sent["ThongTinQuyTrinh"], _PROCEDURE),
        "ThongTinThuaDat": [_kept(parcel, _PARCEL) for parcel in parcels],
    }
    before = dossiers.found(desk, content["SoBienNhan"])
    if before is not None and before.content != content:
        raise Fault(NOT_NOW, "SoBienNhan đã có / exists")
    if before is None and not dossiers.hand_in(desk, content["SoBienNhan"], content):
        raise Fault(UNKNOWN, "ThongTinNguoiNopDon")


def _wrong_parcels(parcels: Any) -> list[str]:
    if not isinstance(parcels, list):
        return ["ThongTinThuaDat ([…])"]
    return [what for place, one in enumerate(parcels) for what in faults(one, _PARCEL, f"ThongTinThuaDat[{place}]")]


def _kept(form: Json, known: Mapping[str, Field]) -> dict[str, str]:
    return {name: value for name, value in texts(form).items() if name in known}


def _supplement(sent: Json, desk: Desk) -> None:
    dossier = _meant(sent, _SUPPLEMENT, desk, course.WAITING)
    papers = sent.get(dossiers.ADDED) or []
    if not isinstance(papers, list):
        raise Fault(MALFORMED, f"{dossiers.ADDED} ([…])")
    added = [texts(one).get("TenGiayTo", "")[:200] for one in papers if isinstance(one, Mapping)]
    dossiers.go_on(desk, dossier, {**_kept(sent, _SUPPLEMENT), dossiers.ADDED: added})


def _return(sent: Json, desk: Desk) -> None:
    dossier = _meant(sent, _RETURNED, desk, course.DONE, course.REFUSED)
    dossiers.note(desk, dossier, {"returned": texts(sent)["NgayTra"]})


def _send_back(sent: Json, desk: Desk) -> None:
    """A wrong result: it is processed anew; what was noted on the certificate stays."""
    dossier = _meant(sent, _WRONG, desk, course.DONE, course.REFUSED)
    dossiers.go_on(desk, dossier, _kept(sent, _WRONG))


def _meant(sent: Json, known: Mapping[str, Field], desk: Desk, *states: str) -> dossiers.Dossier:
    """The dossier named, if it is in one of those states."""
    if wrong := list(faults(sent, known)):
        raise Fault(MALFORMED, ", ".join(wrong))
    dossier = dossiers.found(desk, texts(sent)["SoBienNhan"])
    if dossier is None:
        raise Fault(UNKNOWN, "SoBienNhan")
    if (held := dossiers.stage(desk, dossier).state) not in states:
        raise Fault(NOT_NOW, held)
    return dossier


ANSWERED: Mapping[str, Callable[[Json, Desk], None]] = {
    "take": _take,
    "supplement": _supplement,
    "return": _return,
    "send back": _send_back,
}
