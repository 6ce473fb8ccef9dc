"""Names as Vietnamese registers write them, family name first: pools of parts, and codes that stand for whole names."""

from __future__ import annotations

from functools import cache

import numpy as np

from mock_national_db.nation import tables
from mock_national_db.nation.chance import Chance, Flags, Ints, Limits, limits
from mock_national_db.nation.days import year
from mock_national_db.nation.people import FEMALE, MALE

__all__ = ["draw_names", "draw_surnames", "foreign_names", "spelled", "styles", "surname_of"]

KINH = "kinh"
STYLES = (KINH, "khmer", "hoa", "tay", "thai", "muong", "hmong", "dao", "giarai", "bana", "ede")
_STYLE_OF = {
    2: "tay",
    3: "thai",
    4: "hoa",
    5: "khmer",
    6: "muong",
    7: "tay",
    8: "hmong",
    9: "dao",
    10: "giarai",
    12: "ede",
    13: "bana",
}
_SHIFT, _PART = 10, 1023
_SURNAME = 2 * _SHIFT
_OLD_UNTIL, _NEW_SINCE = 1985, 2000
_ONE_MIDDLE, _TWO_MIDDLES = 34.7, 64.6
_SEX = {MALE: "male", FEMALE: "female"}
Choice = tuple[Ints, Limits]


class Pool:
    """Parts of names and the number of each; 0 is no part at all."""

    def __init__(self) -> None:
        self.parts = [""]
        self._codes = {"": 0}

    def code(self, part: str) -> int:
        """The part's number, given when first asked for; at most 1,023 parts."""
        if part not in self._codes:
            self._codes[part] = len(self.parts)
            self.parts.append(part)
        return self._codes[part]


@cache
def _more() -> dict[tuple[str, str], list[str]]:
    found = {(r["kind"], r["group"]): r["values"].split() for r in tables.rows("names_more.csv")}
    return {group: [value.replace("_", " ") for value in values] for group, values in found.items()}


def _weights(kind: str, *, new: bool, south: bool = True) -> dict[str, float]:
    column = "weight_born_after_2000" if new else "weight_born_before_1985"
    found: dict[str, float] = {}
    for row in tables.rows("names_weights.csv"):
        if row["kind"] == kind and not row["note"]:
            for part, share in _meant(kind, row["value"], south=south).items():
                found[part] = found.get(part, 0) + float(row[column]) * share
    return found


def _meant(kind: str, value: str, *, south: bool) -> dict[str, float]:
    """What an entry of the weights stands for: a part itself, spellings of one, or a group of others."""
    if value in {"Huỳnh/Hoàng", "Võ/Vũ"}:
        southern, northern = value.split("/")
        return {southern: 0.85, northern: 0.15} if south else {northern: 1.0}
    groups = {"Khác": "other", "khác": "other", "hai chữ đệm": "two", "hai chữ đệm khác": "two"}
    group = "thi" if value.startswith("Thị +") else "few" if value.endswith("…") else groups.get(value)
    if group:
        return dict.fromkeys(_more()[kind, group], 1 / len(_more()[kind, group]))
    if value == "(không đệm)":
        return {"": 1.0}
    return dict.fromkeys(value.split("/"), 1 / len(value.split("/")))


def _mostly_two(weights: dict[str, float]) -> dict[str, float]:
    """Middle names of the young women of domain.md 6.5: two words rather than one, paired freely; Thị as it was."""
    thi = {part: weight for part, weight in weights.items() if part.startswith("Thị")}
    ones = {part: weight for part, weight in weights.items() if part and " " not in part and part not in thi}
    twos = {f"{a} {b}": ones[a] * ones[b] for a in ones for b in ones if a != b}
    pairs = _TWO_MIDDLES - sum(thi.values()) + thi["Thị"]
    return {"": weights.get("", 0.0), **thi, **_sharing(ones, _ONE_MIDDLE - thi["Thị"]), **_sharing(twos, pairs)}


def _sharing(weights: dict[str, float], total: float) -> dict[str, float]:
    whole = sum(weights.values())
    return {part: weight / whole * total for part, weight in weights.items()}


