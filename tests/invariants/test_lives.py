"""At what age the law lets one drive, marry, go to school and carry a card; and what outlives one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.answering import answer
from mock_national_db.dates import years_later
from mock_national_db.operation import Operation
from mock_national_db.showing import cut
from tests.invariants.conftest import Moment, Told, who

LEAST_AGE = {"C": 21, "D": 24, "D1": 24, "D2": 24, "E": 24, "CE": 24, "FC": 24}  # 18 for all others
CARDS_FROM_BIRTH = date(2024, 7, 1)  # Luật Căn cước 26/2023/QH15; before, from fourteen years of age
MOST_ASSETS = 120


def _aged(day: str, birth: date, years: int) -> bool:
    return years_later(birth, years) <= date.fromisoformat(day)


def licences(told: Told) -> Iterator[str]:
    least = LEAST_AGE.get(told.shown["hang"], 18)
    if not _aged(told.shown["ngayCap"], told.person.birth, least):
        yield f"{told.shown['hang']} on {told.shown['ngayCap']}, born {told.person.birth}"


def cards(told: Told) -> Iterator[str]:
    issued, born = told.shown["ngayCap"], told.person.birth
    is_early = date.fromisoformat(issued) < CARDS_FROM_BIRTH
    if not _aged(issued, born, 14 if is_early else 0):
        yield f"issued {issued}, born {born}"
    if told.shown["loai"] == "CC" and is_early:
        yield f"a card of the new law on {issued}"


def acts(told: Told) -> Iterator[str]:
    """Men marry from twenty, women from eighteen (Law on Marriage and Family, art. 8)."""
    if told.shown["loai"] == "ketHon":
        least = 20 if told.person.sex == "1" else 18
        if not _aged(told.shown["ngayDangKy"], told.person.birth, least):
            yield f"married {told.shown['ngayDangKy']}, born {told.person.birth}"


def pupils(told: Told) -> Iterator[str]:
    """The first class in the year of the sixth birthday, or up to three years later."""
    name = str(told.shown.get("lop", ""))
    digits = "".join(c for c in name.partition(" ")[0] if c.isdigit()) or "".join(c for c in name if c.isdigit())[:2]
    if "namHoc" in told.shown and digits and told.shown.get("capHoc") != "mauGiao":
        years = int(told.shown["namHoc"][:4]) - told.person.birth.year - 5 - int(digits)
        if not 0 <= years <= 3:
            yield f"{name} in {told.shown['namHoc']}, born {told.person.birth}"


@pytest.mark.parametrize(
    ("registry", "rule"),
    [("driver_licence", licences), ("identity_card", cards), ("civil_status", acts), ("education", pupils)],
)
def test_nobody_is_too_young(registry: str, rule: Any, moment: Moment) -> None:
    broken = [f"{told}: {what}" for told in moment.told(registry) for what in rule(told)]
    assert broken == []


ASSETS = [name for name in dancu_contracts.registries() if dancu_contracts.registry(name).subject_kind == "asset"]


@pytest.mark.parametrize("registry", ASSETS)
def test_what_the_dead_owned_is_still_found(registry: str, moment: Moment) -> None:
    """By one of its numbers: in the dead owner's name until it is inherited, then in another's."""
    gone = [subject for subject in _owned_by_the_dead(moment, registry) if not _is_found(moment, registry, subject)]
    assert gone == []


def _owned_by_the_dead(moment: Moment, registry: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    contract, found = dancu_contracts.registry(registry), 0
    fields = tuple(name for key in contract.keys for name in key.fields if name != "soDinhDanh")
    for index in reversed(moment.everybody):
        died = moment.fact(moment.seen.person(index), "ngayChet")
        if not died or found >= MOST_ASSETS:
            continue
        before = moment.store.workspace(moment.name, date.fromisoformat(died) - timedelta(1), moment.as_of.known)
        person = before.person(index)
        for record in before.visible(moment.store.registries[registry], person):
            held = cut(record, fields, before, person)
            found += 1
            yield who(index), [{name: held[name]} for name in fields if name in held]


def _is_found(moment: Moment, registry: str, owned: tuple[str, list[dict[str, Any]]]) -> bool:
    asked = [Operation(registry, "lookup", subject, fields=("soDinhDanh",)) for subject in owned[1]]
    return any(answer(moment.store, moment.seen, one).records for one in asked)
