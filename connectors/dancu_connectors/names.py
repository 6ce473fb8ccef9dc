"""When two spellings are one name: `exact` (the uniform service) and `folded` (what C06 clients send)."""

import re
import unicodedata

_STROKE = str.maketrans({"Ð": "Đ", "ð": "đ"})
_APOSTROPHES = re.compile("[\u2019\u02bc`\u2018\u00b4]")
_STRUCK_D = re.compile("([Dd])[\u0335\u0336]")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FINAL = (
    re.compile(f"(?<!q)(o)([ae])([{_TONES}])(?!\\w)"),
    re.compile(f"(?<!q)(u)(y)([{_TONES}])(?!\\w)"),
)


def exact(name: str) -> str:
    """Equal for names that differ only in case, spaces, composition, Đ, apostrophes or where the tone mark stands."""
    name = unicodedata.normalize("NFC", name).translate(_STROKE)
    name = _APOSTROPHES.sub("'", _STRUCK_D.sub(_stroke, name))
    return _place_tones(" ".join(name.split()).casefold())


def _stroke(found: re.Match[str]) -> str:
    return "Đ" if found[1] == "D" else "đ"


def _place_tones(name: str) -> str:
    """oà → òa: the mark on the first vowel of a final oa, oe, uy, except after q."""
    decomposed = unicodedata.normalize("NFD", name)
    for ending in _FINAL:
        decomposed = ending.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", decomposed)


def folded(name: str) -> str:
    """`Nguyễn Văn A` → `NGUYENVANA`: no tones, no diacritics, no spaces, upper case (wire.md A.4)."""
    plain = unicodedata.normalize("NFD", exact(name).replace("đ", "d"))
    return re.sub("[^A-Z0-9]", "", plain.upper())