class _Names:
    """All pools and choices, filled in one fixed order so that codes are the same everywhere."""

    def __init__(self) -> None:
        self.surnames, self.middles, self.givens = Pool(), Pool(), Pool()
        self.surname_choices = {(s, south): self._surnames(s, south=south) for s in STYLES for south in (True, False)}
        self.middle_choices = {
            (s, sex, new): self._middles(s, sex, new=new) for s in STYLES for sex in _SEX for new in (False, True)
        }
        self.given_choices = {(s, sex): self._givens(s, sex) for s in STYLES for sex in _SEX}
        self.foreign = {
            sex: self._choice(self.givens, dict.fromkeys(_more()["foreign", "MF"[sex - 1]], 1.0)) for sex in _SEX
        }
        self.clans = {self.surnames.code(f"{clan} ") for clan in _more()["clan", "ede"]}

    @staticmethod
    def _choice(pool: Pool, weights: dict[str, float]) -> Choice:
        return np.array([pool.code(part) for part in weights], dtype=np.int64), limits(list(weights.values()))

    def _surnames(self, style: str, *, south: bool) -> Choice:
        special = _more().get(("surname", style)) or _more().get(("clan", style))
        weights = dict.fromkeys(special, 1.0) if special else _weights("surname", new=False, south=south)
        return self._choice(self.surnames, {f"{part} ": weight for part, weight in weights.items()})

    def _middles(self, style: str, sex: int, *, new: bool) -> Choice:
        special = {
            "hmong": {MALE: {"A ": 8.0, "": 1.0, "Văn ": 1.0}, FEMALE: {"Thị ": 1.0}},
            "ede": {MALE: {"Y ": 1.0}, FEMALE: {"H'": 1.0}},
            "giarai": {MALE: {"": 1.0}, FEMALE: {"H'": 1.0}},
            "khmer": {MALE: {"": 5.0, "Văn ": 2.0, "Minh ": 1.0}, FEMALE: {"Thị ": 6.0, "": 3.0, "Thị Ngọc ": 1.0}},
        }
        if style in special:
            return self._choice(self.middles, special[style][sex])
        weights = _weights(f"{_SEX[sex]}_middle", new=new)
        if sex == FEMALE and new:
            weights = _mostly_two(weights)
        return self._choice(self.middles, {f"{part} " if part else "": weight for part, weight in weights.items()})

    def _givens(self, style: str, sex: int) -> Choice:
        kind = f"{_SEX[sex]}_given"
        weights = _weights(kind, new=True)
        if special := _more().get((kind, style)):
            kinh_share = 0.5 if style == "khmer" else 0.0
            weights = {p: w * kinh_share for p, w in weights.items() if kinh_share}
            weights |= dict.fromkeys(special, 100 / len(special))
        return self._choice(self.givens, weights)


@cache
def _names() -> _Names:
    return _Names()


def styles(ethnic: Ints) -> Ints:
    """How each ethnic group names its children, as a place in STYLES."""
    table = np.zeros(100, dtype=np.int64)
    for code, style in _STYLE_OF.items():
        table[code] = STYLES.index(style)
    return table[ethnic]


def draw_surnames(chance: Chance, name: str, who: Ints, style: Ints, south: Flags) -> Ints:
    """A surname's code for each, of his people and his part of the country."""
    found = np.zeros_like(who)
    for s in np.unique(style):
        for southern in (True, False):
            mask = (style == s) & (south == southern)
            codes, choices = _names().surname_choices[STYLES[s], southern]
            found[mask] = codes[chance.pick(f"{name} surname", who[mask], choices)]
    return found


def draw_names(chance: Chance, name: str, who: Ints, style: Ints, sex: Ints, birth: Ints, surname: Ints) -> Ints:
    """A whole name's code for each: the surname given, the rest as is usual for people, sex and year of birth."""
    middle, given = np.zeros_like(who), np.zeros_like(who)
    modern = chance.below(f"{name} modern", who, _NEW_SINCE - _OLD_UNTIL) < year(birth) - _OLD_UNTIL
    for s in np.unique(style):
        for one_sex in _SEX:
            group = (style == s) & (sex == one_sex)
            codes, choices = _names().given_choices[STYLES[s], one_sex]
            given[group] = codes[chance.pick(f"{name} given", who[group], choices)]
            for new in (False, True):
                mask = group & (modern == new)
                codes, choices = _names().middle_choices[STYLES[s], one_sex, new]
                middle[mask] = codes[chance.pick(f"{name} middle", who[mask], choices)]
    return (surname << _SURNAME) | (middle << _SHIFT) | given


def foreign_names(chance: Chance, who: Ints, sex: Ints) -> Ints:
    """Codes of foreigners' names."""
    found = np.zeros_like(who)
    for one_sex in _SEX:
        codes, choices = _names().foreign[one_sex]
        found = np.where(sex == one_sex, codes[chance.pick("foreign name", who, choices)], found)
    return found


def surname_of(code: Ints) -> Ints:
    """The surname's code in the code of a whole name."""
    return code >> _SURNAME


def spelled(code: int) -> str:
    """The name a code stands for; clans of the Ê-đê come last."""
    surnames, middles, givens, clans = _spellings()
    surname, middle, given = code >> _SURNAME, middles[code >> _SHIFT & _PART], givens[code & _PART]
    if surname in clans:
        return f"{middle}{given} {surnames[surname][:-1]}"
    return f"{surnames[surname]}{middle}{given}"


@cache
def _spellings() -> tuple[list[str], list[str], list[str], set[int]]:
    names = _names()
    return names.surnames.parts, names.middles.parts, names.givens.parts, names.clans
