"""Identity cards by the law's ages: CCCD until 30 June 2024, thẻ căn cước since; renewal at (14,) 25, 40 and 60."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from mock_national_db.nation.chance import Chance, Flags, Ints
from mock_national_db.nation.days import TODAY, YEAR, birthday
from mock_national_db.nation.people import People

__all__ = ["CC_SINCE", "Cards", "draw_cards", "expiry"]

CC_SINCE = date(2024, 7, 1)  # Luật Căn cước 26/2023/QH15
_CC = CC_SINCE.toordinal()
_CHIP = date(2021, 1, 4).toordinal()
_BARCODE = date(2016, 1, 4).toordinal()
_AGES = (14, 25, 40, 60)
_EARLY = 2  # years before an age within which a new card lasts until the next age
_NEVER = 10_000_000
_HOLDERS = ((6, 0.07), (14, 0.25), (18, 0.93), (60, 0.995), (80, 0.97), (200, 0.88))  # share with a card, by age below
_RENEWED, _LOST, _REISSUED, _WITH_BARCODE = 0.94, 0.012, 0.05, 0.12
_LAST_CMND = date(2020, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class Cards:
    """Days as ordinals, 0 for none: the card held now, the one before it, the day it was lost, the CMND's issue."""

    issued: Ints
    before: Ints
    lost: Ints
    cmnd_issued: Ints


def expiry(births: Ints, issued: Ints) -> Ints:
    """The day each card expires, 0 for never (Luật Căn cước art. 21; Luật CCCD 2014 art. 21 before July 2024)."""
    found = np.full_like(births, _NEVER)
    for age in reversed(_AGES):
        reached, early = birthday(births, age), birthday(births, age - _EARLY)
        applies = (issued < early) & ((age > 14) | (issued >= _CC))
        found = np.where(applies, reached, found)
    return np.where(found == _NEVER, 0, found)


def draw_cards(chance: Chance, people: People) -> Cards:
    """First card, renewals when due, losses; nothing on or after the day of death, the missing day or today."""
    holder = _holders(chance, people)
    first = _first(chance, people)
    issued = np.where(holder & (first < people.last_day), first, 0)
    before = np.zeros_like(issued)
    for turn in range(2):
        due = expiry(people.birth, issued)
        renewed = due + chance.between(f"renewed {turn}", people.who, -60, 60)
        again = (
            (issued > 0)
            & (due > 0)
            & (renewed < people.last_day)
            & chance.share(f"renews {turn}", people.who, _RENEWED)
        )
        before, issued = np.where(again, issued, before), np.where(again, renewed, issued)
    return Cards(*_losses(chance, people, issued, before), _cmnd_issued(chance, people))


def _holders(chance: Chance, people: People) -> Flags:
    end = np.where(people.alive, TODAY, people.died)
    age = (end - people.birth) * 100 // 36_525
    below, shares = zip(*_HOLDERS, strict=True)
    scale = np.array([int(share * 2**32) for share in shares])
    limit = scale[np.searchsorted(np.array(below), age, side="right")]
    holds: Flags = chance.half("holds card", people.who) < limit
    return holds


def _first(chance: Chance, people: People) -> Ints:
    """The wave of chip cards in 2021, some before it, the fourteenth birthday after it; children since July 2024."""
    fourteen = birthday(people.birth, 14)
    wave = _CHIP + chance.below("wave", people.who, 540)
    early = chance.share("with barcode", people.who, _WITH_BARCODE) & (fourteen < _CHIP - 600)
    barcode = np.maximum(_BARCODE, fourteen) + chance.below("barcode day", people.who, 500)
    grown = np.where(early, barcode, np.maximum(wave, fourteen + chance.below("fourteen", people.who, 200)))
    child = np.maximum(_CC, people.birth + 40) + chance.below("child card", people.who, 2 * YEAR)
    return np.where(fourteen < TODAY, grown, np.minimum(child, fourteen + 100))


def _losses(chance: Chance, people: People, issued: Ints, before: Ints) -> tuple[Ints, Ints, Ints]:
    """Some lose the card of today, others lost one before and were given another."""
    latest = people.last_day
    again = (issued > 0) & (before == 0) & chance.share("reissued", people.who, _REISSUED)
    day = issued + chance.below("reissued day", people.who, latest - issued - 30) + 20
    again &= (day < latest) & (people.birth < TODAY - 20 * YEAR)
    issued, before = np.where(again, day, issued), np.where(again, issued, before)
    is_lost = (issued > 0) & people.alive & chance.share("lost", people.who, _LOST) & (issued < latest - 60)
    lost = issued + 10 + chance.below("lost day", people.who, np.maximum(latest - issued - 20, 1))
    return issued, before, np.where(is_lost, lost, 0)


def _cmnd_issued(chance: Chance, people: People) -> Ints:
    """The last nine-digit card of those who turned 14 before chip cards came; it had to be changed every 15 years."""
    fourteen = birthday(people.birth, 14)
    room = np.minimum(15 * YEAR, _LAST_CMND - fourteen)
    day = _LAST_CMND - chance.below("cmnd day", people.who, room)
    has = (room > 60) & (day < people.last_day) & chance.share("had cmnd", people.who, 0.96)
    return np.where(has, day, 0)
