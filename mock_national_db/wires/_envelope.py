"""Reading a SOAP envelope as tolerantly as the real service is used, and no entity, DTD or network with it."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from mock_national_db.wires._faults import SOAP, WireFault

NAMESPACES = ("http://dancuquocgia.bca", "http://gtel.vn/qldc")
_ROOT = f"{{{SOAP}}}Envelope"
_BODY = f"{{{SOAP}}}Body"
_PREFIXES = tuple((f"{{{namespace}}}", namespace) for namespace in NAMESPACES)
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


class Sent(NamedTuple):
    """The first child of the Body: its name, its namespace, and every text inside by local name, the first if repeated.

    `order` are the names of its children as they stood; `stray` says that there was text in the Envelope itself.
    """

    name: str
    namespace: str
    fields: dict[str, str]
    order: tuple[str, ...]
    stray: bool


def read(body: bytes, *, with_order: bool = False) -> Sent:
    """What the envelope asks for; raises WireFault."""
    root = _root(body)
    if root.tag != _ROOT:
        raise WireFault("not_soap")
    operation = _operation(root)
    name, namespace = _name(operation.tag)
    order = tuple(_local(child.tag) for child in operation) if with_order else ()
    return Sent(name, namespace, _fields(operation), order, bool(root.text and root.text.strip()))


def _root(body: bytes) -> etree._Element:
    if b"<!DOCTYPE" in body:
        raise WireFault("doctype")
    try:
        root = etree.fromstring(body.lstrip(), _PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise WireFault("not_xml") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise WireFault("doctype")
    return root


def _operation(root: etree._Element) -> etree._Element:
    for body in root:
        if body.tag == _BODY:
            for operation in body:
                return operation
            raise WireFault("no_operation")
    raise WireFault("not_soap")


def _name(tag: str) -> tuple[str, str]:
    for prefix, namespace in _PREFIXES:
        if tag.startswith(prefix):
            return tag[len(prefix) :], namespace
    raise WireFault("namespace")


def _fields(operation: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in operation.iter():
        text = part.text
        if text and (text := text.strip()):
            found.setdefault(part.tag.rpartition("}")[2], text)
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
