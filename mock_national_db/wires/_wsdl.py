"""The WSDL at `?wsdl`, synthetic since none is public: document/literal, schemas inside, the address as called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from mock_national_db.wires._jobs import JOBS, NUMBER
from mock_national_db.wires._lists import LISTS
from mock_national_db.wires._live import CHILDREN, HEAD, NAMESPACE
from mock_national_db.wires._operations import KINSHIP, OFFERED, YES_NO
from mock_national_db.wires._paging import ELEMENTS
from mock_national_db.wires._text import attribute

TARGET = "http://dancuquocgia.bca"
_PEOPLE = "mic:CongdanCollection"
_OPERATIONS: Mapping[str, Mapping[str, str]] = {
    "033": {YES_NO: "tns:KetQuaXacThuc", f"{YES_NO}Request": "tns:KetQuaXacThucResponse"},
    "003": {YES_NO: f"tns:{YES_NO}Response"},
}
_LOOKUPS = {name: _PEOPLE for name in OFFERED if name not in (YES_NO, KINSHIP)}  # kin are of the regulation's schema
_RECORDS = "GetResultDetailAsRecords"
_AT_THE_DESK = {
    **dict.fromkeys(LISTS, _PEOPLE),
    **{name: _PEOPLE if name == _RECORDS else f"tns:{name}Response" for name in JOBS},
}
_PAGED = (*LISTS, _RECORDS, "GetRequests", "GetResultDetailAsFile")
_ATTRIBUTES = ("SoCongDan", "ThoiDiemDuLieu", "TiepTheo", NUMBER, "TrangThai")
_BESIDES = ("TrangThaiCongDan", "NgayChet", "NgayMatTich")
_SENDER = ("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "MaDonVi", "TaiKhoan", "SoDienThoai")
_CITIZEN = (*_SENDER, "SoDinhDanh", "SoCMND")
_YES_NO_033 = ("MaYeuCau", "MaDichVu", "MaCanBo", "SoDinhDanh", "SoCMND", "HoVaTen")
_OPTIONAL = ' minOccurs="0"'
_MANY = f'{_OPTIONAL} maxOccurs="unbounded"'
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" \
xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="{target}" xmlns:mic="{people}" \
targetNamespace="{target}" name="CSDLQGvDC">
<wsdl:types>
{schemas}
</wsdl:types>
{messages}
<wsdl:portType name="DanCu">{port}</wsdl:portType>
<wsdl:binding name="DanCuSoap" type="tns:DanCu">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{bindings}
</wsdl:binding>
<wsdl:service name="CSDLQGvDC"><wsdl:port name="DanCuSoap" binding="tns:DanCuSoap">
<soap:address location={address}/></wsdl:port></wsdl:service>
</wsdl:definitions>
"""


def wsdl(service: str, address: str) -> bytes:
    """The description of the operations of one service, to be called at `address`."""
    return _before(service).replace("{address}", attribute(address)).encode()


@lru_cache(8)
def _before(service: str) -> str:
    operations = _OPERATIONS.get(service, {**_LOOKUPS, **_AT_THE_DESK})
    return _DOCUMENT.format(
        target=TARGET,
        people=NAMESPACE,
        schemas=_requests(operations) + _people(),
        messages="\n".join(_messages(name, answer) for name, answer in operations.items()),
        port="".join(_operation(name) for name in operations),
        bindings="".join(_binding(name) for name in operations),
        address="{address}",
    )


def _messages(name: str, answer: str) -> str:
    return (
        f'<wsdl:message name="{name}In"><wsdl:part name="body" element="tns:{name}"/></wsdl:message>'
        f'<wsdl:message name="{name}Out"><wsdl:part name="body" element="{answer}"/></wsdl:message>'
    )


def _operation(name: str) -> str:
    ways = f'<wsdl:input message="tns:{name}In"/><wsdl:output message="tns:{name}Out"/>'
    return f'\n<wsdl:operation name="{name}">{ways}</wsdl:operation>'


def _binding(name: str) -> str:
    literal = '<soap:body use="literal"/>'
    ways = f"<wsdl:input>{literal}</wsdl:input><wsdl:output>{literal}</wsdl:output>"
    return f'\n<wsdl:operation name="{name}"><soap:operation soapAction=""/>{ways}</wsdl:operation>'


