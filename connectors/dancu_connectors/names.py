"""When two spellings are one name: `exact` (the uniform service) and `folded` (what C06 clients send)."""

import re
import unicodedata

_ONE_LETTER = str.maketrans({"Ð": "Đ", "ð": "đ"} | dict.fromkeys("\u2019\u02bc`\u2018\u00b4", "'"))
_STRUCK_D = re.compile("([Dd])[\u0335\u0336]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def exact(name: str) -> str:
    """Equal for names that differ only in case, spaces, composition, Đ, apostrophes or where the tone mark stands."""
    name = _STRUCK_D.sub(lambda d: "Đ" if d[1] == "D" else "đ", unicodedata.normalize("NFC", name))
    return " ".join(map(_tone_last, name.translate(_ONE_LETTER).casefold().split()))


def _tone_last(syllable: str) -> str:
    """A syllable has one tone, so only which it is counts: hòa and hoà are one, hòa and hóa are not."""
    letters = unicodedata.normalize("NFD", syllable)
    return _TONES.sub("", letters) + "".join(_TONES.findall(letters))


def folded(name: str) -> str:
    """`Nguyễn Văn A` → `NGUYENVANA`: no tones, no diacritics, no spaces, upper case (wire.md A.4)."""
    plain = unicodedata.normalize("NFD", exact(name).replace("đ", "d"))
    return re.sub("[^A-Z0-9]", "", plain.upper())
