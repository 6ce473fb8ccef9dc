"""How a register's copy of a fact goes wrong: a letter, day and month, an old number or address, a death not heard of.

Each way takes what the nation says (a plain value or a Timeline), the person and 64 bits of chance, and answers what
the register holds instead, None where it cannot go wrong so. What was written since the seed day is never spoilt.
"""

from __future__ import annotations

import unicodedata
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from mock_national_db.dates import PartialDate
from mock_national_db.person import Person
from mock_national_db.timeline import SEED_DAY, SEED_TIME, AsOf, Fact, Timeline, current
from mock_national_db.units import REFORM, Address, Unreformed

__all__ = ["WAYS", "Way", "unheard"]

Way = Callable[[Any, "Person", int], Any]
_SEEDED = AsOf(SEED_DAY, SEED_TIME)
_PADDED = 12
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TONES = {_ACUTE: _GRAVE, _GRAVE: _ACUTE, _HOOK: _TILDE, _TILDE: _HOOK, _DOT: _HOOK}  # as one hears or types them
_VOWELS = {"a": "â", "ă": "a", "â": "a", "e": "ê", "ê": "e", "i": "y", "y": "i"}
_VOWELS |= {"o": "ô", "ô": "o", "ơ": "o", "u": "ư", "ư": "u"}


def _one_letter(name: Any, _person: Person, bits: int) -> Any:
    """A name with another tone on a vowel, or another vowel where it has none (domain.md 7, P47)."""
    return _each(name, lambda text: _misspelt(text, bits))


def _misspelt(name: str, bits: int) -> str | None:
    slips = [(at, wrong) for at, letter in enumerate(name) if (wrong := _misheard(letter)) is not None]
    if not slips:
        return None
    at, wrong = slips[bits % len(slips)]
    return f"{name[:at]}{wrong}{name[at + 1 :]}"


def _misheard(letter: str) -> str | None:
    marks = unicodedata.normalize("NFD", letter)
    for tone, other in _TONES.items():
        if tone in marks:
            return unicodedata.normalize("NFC", marks.replace(tone, "") + other)
    wrong = _VOWELS.get(letter.lower())
    return wrong.upper() if wrong and letter.isupper() else wrong


def _swapped(birth: Any, _person: Person, _bits: int) -> Any:
    """A whole birth date with day and month the wrong way round, where that is a date too (P48)."""
    return _each(birth, _turned)


def _turned(text: str) -> str | None:
    year, month, day = PartialDate.parse(text)
    return str(PartialDate(year, day, month)) if 0 < day <= 12 and day != month else None


def _old_number(number: Any, person: Person, _bits: int) -> Any:
    """The CMND had before this one; in a field of twelve digits the CMND itself, filled up with zeros (P18, P19)."""
    cmnd = current(person.fact("soCMND"), _SEEDED)
    if cmnd is None or number is None:
        return None
    if current(number, _SEEDED) != cmnd:
        return _each(number, lambda _: cmnd.zfill(_PADDED))
    before = [old["so"] for old in current(person.fact("soCMNDCu"), _SEEDED) or () if old["so"] != cmnd]
    return before[-1] if before else None


def _old_address(address: Any, _person: Person, _bits: int) -> Any:
    """Where the person lived before the last move, of which the register never heard."""
    if type(address) is not Timeline:
        return None
    seeded = [fact for fact in address.facts if _is_seeded(fact)]
    if len(seeded) < 2 or seeded[-2].until is not None or None in (seeded[-1].value, seeded[-2].value):
        return None
    return Timeline(fact for fact in address.facts if fact is not seeded[-1])


def _old_unit(address: Any, _person: Person, _bits: int) -> Any:
    """The same place under the unit it was in until 30 June 2025 (P40), where its unit of today is known."""
    return _each(address, _unreformed)


def _unreformed(address: Address) -> Address | None:
    is_known = address.unit and address.era == "legacy" and not address.is_undecided
    is_old = is_known and address.unit_on(REFORM) != address.unit_on(SEED_DAY.min)
    return Unreformed(*msgspec.structs.astuple(address)) if is_old else None


def unheard(person: Person) -> Person | None:
    """The person as a register knows him that never heard of his death (P26); None for the living."""
    deaths = person.fact("ngayChet")
    if type(deaths) is not Timeline or not any(_is_seeded(fact) for fact in deaths.facts):
        return None
    later = Timeline(fact for fact in deaths.facts if not _is_seeded(fact))
    known: Any = person.facts  # read only
    return Person(person.index, ChainMap({"ngayChet": later if later.facts else None}, known), person.nation)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value, or each seeded value of a Timeline, changed; None where none can be."""
    if type(value) is not Timeline:
        return None if value is None or callable(value) else change(value)
    facts = [_changed(fact, change) for fact in value.facts]
    return Timeline(facts) if facts != list(value.facts) else None


def _changed(fact: Fact, change: Callable[[Any], Any]) -> Fact:
    wrong = change(fact.value) if fact.value is not None and _is_seeded(fact) else None
    return fact if wrong is None else msgspec.structs.replace(fact, value=wrong)


def _is_seeded(fact: Fact) -> bool:
    """Whether it was known before anybody could write to a log."""
    return fact.known is None or fact.known < SEED_TIME


WAYS: Mapping[str, Mapping[str, Way]] = {
    "hoVaTen": {"oneLetter": _one_letter},
    "ngaySinh": {"swapped": _swapped},
    "soDinhDanh": {"oldNumber": _old_number},
    "soCMND": {"oldNumber": _old_number},
    "diaChi": {"oldAddress": _old_address, "oldUnit": _old_unit},
}
"""By the vocabulary's type of a field: the kinds of dirt it can bear."""
