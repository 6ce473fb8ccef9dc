"""Bodies that mean harm or mistake, through the real service: always a fault that names it, never a 200 without XML."""

from __future__ import annotations

import json

import httpx
import pytest
from lxml import etree

from mock_national_db.wires._jobs import AT_THE_DESK, NUMBER
from mock_national_db.wires._lists import LISTS
from mock_national_db.wires._paging import ELEMENTS

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
LIMIT = 1 << 20
URL = "/csdldc/037"
JSON_PATHS = ("/apiCSDLDanCu/ChiaSeThongTinCongDan", "/apiCSDLDanCu/XacThucThongTinCongDan", "/o/rest/v2/qldc")
INSIDE = (
    "<d:SoDinhDanh>099099000001</d:SoDinhDanh><d:HoVaTen>NGUYỄN VĂN ĐỆ</d:HoVaTen>"
    "<d:NgayThangNamSinh><d:Nam>1990</d:Nam></d:NgayThangNamSinh>"
)
BOMB = "<!DOCTYPE x [" + "".join(
    f'<!ENTITY e{level} "{f"&e{level - 1};" * 10 if level else "a" * 10}">' for level in range(12)
)
BOMB += "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
DTD = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
MANY = " ".join(f"a{number}='1'" for number in range(20_000))
PARAMETER = '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;]>'


def envelope(inside: str = INSIDE, before: str = "", name: str = "TraCuuThongTinCongDan") -> str:
    operation = f"<d:{name}>{inside}</d:{name}>"
    return (
        f'{before}<s:Envelope xmlns:s="{SOAP}" xmlns:d="http://dancuquocgia.bca"><s:Header/><s:Body>{operation}'
        "</s:Body></s:Envelope>"
    )


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>'


def shortly(value: object) -> str:
    """A test's name, of a body its size and first bytes."""
    return f"{len(value)} {value[:16]!r}" if isinstance(value, bytes) else str(value)


def code(reply: httpx.Response) -> str:
    """Our code of the fault; the empty text if it is none. Fails if the answer is no XML."""
    assert reply.headers["content-type"] == "application/xml; charset=utf-8"
    return etree.fromstring(reply.content).findtext(".//{urn:dancu:wire}code") or ""


@pytest.mark.parametrize(
    "body",
    [
        envelope().encode("utf-16"),
        envelope(before=declared("UTF-16")).encode("utf-16"),
        envelope(before=declared("UTF-16LE")).encode("utf-16-le"),
        envelope().encode("utf-8-sig"),
        envelope(before=declared("utf-8")).encode("utf-8-sig"),
        envelope(before="\r\n " + declared("utf-8")).encode(),
        envelope(before='<?xml version="1.0" standalone="yes"?><?what ever?><!-- so -->').encode(),
        envelope(INSIDE.replace("NGUYỄN VĂN ĐỆ", "<![CDATA[NGUYỄN]]> VĂN ĐỆ")).encode(),
        envelope(INSIDE.replace("ĐỆ", "&#272;&#7878;")).encode(),
        envelope(INSIDE.replace("ỄN VĂN ĐỆ", "ÊN"), declared("windows-1258")).encode("cp1258"),
        envelope(INSIDE.replace("ỄN VĂN ĐỆ", "ÊN"), declared("iso-8859-1")).encode("latin-1"),
        envelope(INSIDE.replace("<d:HoVaTen>", f'<d:HoVaTen a="{"x" * 900_000}">')).encode(),
        envelope(INSIDE.replace("<d:HoVaTen>", f"<d:HoVaTen {MANY}>")).encode(),
        envelope(INSIDE + "<d:a>" * 200 + "</d:a>" * 200).encode(),
        envelope(INSIDE + "<d:a/>" * 100_000).encode(),
        envelope().encode().ljust(LIMIT),
    ],
    ids=shortly,
)
def test_what_is_only_unusual_is_answered(body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(URL, content=body)
    assert (reply.status_code, code(reply)) == (200, "")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (envelope(INSIDE.replace("NGUYỄN", "&e11;"), BOMB).encode(), "doctype"),
        (envelope(INSIDE.replace("NGUYỄN", "&e;"), OUTSIDE).encode(), "doctype"),
        (envelope(INSIDE.replace("NGUYỄN", "&e;"), OUTSIDE).encode("utf-16"), "doctype"),
        (envelope(before=DTD).encode(), "doctype"),
        (envelope(before=DTD).encode("utf-16"), "doctype"),
        (envelope(before=PARAMETER).encode(), "doctype"),
        (b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE x [+ADwAIQ-ENTITY e 'a'>]><x>+ACY-e;</x>", "doctype"),
        (envelope(INSIDE.replace("NGUYỄN", "&e;")).encode(), "not_xml"),
        (envelope(INSIDE.replace("NGUYỄN", "&#0;")).encode(), "not_xml"),
        (envelope(INSIDE.replace("NGUYỄN", "\0")).encode(), "not_xml"),
        (envelope(INSIDE.replace("ỄN VĂN ĐỆ", "ÊN"), declared("utf-8")).encode("cp1258"), "not_xml"),
        (envelope(before=declared("utf-16")).encode(), "not_xml"),
        (envelope(before=declared("no-such")).encode(), "not_xml"),
        (envelope("<d:a>" * 5_000 + "</d:a>" * 5_000).encode(), "not_xml"),
        (envelope().encode() + envelope().encode(), "not_xml"),
        (envelope()[:-1].encode(), "not_xml"),
        (b"\x1f\x8b\x08\x00" * 100, "not_xml"),
        (b'{"SoDinhDanh": "099099000001"}', "not_xml"),
        (b"<!DOCTYPE html><html><br></html>", "doctype"),
        (b" " * LIMIT, "not_xml"),
        (b"<" * LIMIT, "not_xml"),
        (envelope().replace(SOAP, "http://www.w3.org/2003/05/soap-envelope").encode(), "not_soap"),
        (
            envelope(
                INSIDE.replace(
                    "NGUYỄN VĂN ĐỆ",
                    '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
                )
            ).encode(),
            "no_name",
        ),
    ],
    ids=shortly,
)
def test_what_is_wrong_is_a_fault_that_names_it(body: bytes, fault: str, sandbox: httpx.Client) -> None:
    reply = sandbox.post(URL, content=body)
    assert (reply.status_code, code(reply)) == (500, fault)
    assert "root:" not in reply.text
    assert "Traceback" not in reply.text


