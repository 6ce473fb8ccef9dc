"""One citizen, a register that holds only him, and a way to put requests to a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from mock_national_db.names import folded
from mock_national_db.operation import Answer, Operation
from mock_national_db.store import Store
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire, wires
from tests.asgi import client, opened, people

NOW = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=7)))
Ask = Callable[..., Reply]
PLACE = {
    "maTinhThanh": "92",
    "maPhuongXa": "31411",
    "tinhThanh": "Thành phố Cần Thơ",
    "phuongXa": "Xã Hỏa Lựu",
    "chiTiet": "Ấp Thạnh Đông",
    "quocGia": "VN",
    "hieuLucTu": "2025-07-01",
}
BEFORE = {"maTinhThanh": "93", "maQuanHuyen": "930", "maPhuongXa": "31321", "chiTiet": "Khu vực 3", "quocGia": "VN"}


def citizen(**changes: Any) -> dict[str, Any]:
    """A married man of the old Hậu Giang, head of his household; None takes a field away."""
    record = {
        "soDinhDanh": "099099000001",
        "soCMND": "900000001",
        "hoVaTen": "Nguyễn Văn Đệ",
        "gioiTinh": "1",
        "danToc": "01",
        "tonGiao": "00",
        "tinhTrangHonNhan": "2",
        "nhomMau": "04",
        "ngaySinh": "1999-01-31",
        "noiDangKyKhaiSinh": BEFORE,
        "quocTich": "VN",
        "queQuan": PLACE,
        "thuongTru": PLACE,
        "noiOHienTai": PLACE,
        "cha": {"hoVaTen": "Nguyễn Văn Đức", "quocTich": "VN", "soDinhDanh": "099099000002", "soCMND": "900000002"},
        "me": {"hoVaTen": "Lê Thị Mỵ", "quocTich": "VN", "soDinhDanh": "099199000003"},
        "voChong": {"hoVaTen": "H'Lan Niê", "quocTich": "VN", "soDinhDanh": "099199000004"},
        "chuHo": {"hoVaTen": "Nguyễn Văn Đệ", "soDinhDanh": "099099000001", "quanHe": "00"},
        "thanhVienHo": [{"hoVaTen": "H'Lan Niê", "soDinhDanh": "099199000004", "quanHe": "01"}],
        "soHoSoCuTru": "930000001",
        "trangThai": "conSong",
    } | changes
    return {name: value for name, value in record.items() if value is not None}


def register(record: Mapping[str, Any], asked: Operation, outcome: str = "found") -> Answer:
    """What the register says of its one citizen: nothing unless the subject and every claim agree."""
    assert (asked.registry, asked.op, asked.name_rule) == ("population", "lookup", "folded")
    if any(record.get(key) != value for key, value in asked.subject.items()):
        return Answer("not_found")
    held = {name: folded(record[name]) if name == "hoVaTen" else record.get(name) for name in asked.claims}
    sent = {name: folded(value) if name == "hoVaTen" else value for name, value in asked.claims.items()}
    shown = {name: record[name] for name in ("soDinhDanh", *asked.fields) if name in record}
    return Answer(outcome, outcome == "found", {}, [shown] if held == sent else [])


def wire_of(path: str) -> Wire:
    return next(
        wire
        for wire in wires()
        for route in wire.routes
        if route == path or (route.endswith("/*") and path.startswith(route[:-1]))
    )


@pytest.fixture
def ask() -> Ask:
    """Send one request; keywords: `record` held (None: empty register), `outcome`, `options`, and Request's own."""

    def send(
        path: str,
        body: str | bytes = b"",
        *,
        method: str = "POST",
        record: Mapping[str, Any] | None = citizen(),
        outcome: str = "found",
        options: Options = Options(),  # noqa: B008 - frozen
        **parts: Any,
    ) -> Reply:
        wire = wire_of(path)
        sent = body.encode() if isinstance(body, str) else body
        call = wire.parse(Request(method, path, body=sent, **parts), options)
        if not isinstance(call, Call):
            return call
        answers = [register(record, asked, outcome) if record else Answer("not_found") for asked in call.asks]
        return wire.render(call, answers, Context(options, NOW, NOW))

    return send


@pytest.fixture
def envelope() -> Callable[..., str]:
    """An envelope as the court's client writes it; `inside` are the operation's children."""

    def write(operation: str, inside: str, namespace: str = "http://dancuquocgia.bca") -> str:
        soap = "http://schemas.xmlsoap.org/soap/envelope/"
        return (
            f'<soapenv:Envelope xmlns:soapenv="{soap}" xmlns:dan="{namespace}"><soapenv:Header/><soapenv:Body>'
            f"<dan:{operation}>{inside}</dan:{operation}></soapenv:Body></soapenv:Envelope>"
        )

    return write


@pytest.fixture
def person() -> Callable[..., dict[str, Any]]:
    return citizen


@pytest.fixture
def children() -> Callable[..., str]:
    """The children of a look-up, each changed by keyword; an empty text leaves one out."""

    def write(**changes: str) -> str:
        sent = {
            "MaYeuCau": "RANDOM101500123",
            "MaDVC": "VPCP",
            "MaTichHop": "037",
            "MaCanBo": "099099000002",
            "SoDinhDanh": "099099000001",
            "HoVaTen": "NGUYENVANDE",
            "NgayThangNamSinh": "<dan:NgayThangNam>19990131</dan:NgayThangNam>",
        } | changes
        return "".join(f"<dan:{name}>{text}</dan:{name}>" for name, text in sent.items() if text)

    return write


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A small nation behind the real service."""
    found = opened(tmp_path_factory.mktemp("data"), 300)
    yield found
    found.close()


@pytest.fixture(scope="session")
def sandbox(store: Store) -> httpx.Client:
    """The service as `dancu up` starts it, asked in process."""
    return client(store)


@pytest.fixture(scope="session")
def somebody(store: Store) -> Mapping[str, Any]:
    """A drawn person who lives, is grown up, has both numbers, and a name with letters that fold."""
    return next(
        found
        for found in people(store)
        if "soCMND" in found and len(found["ngaySinh"]) == 10 and not found["hoVaTen"].isascii() and "cha" in found
    )
