"""A paper as a PDF of one page: plain lines without accents, and a first line that says it is nobody's."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from unicodedata import combining, normalize

_LABEL = "GIAY TO TONG HOP, KHONG CO GIA TRI - SYNTHETIC, NOT VALID"
_D = str.maketrans("đĐ", "dD")
_PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"


def paper(lines: Iterable[str]) -> str:
    """The page in base64."""
    return b64encode(_pdf([_LABEL, *lines])).decode()


def _pdf(lines: Iterable[str]) -> bytes:
    shown = " ".join(f"({_literal(line)}) Tj T*" for line in lines)
    text = f"BT /F1 11 Tf 60 780 Td 16 TL {shown} ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {_PAGE} >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def _literal(line: str) -> str:
    bare = "".join(c for c in normalize("NFD", line.translate(_D)) if not combining(c))
    plain = bare.encode("ascii", "replace").decode()
    return "".join(f"\\{c}" if c in "()\\" else c for c in plain if c.isprintable())
