"""The platform's first service of enterprise registration: an enterprise by its code (wire.md E.5)."""

from dataclasses import dataclass
from typing import Any

from dancu_connectors import reading
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.errors import InvalidRequest
from dancu_connectors.exchange import Request, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.one_by_one import NAME, Found, OneByOne, day, is_among, known, looked_up, verified
from dancu_connectors.registered_firm import FORMS, KEY, STATES, Json, about, code_of, coded, part, parts

HEADERS = {"Accept": "application/json", "Accept-Charset": "UTF-8"}
CLAIMABLE = frozenset(
    {
        *(KEY, NAME, "loaiHinh", "ten", "tenVietTat", "tenNuocNgoai", "tinhTrangPhapLy", "ngayDangKyLanDau"),
        *("ngayDangKyThayDoi", "von"),
    }
)
CARRIED = CLAIMABLE | {
    *("maNoiBo", "soLanThayDoi", "daiDienPhapLuat.nguoi.hoVaTen", "thanhVien.vonGop", "thanhVien.tyLe"),
    *("thanhVien.nguoi.hoVaTen", "thanhVien.nguoi.quocTich", "nganhNghe.ma", "nganhNghe.ten", "nganhNghe.laChinh"),
    *("diaChiTruSo.maTinhThanh", "diaChiTruSo.tinhThanh", "diaChiTruSo.maQuanHuyen", "diaChiTruSo.quanHuyen"),
    *("diaChiTruSo.maPhuongXa", "diaChiTruSo.phuongXa", "diaChiTruSo.chiTiet"),
}


@dataclass(frozen=True, kw_only=True)
class EnterpriseNgsp(OneByOne):
    """An enterprise by its code, in the words of 2015; household businesses are not told.

    `prefix` is where the service stands: below `/apiCSDLDKDN/1.0` on the national platform, at a province
    `/apiCSDLDKDN`. `hoVaTen` is told, and verified, where there is one legal representative.
    """

    prefix: str = "/apiCSDLDKDN/1.0"
    lookup_needs: tuple[str, ...] = ()

    def carries(self, path: str) -> bool:
        """Whether the service tells it."""
        return is_among(path, CARRIED)

    def verify(self, call: Call) -> Steps[Verification]:
        """The claims against what the service tells of the enterprise."""
        return (yield from verified(call, self._found, CLAIMABLE))

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """The fields asked; takes no claims."""
        return (yield from looked_up(call, self._found, self.carries))

    def _found(self, call: Call) -> Steps[Found]:
        code = code_of(call)
        path = f"{self.prefix}/chiTietDoanhNghiep"
        response = yield Request("GET", path, headers=HEADERS, query={"msdn": code})
        if response.status != 200:
            raise refusal(response)
        told = reading.parse(response.content)
        told = part(told, "response") or told
        if str(told.get("Status")) != "1":
            raise InvalidRequest(
                "Dịch vụ không dùng được yêu cầu này; kiểm tra tham số.", "The service cannot use this request."
            )
        data = part(told, "Data")
        return Found([about(_firm(data), code)] if part(data, "MainInformation") else [], response.content)


def _firm(data: Json) -> dict[str, object]:
    main = part(data, "MainInformation")
    heads = [str(head.get("FULL_NAME")) for head in parts(data, "Representatives")]
    return known(
        {
            NAME: heads[0] if len(heads) == 1 else None,
            KEY: main.get("ENTERPRISE_GDT_CODE"),
            "maNoiBo": main.get("ENTERPRISE_ID"),
            "loaiHinh": FORMS.get(str(main.get("ENTERPRISE_TYPE_ID"))),
            "ten": main.get("NAME"),
            "tenVietTat": main.get("SHORT_NAME"),
            "tenNuocNgoai": main.get("NAME_F"),
            "tinhTrangPhapLy": STATES.get(coded("tinhTrangDN", main.get("ENTERPRISE_STATUS")) or ""),
            "ngayDangKyLanDau": day(main, "FOUNDING_DATE"),
            "ngayDangKyThayDoi": day(main, "LAST_AMEND_DATE"),
            "soLanThayDoi": main.get("NUMBER_CHANGES"),
            "von": _whole(main.get("CAPITAL_AMOUNT")),
            "diaChiTruSo": _office(part(data, "HOAdress")),
            "daiDienPhapLuat": [{"nguoi": {NAME: name}} for name in heads],
            "thanhVien": [_member(member) for member in parts(data, "Member")],
            "nganhNghe": [_trade(trade) for trade in parts(data, "BusinessActivity")],
        }
    )


def _office(place: Json) -> dict[str, object]:
    names = {
        "maTinhThanh": "CityID",
        "tinhThanh": "CityName",
        "maQuanHuyen": "DistrictID",
        "quanHuyen": "DistrictName",
        "maPhuongXa": "WardID",
        "phuongXa": "WardName",
        "chiTiet": "StreetNumber",
    }
    return known({ours: place.get(theirs) for ours, theirs in names.items()})


def _member(member: Json) -> dict[str, object]:
    person = known({NAME: member.get("MEMBER_NAME"), "quocTich": coded("quocGia", member.get("COUNTRY"))})
    return known({"nguoi": person, "vonGop": _whole(member.get("AMOUNT")), "tyLe": _whole(member.get("RATIO_PERCENT"))})


def _trade(trade: Json) -> dict[str, object]:
    return known({"ma": trade.get("CODE"), "ten": trade.get("NAME"), "laChinh": trade.get("IS_MAIN") == "Y"})


def _whole(amount: object) -> object:
    """A number of three decimals, all zero, is a whole one."""
    return int(amount) if isinstance(amount, float) and amount.is_integer() else amount
