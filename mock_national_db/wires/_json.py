"""JSON of the façades: what clients send, flattened to the envelope's fields, and the envelope turned into JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from lxml import etree

from mock_national_db.wires._envelope import NAMESPACES, Sent
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._notes import noted
from mock_national_db.wires.wire import Reply

STATUS = {"method": 405, "no_such_form": 404}
TYPE = "application/json; charset=utf-8"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def sent(operation: str, fields: Mapping[str, str]) -> Sent:
    """Fields that came without an envelope, as if they had come in one."""
    return Sent(operation, NAMESPACES[0], dict(fields), (), stray=False)


def fields(body: bytes) -> dict[str, str]:
    """The texts and numbers of a JSON object and of the objects in it, by key; raises WireFault."""
    try:
        texts = list(_texts(json.loads(body)))
    except (ValueError, AttributeError, RecursionError) as error:
        raise WireFault("not_json") from error
    return dict(reversed(texts))


def _texts(read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in read.items():
        if isinstance(value, dict):
            yield from _texts(value)
        elif isinstance(value, str | int) and (text := str(value).strip()):
            yield name, text


def of_xml(text: bytes) -> dict[str, Any]:
    """The envelope's children without prefixes and attributes; an empty element is an empty text."""
    read = _value(etree.fromstring(text, _PARSER))
    return read if isinstance(read, dict) else {}


def _value(element: etree._Element) -> Any:
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        name, value = child.tag.rpartition("}")[2], _value(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def reply(content: object, *, status: int = 200, notes: tuple[str, ...] = ()) -> Reply:
    """The content as UTF-8 JSON."""
    return Reply(status, json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"), TYPE, noted(notes))


def allow(method: str, wanted: str) -> None:
    """Raises WireFault for any other method."""
    if method != wanted:
        raise WireFault("method", wanted)


def refused(fault: WireFault, content: object) -> Reply:
    """405 for a wrong method, 404 for what is not offered at a path, else 400; the content's shape is synthetic."""
    answer = reply(content, status=STATUS.get(fault.code, 400), notes=("synthetic: fault",))
    allowed = (("Allow", fault.what),) if fault.code == "method" else ()
    return msgspec.structs.replace(answer, headers=(*allowed, *answer.headers))
