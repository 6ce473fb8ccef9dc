"""A declaration as XML, and no entity, DTD or network with it (wire.md E.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from mock_sectoral_dbs.wires._written import Malformed

Json = Mapping[str, Any]
_XML = "XML <hotich><hoso>…, không / no DOCTYPE"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)


def declaration(data: object) -> Json:
    """The fields below hotich/hoso, or below the root; raises Malformed."""
    if not isinstance(data, str) or "<!DOCTYPE" in data:
        raise Malformed("data", _XML)
    try:
        root = etree.fromstring(data.strip().encode(), _PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Malformed("data", _XML) from error
    found = next((child for child in root.iter() if _local(child) == "hoso"), root)
    return {_local(child): _value(child) for child in found}


def _value(element: etree._Element) -> Any:
    return {_local(child): _value(child) for child in element} if len(element) else (element.text or "").strip()


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