def _requests(operations: Iterable[str]) -> str:
    answers = [_sequence(root, [_text("TonTai", "boolean")]) for root in ("KetQuaXacThuc", "KetQuaXacThucResponse")]
    count = _sequence(f"{YES_NO}Response", [_text("SoLuongCongDan", "nonNegativeInteger")])
    requests = [_request(name, is_033="033" in _services(operations)) for name in operations]
    return _schema(TARGET, [*requests, *answers, count, *(_jobs() if "GetRequests" in operations else ())])


def _services(operations: Iterable[str]) -> tuple[str, ...]:
    return tuple(service for service, held in _OPERATIONS.items() if list(held) == list(operations))


def _request(name: str, *, is_033: bool) -> str:
    if is_033:
        return _sequence(name, [_text(part, least=0) for part in _YES_NO_033])
    if name in _AT_THE_DESK:
        return _wanted(name)
    born = f"<xsd:choice>{_text('NgayThangNam')}{_text('Nam')}</xsd:choice>"
    date = f'<xsd:element name="NgayThangNamSinh"><xsd:complexType>{born}</xsd:complexType></xsd:element>'
    return _sequence(name, [*(_text(part, least=0) for part in _CITIZEN), _text("HoVaTen"), date])


def _wanted(name: str) -> str:
    """Of a list what it is asked by, of a job its number; and the page."""
    own = LISTS[name].elements if name in LISTS else () if name == "GetRequests" else (NUMBER,)
    paging = _sequence("paging", [_text(part, least=0) for part in ELEMENTS], occurs=_OPTIONAL)
    paged = [paging] if name in _PAGED else []
    return _sequence(name, [*(_text(part, least=0) for part in (*_SENDER, *own)), *paged])


def _jobs() -> list[str]:
    """The answers about jobs: each tells some of the same elements."""
    criteria = [_text(part, least=0) for asked in LISTS.values() for part in asked.elements]
    step = [_text("ThoiDiem", "dateTime"), _text("TrangThai")]
    more = [
        _sequence("TieuChi", criteria, occurs=_OPTIONAL),
        _sequence("LichSu", step, occurs=_MANY),
        _text("SoCongDan", "nonNegativeInteger", least=0),
        _text("ConNua", "boolean", least=0),
        *(_text(part, least=0) for part in ("TenTep", "NoiDung", "TiepTheo")),
    ]
    job = _sequence("YeuCau", [_text(NUMBER), _text("ThaoTac"), *step, *more], occurs=_MANY)
    before = [_text("TongSo", "nonNegativeInteger", least=0), _text("TiepTheo", least=0)]
    return [_sequence(f"{name}Response", [*before, job]) for name in JOBS if name != _RECORDS]


def _people() -> str:
    """037 tells all twenty children of one; others some of them and what is theirs alone, lists of many citizens."""
    children = [
        _sequence(name, [_text(part) for part in parts], occurs=_OPTIONAL) if parts else _text(name, least=0)
        for name, parts in CHILDREN.items()
    ]
    member = _sequence("ThanhVien", [_text(part) for part in HEAD], occurs=_MANY)
    household = _sequence("ThanhVienHoGiaDinh", [member], occurs=_OPTIONAL)
    besides = [household, *(_text(name, least=0) for name in _BESIDES)]
    citizen = _sequence("CongDan", [*children, *besides], occurs=_MANY)
    return _schema(NAMESPACE, [_sequence("CongdanCollection", [citizen], attributes=_ATTRIBUTES)])


def _schema(namespace: str, elements: Iterable[str]) -> str:
    opening = f'<xsd:schema targetNamespace="{namespace}" elementFormDefault="qualified">'
    return f"{opening}\n{chr(10).join(elements)}\n</xsd:schema>\n"


def _sequence(name: str, children: Iterable[str], *, occurs: str = "", attributes: Iterable[str] = ()) -> str:
    held = "".join(f'<xsd:attribute name="{part}" type="xsd:string"/>' for part in attributes)
    inside = f"<xsd:complexType><xsd:sequence>{''.join(children)}</xsd:sequence>{held}</xsd:complexType>"
    return f'<xsd:element name="{name}"{occurs}>{inside}</xsd:element>'


def _text(name: str, kind: str = "string", *, least: int = 1) -> str:
    return f'<xsd:element name="{name}" type="xsd:{kind}"{"" if least else _OPTIONAL}/>'
