"""What C06 answers: the CongdanCollection of 037, the yes or no of 033 and 003, read as tolerantly as clients do."""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from dancu_connectors.dates import PartialDate
from dancu_connectors.errors import DancuError, InvalidRequest, ProviderBrokeContract, SourceDown

Element = etree._Element
Json = dict[str, object]

_PLAIN = {
    "SoDinhDanh": "soDinhDanh",
    "SoCMND": "soCMND",
    "GioiTinh": "gioiTinh",
    "DanToc": "danToc",
    "TonGiao": "tonGiao",
    "TinhTrangHonNhan": "tinhTrangHonNhan",
    "NhomMau": "nhomMau",
    "QuocTich": "quocTich",
    "SoSoHoKhau": "soHoSoCuTru",
}
_ADDRESS = {
    "MaTinhThanh": "maTinhThanh",
    "MaQuanHuyen": "maQuanHuyen",
    "MaPhuongXa": "maPhuongXa",
    "ChiTiet": "chiTiet",
    "QuocGia": "quocGia",
}
_ADDRESSES = {
    "NoiDangKyKhaiSinh": "noiDangKyKhaiSinh",
    "QueQuan": "queQuan",
    "ThuongTru": "thuongTru",
    "NoiOHienTai": "noiOHienTai",
}
_RELATIVE = {"QuocTich": "quocTich", "SoDinhDanh": "soDinhDanh", "SoCMND": "soCMND"}
_RELATIVES = {"Cha": "cha", "Me": "me", "VoChong": "voChong", "NguoiDaiDien": "nguoiDaiDien"}
HEAD = "00"

CARRIED = frozenset({"hoVaTen", "ngaySinh", "chuHo", *_PLAIN.values(), *_ADDRESSES.values(), *_RELATIVES.values()})
CARRIED_INSIDE = {
    **dict.fromkeys(_ADDRESSES.values(), frozenset(_ADDRESS.values())),
    **dict.fromkeys(_RELATIVES.values(), frozenset({"hoVaTen", *_RELATIVE.values()})),
    "chuHo": frozenset({"quanHe", "soDinhDanh", "soCMND", "hoVaTen"}),
}


def read_citizens(content: bytes) -> list[Json]:
    """The citizens of a 037 answer as population records, in the wire's precision; none if there is no such citizen."""
    body = _body(content)
    return [record for citizen in _all(body, "CongDan") if "hoVaTen" in (record := _record(citizen))]


def read_exists(content: bytes) -> bool:
    """033's TonTai or 003's SoLuongCongDan: is there such a citizen."""
    body = _body(content)
    for name, no in (("TonTai", ("false", "0")), ("SoLuongCongDan", ("0",))):
        found = next(_all(body, name), None)
        said = _text(found).lower()
        if said.isdigit() or said in ("true", "false"):
            return said not in no
    raise ProviderBrokeContract(
        "Trả lời không có TonTai lẫn SoLuongCongDan.", "The answer says neither TonTai nor SoLuongCongDan."
    )


def read_fault(content: bytes) -> DancuError | None:
    """The error that a SOAP 1.1 Fault stands for; its own words are not repeated."""
    try:
        fault = next(_all(_parse(content), "Fault"), None)
    except ProviderBrokeContract:
        return None
    if fault is None:
        return None
    code = next((_text(child) for child in _all(fault, "faultcode")), "")
    if code.rpartition(":")[2] == "Client":
        return InvalidRequest(
            "Cơ sở dữ liệu không dùng được yêu cầu này (SOAP Fault, Client); kiểm tra tham số.",
            "The register cannot use this request (SOAP Fault, Client).",
        )
    return SourceDown(
        "Cơ sở dữ liệu gặp lỗi (SOAP Fault, Server); hãy thử lại sau.",
        "The register failed (SOAP Fault, Server); try again later.",
    )


def _parse(content: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ProviderBrokeContract("Trả lời không phải XML.", "The answer is not XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ProviderBrokeContract(
            "Trả lời khai báo kiểu tài liệu, điều SOAP cấm.", "The answer declares a document type, which SOAP forbids."
        )
    return root


def _body(content: bytes) -> Element:
    root = _parse(content)
    body = next(_all(root, "Body"), None)
    if body is None:
        raise ProviderBrokeContract("Trả lời không phải phong bì SOAP.", "The answer is not a SOAP envelope.")
    return body


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Element, name: str) -> Iterator[Element]:
    return (found for found in element.iter() if _local(found) == name)


def _children(element: Element) -> dict[str, Element]:
    return {_local(child): child for child in element}


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext(etree.Element))).split())


def _record(citizen: Element) -> Json:
    parts = _children(citizen)
    record = _texts(parts, _PLAIN)
    if name := _name(parts.get("HoVaTen")):
        record["hoVaTen"] = name
    if born := _birth(parts.get("NgayThangNamSinh")):
        record["ngaySinh"] = born
    record |= _blocks(parts, _ADDRESSES, _address)
    record |= _blocks(parts, _RELATIVES, _relative)
    record |= _blocks(parts, {"ChuHo": "chuHo"}, lambda head: _head(head, record.get("soDinhDanh")))
    return record


def _texts(parts: Mapping[str, Element], names: Mapping[str, str]) -> Json:
    read = {ours: _text(parts.get(theirs)) for theirs, ours in names.items()}
    return {name: text for name, text in read.items() if text}


def _blocks(parts: Mapping[str, Element], names: Mapping[str, str], read: Callable[[Element], Json]) -> Json:
    blocks = {ours: read(parts[theirs]) for theirs, ours in names.items() if theirs in parts}
    return {name: block for name, block in blocks.items() if block}


def _address(element: Element) -> Json:
    return _texts(_children(element), _ADDRESS)


def _relative(element: Element) -> Json:
    parts = _children(element)
    name = _name(parts.get("HoVaTen"))
    return ({"hoVaTen": name} if name else {}) | _texts(parts, _RELATIVE)


def _head(element: Element, own_number: object) -> Json:
    """`CH01` is the head himself, as the only sample has it; of another person it is the relation 01."""
    head = _relative(element)
    code = _text(_children(element).get("QuanHe")).removeprefix("CH")
    himself = code == "01" and head.get("soDinhDanh", own_number) == own_number
    return head | ({"quanHe": HEAD if himself else code} if code else {})


def _name(element: Element | None) -> str:
    """The whole name: in Ten alone, split in three, or as plain text (wire.md 0, "the three generations")."""
    if element is None:
        return ""
    parts = _children(element)
    split = " ".join(_text(parts.get(part)) for part in ("Ho", "ChuDem", "Ten"))
    return " ".join(split.split()) or _text(element)


def _birth(element: Element | None) -> str:
    if element is None:
        return ""
    parts = _children(element)
    text = _text(parts.get("NgayThangNam")) or _text(parts.get("Nam")) or _text(element)
    try:
        return str(PartialDate.parse_wire(text)) if text else ""
    except ValueError as error:
        raise ProviderBrokeContract(
            "Không đọc được ngày sinh trong trả lời.", "The answer's birth date cannot be read.", pointer="/ngaySinh"
        ) from error
