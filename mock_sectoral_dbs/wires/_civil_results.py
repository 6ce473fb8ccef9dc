"""What comes of a dossier of a birth, death or marriage, as the registers tell it on the day (wire.md E.2b)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mock_national_db.operation import Operation
from mock_sectoral_dbs.wires._body import day_written
from mock_sectoral_dbs.wires._certificate import paper

if TYPE_CHECKING:
    from mock_national_db.wires import Desk

Json = Mapping[str, Any]
_PERSON = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "danToc", "quocTich", "thuongTru")
_CHILD = (*_PERSON, "noiSinh", "queQuan", "noiDangKyKhaiSinh", "me", "cha")
_ACT = ("loai", "so", "quyenSo", "nam", "noiDangKy", "ngayDangKy", "gioChet", "noiChet", "nguyenNhan")
_PERMANENT = 1  # LoaiCuTru: registered permanent residence
_PLACE = {"maTinh": "maTinhThanh", "maHuyen": "maQuanHuyen", "maXa": "maPhuongXa", "dcChiTiet": "chiTiet"}
_LOAI = {"KS": "khaiSinh", "KT": "khaiTu", "KH": "ketHon"}
CERTIFICATES = {"KS": "giayKhaiSinh", "KT": "giayKhaiTu", "KH": "giayKetHon"}
_TITLES = {"KS": "Giấy khai sinh", "KT": "Trích lục khai tử", "KH": "Giấy chứng nhận kết hôn"}


def result(desk: Desk, papers: Json, number: str) -> Json:
    """All but the certificate, which follows from it."""
    act = _act(desk, _LOAI[papers["kind"]], number)
    entered = {"soDangKy": act.get("so", ""), "quyenSo": act.get("quyenSo", ""), "trangSo": act.get("so", "")}
    office = {"ngayDangKy": day_written(act.get("ngayDangKy")), "coQuan": act.get("noiDangKy", {}).get("ten", "")}
    return {**_TOLD[papers["kind"]](desk, number, act, papers.get("echo", {})), **entered, **office}


def with_certificate(kind: str, told: Json) -> dict[str, Any]:
    """The result with the paper in base64."""
    shown = {name: value for name, value in told.items() if isinstance(value, str) and value}
    lines = (f"{name}: {value}" for name, value in shown.items())
    return {**told, CERTIFICATES[kind]: paper((_TITLES[kind], *lines))}


def _birth(desk: Desk, number: str, _: Json, echo: Json) -> Json:
    child = _record(desk, "population", number, _CHILD)
    where = _place(child.get("noiDangKyKhaiSinh", {}))
    return {
        "soDinhDanh": number,
        "ndkksMaTinh": where["maTinh"],
        "ndkksMaHuyen": where["maHuyen"],
        "ndkksMaXa": where["maXa"],
        **_named("nks", child),
        "nksGioiTinh": int(child["gioiTinh"]),
        "nksNgaySinhBangChu": echo.get("nksNgaySinhBangChu", ""),
        "nksQueQuan": _place(child.get("queQuan", {})),
        "nksNoiSinh": _place(child.get("noiSinh", {})),
        **_relative(desk, "me", child),
        **_relative(desk, "cha", child),
        **{key: echo.get(key, "") for key in ("nycHoTen", "nycQuanHe", "nycSoGiayTo")},
    }


def _death(desk: Desk, number: str, act: Json, echo: Json) -> Json:
    dead = _record(desk, "population", number, (*_PERSON, "ngayChet"))
    return {
        **_named("nkt", dead),
        "nktGioiTinh": int(dead["gioiTinh"]),
        "nktSoGiayToTuyThan": number,
        "nktNgayChet": day_written(dead.get("ngayChet")),
        "nktGioPhutChet": act.get("gioChet", ""),
        "nktNoiChet": _place(act.get("noiChet", {})),
        "nktNguyenNhanChet": act.get("nguyenNhan", ""),
        "giayBaoTuLoai": echo.get("gbtLoai", ""),
        "giayBaoTuSo": echo.get("gbtSo", ""),
        "maGiayToKetQua": "-".join(act[part] for part in ("nam", "quyenSo", "so") if part in act),
    }


def _marriage(desk: Desk, _: str, act: Json, __: Json) -> Json:
    return {**_relative(desk, "vo", act), **_relative(desk, "chong", act)}


def _named(prefix: str, person: Json) -> dict[str, Any]:
    return {
        f"{prefix}HoTen": person.get("hoVaTen", ""),
        f"{prefix}NgaySinh": day_written(person.get("ngaySinh")) or "",
        f"{prefix}DanToc": person.get("danToc", ""),
        f"{prefix}QuocTich": person.get("quocTich", ""),
    }


def _relative(desk: Desk, role: str, record: Json) -> dict[str, Any]:
    """A parent or spouse, whole if the register knows him."""
    named = record.get(role, {})
    number = named.get("soDinhDanh", "")
    person = _record(desk, "population", number, _PERSON) if number else named
    return {
        **_named(role, person),
        f"{role}LoaiCuTru": _PERMANENT if "thuongTru" in person else None,
        f"{role}NoiCuTru": _place(person.get("thuongTru", {})),
        f"{role}SoGiayTo": number or named.get("soHoChieu", ""),
    }


def _place(address: Json) -> dict[str, str]:
    return {theirs: address.get(ours, "") for theirs, ours in _PLACE.items()}


def _act(desk: Desk, kind: str, number: str) -> Json:
    fields = (*_ACT, *(("chong", "vo") if kind == "ketHon" else ()))
    asked = Operation("civil_status", "lookup", {"soDinhDanh": number}, fields=fields)
    return next((act for act in reversed(desk.ask(asked).records) if act["loai"] == kind), {})


def _record(desk: Desk, registry: str, number: str, fields: tuple[str, ...]) -> Json:
    found = desk.ask(Operation(registry, "lookup", {"soDinhDanh": number}, fields=fields)).records
    return found[0] if found else {}


_TOLD: Mapping[str, Callable[[Desk, str, Json, Json], Json]] = {"KS": _birth, "KT": _death, "KH": _marriage}
