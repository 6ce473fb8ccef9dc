"""What people may be counted by: the codes of each dimension, and which of them holds of a row and of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import dancu_contracts
import numpy as np

from mock_national_db.dates import PartialDate
from mock_national_db.nation.chance import Flags, Ints
from mock_national_db.nation.places import ABROAD, ABSENT, HOMELESS, TEMPORARY
from mock_national_db.statistics.communes import (
    COMMUNE,
    PROVINCE,
    commune_of,
    communes,
    communes_drawn,
    provinces,
    provinces_drawn,
)
from mock_national_db.timeline import HANOI, AsOf, current

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mock_national_db.person import Person

_AGES = (*(f"{age}-{age + 4}" for age in range(0, 100, 5)), "100+")
_STAYS = ("thuongTru", "tamTru", "nuocNgoai", "tamVang", "khongThuongTru")
_LIFE = ("conSong", "matTich")
_MORNING = timedelta(hours=8)  # when the register learns of a drawn death, as decode.py has it


class At(NamedTuple):
    """The point a table is about, and the era whose units it is told in: `legacy` or `2025`."""

    as_of: AsOf
    era: str

    @property
    def day(self) -> int:
        """The day as an ordinal."""
        return self.as_of.on.toordinal()

    @property
    def morning(self) -> int:
        """The last day, as an ordinal, what was learned on the morning of which was known."""
        return (self.as_of.known.astimezone(HANOI) - _MORNING).toordinal()


class Dimension(NamedTuple):
    """Its codes; for drawn rows the places among them; and a person's own, None where nothing is known."""

    codes: Callable[[str], tuple[str, ...]]
    drawn: Callable[[NDArray[np.void], At], Ints]
    of: Callable[[Person, At], str | None]


def drawn_alive(rows: NDArray[np.void], at: At) -> Flags:
    """Which rows are of people who were born, have a number and of whose death nothing was known."""
    died = (rows["died"] > 0) & (rows["died"] <= at.day) & (rows["death_known"] <= at.morning)
    found: Flags = (_first_days(rows) <= _number(at.as_of.on)) & (rows["number"] > 0) & ~died
    return found


def is_alive(person: Person, at: At) -> bool:
    """The same of a person; who was born later is not."""
    birth, number, death = (current(person.fact(f), at.as_of) for f in ("ngaySinh", "soDinhDanh", "ngayChet"))
    return bool(birth and number and not death) and PartialDate.parse(birth).first_day <= at.as_of.on


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _first_days(rows: NDArray[np.void]) -> Ints:
    """The first day each birth date can mean, as yyyymmdd."""
    birth = rows["birth"].astype(np.int64)
    return birth + np.where(birth // 100 % 100, 0, 100) + np.where(birth % 100, 0, 1)


def _age_group(age: int) -> int:
    return min(age // 5, len(_AGES) - 1)


def _ages_drawn(rows: NDArray[np.void], at: At) -> Ints:
    return np.minimum((_number(at.as_of.on) - _first_days(rows)) // 10_000 // 5, len(_AGES) - 1)


def _age_of(person: Person, at: At) -> str:
    born = PartialDate.parse(current(person.fact("ngaySinh"), at.as_of)).first_day
    return _AGES[_age_group((_number(at.as_of.on) - _number(born)) // 10_000)]


def _coded(field: str, drawn: Callable[[NDArray[np.void], At], Ints], unknown: str) -> Dimension:
    """A field with a code table, which has a code of its own for what is not known."""

    def codes(_: str) -> tuple[str, ...]:
        return tuple(dancu_contracts.code_table(field)["values"])

    def of(person: Person, at: At) -> str:
        return current(person.fact(field), at.as_of) or unknown

    return Dimension(codes, drawn, of)


def _marital_drawn(rows: NDArray[np.void], at: At) -> Ints:
    """The last thing that happened by that day."""
    state, since = np.ones(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for column, then in (("former_married", 2), ("former_ended", 3), ("married", 2), ("ended", 3)):
        happened = (rows[column] > 0) & (rows[column] <= at.day) & (rows[column] >= since)
        state, since = np.where(happened, then, state), np.where(happened, rows[column], since)
    return state


def _stays_drawn(rows: NDArray[np.void], at: At) -> Ints:
    kind, since, moved = rows["stay"], rows["stay_since"], rows["moved"]
    lasts = (since <= at.day) & (at.day < rows["stay_until"])
    is_back = (moved > since) & (moved <= at.day)
    stays = {
        "tamTru": (kind == TEMPORARY) & lasts,
        "nuocNgoai": (kind == ABROAD) & (since <= at.day) & ~is_back,
        "tamVang": (kind == ABSENT) & lasts,
        "khongThuongTru": kind == HOMELESS,
    }
    return np.select([*stays.values()], [_STAYS.index(name) for name in stays], 0)


def _stay_of(person: Person, at: At) -> str:
    lived, home, stay, away = (
        current(person.fact(f), at.as_of) for f in ("noiOHienTai", "thuongTru", "tamTru", "tamVang")
    )
    holds = {
        "nuocNgoai": lived is not None and lived.country != "VN",
        "khongThuongTru": home is None,
        "tamTru": stay is not None,
        "tamVang": away is not None,
    }
    return next((name for name, is_so in holds.items() if is_so), "thuongTru")


def _lives_drawn(rows: NDArray[np.void], at: At) -> Ints:
    missing = rows["missing"]
    return ((missing > 0) & (missing <= min(at.day, at.morning))).astype(np.int64)


def _life_of(person: Person, at: At) -> str:
    return _LIFE[bool(current(person.fact("ngayMatTich"), at.as_of))]


def _commune(person: Person, at: At) -> str | None:
    unit = commune_of(person, at.as_of, at.era)
    return unit.code if unit else None


def _province(person: Person, at: At) -> str | None:
    unit = commune_of(person, at.as_of, at.era)
    return unit.province_code if unit else None


def _listed(*codes: str) -> Callable[[str], tuple[str, ...]]:
    return lambda _: codes


DIMENSIONS: Mapping[str, Dimension] = {
    PROVINCE: Dimension(provinces, lambda rows, at: provinces_drawn(rows, at.day, at.era), _province),
    COMMUNE: Dimension(communes, lambda rows, at: communes_drawn(rows, at.day, at.era), _commune),
    "gioiTinh": _coded("gioiTinh", lambda rows, _: rows["sex"], "0"),
    "nhomTuoi": Dimension(_listed(*_AGES), _ages_drawn, _age_of),
    "danToc": _coded("danToc", lambda rows, _: rows["ethnic"] - 1, "99"),
    "tinhTrangHonNhan": _coded("tinhTrangHonNhan", _marital_drawn, "0"),
    "cuTru": Dimension(_listed(*_STAYS), _stays_drawn, _stay_of),
    "trangThai": Dimension(_listed(*_LIFE), _lives_drawn, _life_of),
}
