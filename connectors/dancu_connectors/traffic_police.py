"""The traffic police's look-ups of vehicles: plate, frame number and kind together (wire.md E.6)."""

import json
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dancu_connectors import reading
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.errors import InvalidRequest, NotOnThisWire, ProviderBrokeContract
from dancu_connectors.exchange import Request, Response, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.one_by_one import Found, OneByOne, day, is_among, known, looked_up, verified

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
FRAME, KIND = "soKhung", "loaiXe"
_LOGIN, _LOOK_UP = "/dvcsv/auth/login", "/dvcsv/tracuu"
_KINDS = {"oToCon": "1", "oToTai": "1", "moTo": "2", "xeGanMay": "2"}
_VEHICLE = {
    "bienSo": "bien_so",
    FRAME: "so_khung",
    "soMay": "so_may",
    KIND: "loai_xe",
    "nhanHieu": "nhan_hieu",
    "mauSon": "mau_son",
    "dungTich": "dung_tich",
    "congSuat": "cong_suat",
    "namSanXuat": "nam_san_xuat",
    "nuocSanXuat": "nuoc_san_xuat",
    "soChoNgoi": "so_cho_ngoi",
    "taiTrong": "tai_trong",
    "nguonGoc": "nguon_goc",
    "soDangKyXe": "so_dang_ky",
    "ngayDangKy": "ngay_dang_ky",
    "coQuanDangKy": "co_quan_dang_ky",
    "tinhTrang": "tinh_trang",
    "soDinhDanh": "so_dinh_danh",
    "hoVaTen": "chu_xe",
    "ngaySinh": "ngay_sinh",
}
_INSPECTION = {
    "soKiemDinh": "so_kiem_dinh",
    "ngayKiemDinh": "ngay_kiem_dinh",
    "hanKiemDinh": "han_kiem_dinh",
    "donViKiemDinh": "don_vi_kiem_dinh",
}
_OFFICES = frozenset({"coQuanDangKy", "donViKiemDinh"})
_DAYS = frozenset({"ngayDangKy", "ngaySinh", "ngayKiemDinh", "hanKiemDinh"})
CLAIMABLE = frozenset({*_VEHICLE, *_INSPECTION}) - _OFFICES
CARRIED = CLAIMABLE | {f"{office}.ten" for office in _OFFICES}


@dataclass(frozen=True, kw_only=True)
class TrafficPolice(OneByOne):
    """An account with the traffic police; the token is kept until it is refused.

    A vehicle is known by `bienSo` with the claims `soKhung` and `loaiXe`; `plate_colour` is that of a person's vehicle.
    They travel in the URL, as the police wants them. Where one of them is wrong, nothing is found.
    """

    username: str = "sandbox"
    password: str = field(default="sandbox", repr=False)
    plate_colour: str = "T"
    lookup_needs: tuple[str, ...] = (FRAME, KIND)
    _token: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def carries(self, path: str) -> bool:
        """Whether the police tells it."""
        return is_among(path, CARRIED)

    def verify(self, call: Call) -> Steps[Verification]:
        """Frame number and kind always; the other claims against what is told then."""
        return (yield from verified(call, self._found, CLAIMABLE, self.lookup_needs))

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """The fields asked; needs the claims soKhung and loaiXe."""
        return (yield from looked_up(call, self._found, self.carries, self.lookup_needs))

    def _found(self, call: Call) -> Steps[Found]:
        plate, frame, kind = _asked(call)
        told, response = yield from self._data(f"ttxe/{plate}/{frame}/{kind}/{self.plate_colour}")
        if told is None:
            return Found([], response.content)
        record = _read(told, _VEHICLE)
        if record.get(FRAME, frame) != frame:
            raise ProviderBrokeContract(
                "Trả lời nói về số khung khác.", "The answer is about another frame.", pointer=f"/{FRAME}"
            )
        if any(name.split(".")[0] in _INSPECTION for name in (*call.fields, *call.claims)):
            inspected, response = yield from self._data(f"dkiem/{frame}")
            record |= _read(inspected or {}, _INSPECTION)
        return Found([record], response.content)

    def _data(self, path: str) -> Generator[Request, Response, tuple[Mapping[str, Any] | None, Response]]:
        if not self._token:
            yield from self._sign_in()
        response = yield self._request(path)
        if response.status == 401:
            yield from self._sign_in()
            response = yield self._request(path)
        if response.status != 200:
            raise refusal(response)
        told = reading.parse(response.content)
        if "data" not in told or not isinstance(told["data"], dict | None):
            raise ProviderBrokeContract("Trả lời không có data.", "The answer holds no data.", pointer="/data")
        return told["data"], response

    def _request(self, path: str) -> Request:
        headers = {**HEADERS, "Authorization": f"Bearer {self._token['token']}"}
        return Request("GET", f"{_LOOK_UP}/{path}", headers=headers)

    def _sign_in(self) -> Generator[Request, Response, None]:
        content = json.dumps({"username": self.username, "password": self.password}).encode()
        response = yield Request("POST", _LOGIN, content, HEADERS)
        if response.status != 200:
            raise refusal(response)
        token = reading.parse(response.content).get("token")
        if not isinstance(token, str):
            raise ProviderBrokeContract(
                "Cơ quan công an không cấp token.", "The police gave no token.", pointer="/token"
            )
        self._token["token"] = token


def _asked(call: Call) -> tuple[str, str, str]:
    """Plate, frame number and kind, if they can stand in a path."""
    if "bienSo" not in call.subject:
        raise NotOnThisWire(
            "Kênh này nhận đối tượng theo bienSo.", "This wire knows its subjects by bienSo.", pointer="/subject"
        )
    plate, frame, kind = str(call.subject["bienSo"]), str(call.claims[FRAME]), str(call.claims[KIND])
    for pointer, text, form in (
        ("/subject/bienSo", plate, r"[0-9]{2}[A-Z][A-Z0-9]?-[0-9]{3}\.[0-9]{2}"),
        (f"/claims/{FRAME}", frame, "[0-9A-Z]{6,17}"),
        (f"/claims/{KIND}", kind, "|".join(_KINDS)),
    ):
        if not re.fullmatch(form, text):
            raise InvalidRequest(
                "Giá trị không viết đúng hợp đồng.", "This is not written as the contract wants it.", pointer=pointer
            )
    return plate, frame, _KINDS[kind]


def _read(told: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, object]:
    return known({ours: _value(ours, told, theirs) for ours, theirs in names.items()})


def _value(name: str, told: Mapping[str, Any], theirs: str) -> object:
    if name in _OFFICES:
        return known({"ten": told.get(theirs)})
    return day(told, theirs) if name in _DAYS else told.get(theirs)
