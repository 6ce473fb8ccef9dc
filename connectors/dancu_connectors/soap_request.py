"""What C06 is sent: the envelopes of 037, 033 and 003 as fixed text (wire.md A.4, A.5)."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from dancu_connectors.dates import PartialDate
from dancu_connectors.errors import InvalidRequest, NotOnThisWire
from dancu_connectors.names import folded

HEADERS = {"Content-Type": "application/xml; charset=utf-8", "SOAPAction": '""'}

_DIGITS = {"soDinhDanh": 12, "soCMND": 9}
_ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:dan="http://dancuquocgia.bca">'
    "<soapenv:Header/><soapenv:Body><dan:{operation}>{children}</dan:{operation}></soapenv:Body></soapenv:Envelope>"
)


def envelope(operation: str, children: Mapping[str, str]) -> bytes:
    """The envelope of one operation; `children` in the order sent, their values still plain text."""
    inner = "".join(f"<dan:{name}>{escape(_printable(value))}</dan:{name}>" for name, value in children.items())
    return _ENVELOPE.format(operation=operation, children=inner).encode()


def citizen_envelope(operation: str, children: Mapping[str, str], birth: PartialDate) -> bytes:
    """The same with NgayThangNamSinh last: a day, or a year alone."""
    sent = envelope(operation, children).decode()
    end = f"</dan:{operation}>"
    return sent.replace(end, f"<dan:NgayThangNamSinh>{birth_element(birth)}</dan:NgayThangNamSinh>{end}").encode()


def birth_element(birth: PartialDate) -> str:
    """`NgayThangNam` YYYYMMDD or `Nam` YYYY."""
    if day := birth.whole():
        return f"<dan:NgayThangNam>{day:%Y%m%d}</dan:NgayThangNam>"
    if birth.month:
        raise NotOnThisWire(
            "037 nhận ngày sinh hoặc năm sinh, không nhận tháng.",
            "037 carries a day or a year of birth, not a month.",
            pointer="/claims/ngaySinh",
        )
    return f"<dan:Nam>{birth.year:04}</dan:Nam>"


def identity(subject: Mapping[str, object], name: object) -> dict[str, str]:
    """The personal number, or the old nine-digit one, and the name as `NGUYENVANA`."""
    number = {"soDinhDanh": "SoDinhDanh", "soCMND": "SoCMND"}
    if len(subject) != 1 or (key := next(iter(subject))) not in number:
        raise NotOnThisWire(
            "Kênh này nhận công dân theo soDinhDanh hoặc soCMND.",
            "This wire knows a citizen by soDinhDanh or soCMND.",
            pointer="/subject",
        )
    if not re.fullmatch(f"[0-9]{{{_DIGITS[key]}}}", sent := str(subject[key])):
        raise InvalidRequest(
            f"{key} có {_DIGITS[key]} chữ số.", f"{key} has {_DIGITS[key]} digits.", pointer=f"/subject/{key}"
        )
    return {number[key]: sent, "HoVaTen": folded_name(name)}


def folded_name(name: object) -> str:
    """Letters and digits only; a name of which nothing remains is refused."""
    if not isinstance(name, str) or not (sent := folded(name)):
        raise InvalidRequest(
            "Họ tên cần ít nhất một chữ cái.", "A name needs at least one letter.", pointer="/claims/hoVaTen"
        )
    return sent


def _printable(value: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return "".join(letter for letter in value if letter >= " ")
