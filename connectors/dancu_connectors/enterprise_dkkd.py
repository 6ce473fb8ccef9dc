"""The platform's new service of business registration: enterprises and household businesses (wire.md E.5)."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from dancu_connectors import reading
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.errors import ProviderBrokeContract
from dancu_connectors.exchange import Request, Response, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.one_by_one import NAME, Found, OneByOne, day, is_among, known, looked_up, verified
from dancu_connectors.registered_firm import (
    FORMS,
    KEY,
    STATES,
    Json,
    about,
    code_of,
    coded,
    first,
    padded,
    part,
    parts,
)

HEADERS = {"Accept": "application/json"}
CLAIMABLE = frozenset(
    {
        *(KEY, NAME, "loaiHinh", "ten", "tenVietTat", "tenNuocNgoai", "tinhTrangPhapLy", "tamNgungTu", "tamNgungDen"),
        *("lyDoTamNgung", "ngayDangKyLanDau", "ngayDangKyThayDoi"),
    }
)
CARRIED = CLAIMABLE | {
    *("soDinhDanh", "maNoiBo", "soLanThayDoi", "nganhNghe.ma", "nganhNghe.ten", "nganhNghe.laChinh"),
    *("daiDienPhapLuat.nguoi.hoVaTen", "daiDienPhapLuat.nguoi.quocTich", "daiDienPhapLuat.nguoi.soDinhDanh"),
    *("diaChiTruSo.maTinhThanh", "diaChiTruSo.tinhThanh", "diaChiTruSo.maQuanHuyen", "diaChiTruSo.quanHuyen"),
    *("diaChiTruSo.maPhuongXa", "diaChiTruSo.phuongXa", "diaChiTruSo.chiTiet", "diaChiTruSo.quocGia"),
}
_ENTERPRISE = ("DoanhNghiep/chiTietDoanhNghiep", "msdn", "GetEntCert")
_HOUSEHOLD = ("HoKinhDoanh/chiTietHoKinhDoanh", "mst", "HHCert")


@dataclass(frozen=True, kw_only=True)
class EnterpriseDkkd(OneByOne):
    """An enterprise by its code, or household businesses by their owner's.

    `prefix` is where the service stands. A code is first asked for as an enterprise's, then as a household business's;
    one of twelve digits is a household business's. Owner and number are told where there is one representative.
    """

    prefix: str = "/apiDKKD"
    lookup_needs: tuple[str, ...] = ()

    def carries(self, path: str) -> bool:
        """Whether the service tells it."""
        return is_among(path, CARRIED)

    def verify(self, call: Call) -> Steps[Verification]:
        """The claims against what the service tells of the enterprise, or of any of the household businesses."""
        return (yield from verified(call, self._found, CLAIMABLE))

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """The fields asked; takes no claims."""
        return (yield from looked_up(call, self._found, self.carries))

    def _found(self, call: Call) -> Steps[Found]:
        code = code_of(call)
        found = Found([])
        for operation in (_HOUSEHOLD,) if len(code) == 12 else (_ENTERPRISE, _HOUSEHOLD):
            found = yield from self._asked(code, *operation)
            if found.records:
                break
        return found

    def _asked(self, code: str, operation: str, parameter: str, root: str) -> Generator[Request, Response, Found]:
        response = yield Request("GET", f"{self.prefix}/{operation}", headers=HEADERS, query={parameter: code})
        if response.status != 200:
            raise refusal(response)
        told = reading.parse(response.content)
        told = part(told, "response") or told
        if root not in told:
            raise ProviderBrokeContract(f"Trả lời không có {root}.", f"The answer holds no {root}.")
        return Found([about(_business(item, code), code) for item in parts(told, root)], response.content)


def _business(told: Json, code: str) -> dict[str, object]:
    state = first(told, "TinhTrangPhapLy")
    heads = [_person(first(head, "ThongTinCaNhan")) for head in parts(told, "DaiDienPhapLuat")]
    head = heads[0] if len(heads) == 1 else {}
    return known(
        {
            "soDinhDanh": head.get("soDinhDanh"),
            NAME: head.get(NAME),
            KEY: told.get("MaSoDoanhNghiep") or told.get("MaSoHoKinhDoanh") or code,
            "maNoiBo": told.get("MaNoiBo"),
            "loaiHinh": FORMS.get(str(told.get("MaLoaiHinhDN") or told.get("MaLoaiHinhHKD"))),
            "ten": told.get("TenTiengViet"),
            "tenVietTat": told.get("TenVietTat"),
            "tenNuocNgoai": told.get("TenNuocNgoai"),
            "tinhTrangPhapLy": STATES.get(str(state.get("MaTinhTrangPhapLy"))),
            "tamNgungTu": day(state, "NgayBatDauTamNgung"),
            "tamNgungDen": day(state, "NgayKetThucTamNgung"),
            "lyDoTamNgung": state.get("LyDoTamNgung"),
            "ngayDangKyLanDau": day(told, "NgayDangKyLanDau"),
            "ngayDangKyThayDoi": day(told, "NgayDangKyThayDoi"),
            "soLanThayDoi": told.get("SoLanDangKyThayDoi"),
            "diaChiTruSo": _office(first(told, "DiaChiTruSo")),
            "daiDienPhapLuat": [{"nguoi": person} for person in heads],
            "nganhNghe": [_trade(trade) for trade in parts(told, "NganhNgheKinhDoanh")],
        }
    )


def _person(told: Json) -> dict[str, object]:
    number = str(told.get("SoGiayChungThuc"))
    is_personal = re.fullmatch("[0-9]{12}", number)
    read = {NAME: told.get("HoVaTen"), "quocTich": told.get("MaQuocTich")}
    return known({**read, "soDinhDanh": number if is_personal else None})


def _office(told: Json) -> dict[str, object]:
    """Nested for an enterprise, flat for a household business."""
    place = first(told, "DiaChi") if isinstance(told.get("DiaChi"), list) else told
    return known(
        {
            "maTinhThanh": padded(place.get("MaTinhThanh"), 2),
            "tinhThanh": place.get("TenTinhThanh"),
            "maQuanHuyen": padded(place.get("MaQuanHuyen"), 3),
            "quanHuyen": place.get("TenQuanHuyen"),
            "maPhuongXa": padded(place.get("MaPhuongXa"), 5),
            "phuongXa": place.get("TenPhuongXa"),
            "chiTiet": place.get("SoNha"),
            "quocGia": place.get("MaQuocGia") or coded("quocGia", place.get("QuocGia")),
        }
    )


def _trade(trade: Json) -> dict[str, object]:
    return known({"ma": trade.get("MaNganh"), "ten": trade.get("TenNganh"), "laChinh": bool(trade.get("LaNganhChinh"))})
