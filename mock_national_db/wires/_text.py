"""Text that stands in XML: escaped, and without the characters that XML 1.0 cannot carry."""

from __future__ import annotations

import re

_UNSAFE = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
SUSPECT = bytes({*range(0x20), *b"&<>\xed\xef"} - {*b"\t\n"})
"""UTF-8 without these bytes needs no escape; the last two begin surrogates and U+FFFE, and rare letters as well."""
_NO_SUCH_CHARACTER = "\ufffd"


def escaped(text: str) -> str:
    """The text as XML character data; what XML 1.0 cannot hold becomes U+FFFD."""
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found[0], _NO_SUCH_CHARACTER), text)


def attribute(text: str) -> str:
    """The text in the quotes of an attribute."""
    return f'"{escaped(text).replace(chr(34), "&quot;")}"'


def element(name: str, text: str) -> str:
    """`<name>text</name>`, or `<name/>` where there is nothing to say."""
    return f"<{name}>{escaped(text)}</{name}>" if text else f"<{name}/>"


def parent(name: str, *children: str) -> str:
    """An element of elements."""
    return f"<{name}>{''.join(children)}</{name}>"
