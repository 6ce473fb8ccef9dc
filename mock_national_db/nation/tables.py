"""The sources a nation is drawn from, as limits: ages and sexes, marital states, ethnic groups (see data/README.md)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np

from mock_national_db import units
from mock_national_db.nation.arguments import communes_of
from mock_national_db.nation.chance import Ints, Limits, limits

__all__ = ["ages_at_death", "ethnic_groups", "marital_states", "mothers_ages", "province_weights", "pyramid", "rows"]

_HAU_GIANG = {"05": 0.034, "04": 0.013, "02": 0.0002, "06": 0.0002, "17": 0.0003}  # domain.md 6.7


def rows(name: str) -> list[dict[str, str]]:
    """A source table, row by row."""
    with (files(__package__) / "data" / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def pyramid() -> Limits:
    """Five-year groups of the living in 2025: first the 21 of men, then the 21 of women."""
    table = rows("age_sex_5y_wpp2019.csv")
    return limits([float(r[f"{sex}_2025_thousand"]) for sex in ("male", "female") for r in table])


@cache
def marital_states() -> Limits:
    """Per row (sex x 21 + five-year group): limits of never married, married, widowed, divorced; nobody below 15."""
    table = rows("marital_by_age.csv")
    names = ("never_pct", "married_pct", "widowed_pct", "divorced_separated_pct")
    found = []
    for sex in ("M", "F"):
        found += [limits([1, 0, 0, 0])] * 3
        found += [limits([float(r[name]) for name in names]) for r in table if r["sex"] == sex]
    return np.array(found)


@cache
def ages_at_death() -> tuple[Limits, Ints]:
    """Limits of the bands in which people die, and the first year of each band (and the end of the last)."""
    bands = np.array([0, 1, 15, 40, 60, 70, 80, 90, 102], dtype=np.int64)
    return limits([2, 1, 5, 17, 19, 23, 24, 9]), bands


@cache
def mothers_ages() -> Limits:
    """Limits of a mother's age in years at a birth, from 17 on (domain.md 6.2, fewer below 20 than the survey says)."""
    bands = ((17, 20, 40), (20, 25, 300), (25, 30, 325), (30, 35, 200), (35, 40, 95), (40, 45, 36), (45, 48, 4))
    return limits([weight / (end - start) for start, end, weight in bands for _ in range(start, end)])


@cache
def province_weights() -> dict[str, int]:
    """People of each of the 63 provinces at the census of 2019."""
    return {r["code"]: int(r["pop_census_2019"]) for r in rows("provinces_63.csv")}


@cache
def ethnic_groups(province: str) -> Limits:
    """Limits of the codes 01 to 54 in a province; the rest of it are Kinh."""
    people = province_weights()[province]
    shares = {r["code"]: _share(r["main_old_provinces_code:pop"], province, people) for r in rows("ethnic_codes.csv")}
    if province == "93":
        shares |= _HAU_GIANG
    shares.pop("55")
    shares["01"] = max(0.0, 1 - sum(shares.values()))
    return limits([shares[f"{code:02}"] for code in range(1, 55)])


def _share(stated: str, province: str, people: int) -> float:
    counts = dict(pair.split(":") for pair in stated.split())
    return int(counts.get(province, 0)) / people


@cache
def chosen_communes(provinces: tuple[str, ...]) -> tuple[Ints, Limits]:
    """Codes of the communes people live in, and their limits: provinces by population, towns half as large again."""
    weights: dict[int, float] = {}
    for code in sorted({c for province in provinces for c in communes_of(province)}):
        unit = units.legacy()[code]
        town = 1.5 if unit.name.startswith(("Phường", "Thị trấn")) else 1.0
        weights[int(code)] = town * province_weights()[unit.province_code] / _communes_in(unit.province_code)
    return np.array(list(weights), dtype=np.int64), limits([weight / 1000 for weight in weights.values()])


@cache
def all_communes() -> tuple[Ints, Limits]:
    """Codes of all communes before 1 July 2025 and their limits."""
    return chosen_communes(tuple(province_weights()))


@cache
def _communes_in(province: str) -> int:
    return len(communes_of(province))