@pytest.mark.parametrize("name", sorted(AT_THE_DESK))
@pytest.mark.parametrize(
    "value",
    [
        "' OR 1=1 --",
        "%",
        "-1",
        "9" * 5_000,
        "\u0661\u0662",
        "1e9",
        "../../x",
        "&lt;/d:x&gt;",
        "\U0001f600" * 50,
        "1\n2",
    ],
    ids=shortly,
)
def test_no_value_breaks_a_list_or_a_job(name: str, value: str, sandbox: httpx.Client) -> None:
    parts = (*ELEMENTS, *(element for asked in LISTS.values() for element in asked.elements), "MaYeuCau", NUMBER)
    inside = "".join(f"<d:{part}>{value}</d:{part}>" for part in parts)
    reply = sandbox.post(URL, content=envelope(inside, name=name).encode())
    known = {"paging", "unknown_code", "unknown_unit", "ages", "no_job"}
    assert reply.status_code == 500
    assert code(reply) in known
    assert value not in reply.text or value in {"%", "-1"}


def test_an_entity_bomb_in_another_encoding_is_not_expanded(sandbox: httpx.Client) -> None:
    reply = sandbox.post(URL, content=envelope(INSIDE.replace("NGUYỄN", "&e11;"), BOMB).encode("utf-16"))
    assert reply.status_code == 500
    assert code(reply) in {"doctype", "not_xml"}


@pytest.mark.parametrize("path", [URL, "/XrdAdapter/RestService/forward/037", *JSON_PATHS, "/token"])
@pytest.mark.parametrize("filler", [b" ", b"<a>", b'{"a":'], ids=shortly)
def test_a_body_over_the_limit_is_refused_before_it_is_read(path: str, filler: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(path, content=(filler * (LIMIT + 1))[: LIMIT + 1])
    assert reply.status_code == 413
    assert json.loads(reply.content)["code"] == "too_large"


@pytest.mark.parametrize("path", JSON_PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * LIMIT,
        b'{"a":' * 100_000,
        b'{"HoVaTen": ' + b"9" * 10_000 + b"}",
        '{"HoVaTen": "A"}'.encode("utf-16") + b"\xff",
        b"\xef\xbb\xbf{",
        b'{"SoDinhDanh": "\\ud800", "soDinhDanh": "\\ud800"}',
        b'{"type": "\\ud800<&", "SoDinhDanh": "099099000001"}',
        b'{"SoDinhDanh": NaN}',
        b'"x"',
        b"\0",
    ],
    ids=shortly,
)
def test_json_that_cannot_be_asked_is_a_400_in_json(path: str, body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(path, content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 400
    assert " / " in json.loads(reply.content)["message"]


@pytest.mark.parametrize(
    ("names", "status"),
    [(b"\\ud800", 200), ("😀".encode() * 50, 200), (b"\\u0000", 200), (b"x" * 101, 400)],
    ids=shortly,
)
def test_any_name_can_be_asked_for(names: bytes, status: int, sandbox: httpx.Client) -> None:
    body = b'{"SoDinhDanh": "099099000001", "Nam": "1990", "HoVaTen": "' + names + b'"}'
    reply = sandbox.post(JSON_PATHS[0], content=body)
    assert (reply.status_code, type(reply.json())) == (status, dict)
