"""Comparing names: the two rules that the contracts name, and the hint for a name that is nearly right."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_national_db.operation import NameRule

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_ALIKE = str.maketrans({"Ð": "Đ", "ð": "đ", "\u2019": "'", "\u02bc": "'", "`": "'", "\u2018": "'"})
_STROKES = (("D\u0335", "Đ"), ("D\u0336", "Đ"), ("d\u0335", "đ"), ("d\u0336", "đ"))
_TYPING_SLIP = 1


def exact(name: str) -> str:
    """The form in which two spellings of the same name are equal (domain.md 7.1, steps 1 to 5).

    White space, Unicode form, case, look-alike letters and the place of the tone mark do not count; the tone does.
    """
    text = unicodedata.normalize("NFC", name)
    for stroke, letter in _STROKES:
        text = text.replace(stroke, letter)
    return " ".join(_tone_last(word) for word in text.translate(_ALIKE).casefold().split())


def _tone_last(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in letters if c in _TONES)
    return "".join(c for c in letters if c not in _TONES) + tones


def folded(name: str) -> str:
    """What clients of the national database send: `NGUYENVANA` (wire.md A.4)."""
    return "".join(map(_folded, name.split()))


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    """One word; those of most names are few."""
    return word.translate(_FOLDED)


class _Folding(dict[int, str]):
    """Each character as capital letters and digits without marks, worked out when it is first met."""

    def __missing__(self, character: int) -> str:
        letters = unicodedata.normalize("NFD", chr(character).translate(_ALIKE).casefold().upper().replace("Đ", "D"))
        self[character] = "".join(c for c in letters if c.isascii() and c.isalnum())
        return self[character]


_FOLDED = _Folding()


RULES = {"exact": exact, "folded": folded}


def same(claimed: str, held: str, rule: NameRule) -> bool:
    """Whether the two are one name under the rule."""
    if claimed == held or (rule == "folded" and claimed == held.upper()):  # capitals, the commonest way to send one
        return True
    form = RULES[rule]
    return form(claimed) == form(held)


def near(claimed: str, held: str) -> bool:
    """A hint for people, never a yes: but for tones, accents and signs, at most one letter differs."""
    return _one_letter_apart(folded(claimed), folded(held))


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if len(long) - len(short) > _TYPING_SLIP:
        return False
    first = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[first + (len(short) == len(long)) :] == long[first + 1 :]
