"""Tables of the population: what is counted, as whom, and that no difference of two tables tells of a person."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import dancu_contracts
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_national_db import personas
from mock_national_db.service.faults import CallFault
from mock_national_db.service.statistics import LIMIT, table
from mock_national_db.statistics import DIMENSIONS, Asked, At, Cell, drawn, gathered, published, record_keys, written
from mock_national_db.statistics.dimensions import drawn_alive, is_alive
from mock_national_db.statistics.perturbing import together
from mock_national_db.store import Store

from .conftest import Office

ANSWER = dancu_contracts.validator(dancu_contracts.service_schema("statistics.answer"))
FEW = ("gioiTinh", "tinhTrangHonNhan", "cuTru", "trangThai", "danToc", "nhomTuoi")
MANY = 1 << 12
Counts = dict[tuple[str | None, ...], int]


def told(office: Office, *by: str, **more: Any) -> Any:
    answer = table(office.store, office.workspace, {"by": [*by], "purpose": office.purpose, **more})
    assert ANSWER.problems(answer) == []
    return answer


def counts(office: Office, *by: str, **more: Any) -> Counts:
    """The published cells by their codes; the total's is ()."""
    answer = told(office, *by, **more)
    return {(): answer["total"], **{tuple(cell[name] for name in by): cell["count"] for cell in answer["cells"]}}


def people(office: Office, *by: str, era: str = "2025", **where: str) -> Counts:
    """The true counts, which nobody is told; only of kinds that there are."""
    seen = office.store.workspace(office.workspace)
    asked = Asked(by, where, At(seen.as_of, era))
    better = {*personas.everybody(), *office.store.log.touched_after(seen.stream, -1, 1 << 40)}
    cells = gathered(asked, [*written(seen, asked, better), *drawn(office.store.nation, asked, better)])
    return {kind: cell.people for kind, cell in cells.items()}


def changed(before: Counts, after: Counts) -> Counts:
    return {kind: n for kind in {*before, *after} if (n := after.get(kind, 0) - before.get(kind, 0))}


def keys(*drawn_from: int) -> Iterator[int]:
    chance = random.Random(str(drawn_from))
    return (chance.getrandbits(64) for _ in range(MANY))


# -- what is published -------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.integers(0, (1 << 64) - 1))
def test_a_count_is_told_as_one_of_the_two_multiples_of_5_around_it(count: int, key: int) -> None:
    assert published(Cell(count, key)) in {count // 5 * 5, -(-count // 5) * 5}


def test_nobody_is_nobody_and_one_to_four_are_never_told() -> None:
    assert {published(Cell(0, key)) for key in keys(0)} == {0}
    for count in (1, 2, 3, 4):
        assert {published(Cell(count, key)) for key in keys(count)} == {0, 5}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 23, 1_000_001])
def test_a_count_is_right_on_average(count: int) -> None:
    off = [published(Cell(count, key)) - count for key in keys(count)]
    assert abs(sum(off) / MANY) < 0.12  # three standard errors of 2.5 / sqrt(4096)


def test_a_table_is_right_on_average(office: Office) -> None:
    off = []
    for by in combinations((*FEW, "phuongXa"), 3):
        told_counts = counts(office, *by, where={"tinh": "92"})
        off += [told_counts.get(kind, 0) - true for kind, true in people(office, *by, tinh="92").items()]
    assert len(off) > 2_000
    assert abs(sum(off) / len(off)) < 0.25
    assert max(map(abs, off)) == 4


def test_every_count_of_many_tables_is_a_multiple_of_5(office: Office) -> None:
    """And what is told as 0 is not listed: a cell that stands there does not say that the true one is not 0."""
    for by in combinations(DIMENSIONS, 3):
        told_counts = counts(office, *by, where={"tinh": "92"})
        assert [n for n in told_counts.values() if n % 5] == []
        assert 0 not in told_counts.values()


# -- the same people ---------------------------------------------------------------------------------------------------


def test_the_same_people_get_the_same_count_in_whatever_table(office: Office) -> None:
    for one, two in combinations(FEW[:4], 2):
        together_, alone = counts(office, one, two), counts(office, two)
        for code in DIMENSIONS[one].codes("2025"):
            filtered = counts(office, two, where={one: code})
            assert filtered[()] == counts(office, one).get((code,), 0)
            for other in DIMENSIONS[two].codes("2025"):
                assert together_.get((code, other), 0) == filtered.get((other,), 0)
                assert counts(office, one, where={two: other})[()] == alone.get((other,), 0)


def test_the_order_of_the_dimensions_changes_no_count(office: Office) -> None:
    one, other = counts(office, "gioiTinh", "nhomTuoi"), counts(office, "nhomTuoi", "gioiTinh")
    assert {kind[::-1]: count for kind, count in one.items()} == other


def test_two_descriptions_of_the_same_people_are_told_alike(office: Office) -> None:
    """Children are all single: a table by marital state and one by age speak of the same set."""
    by_age = counts(office, "nhomTuoi", "gioiTinh")
    for age in ("0-4", "5-9", "10-14"):
        single = counts(office, "gioiTinh", where={"nhomTuoi": age, "tinhTrangHonNhan": "1"})
        assert {kind: single[kind] for kind in [("1",), ("2",)]} == {(sex,): by_age[age, sex] for sex in "12"}


def test_a_total_is_a_cell_of_its_own(office: Office) -> None:
    whole = [counts(office, name)[()] for name in DIMENSIONS]
    sums = [sum(counts(office, name).values()) - whole[0] for name in DIMENSIONS]
    assert len({*whole}) == 1
    assert len({*sums}) > 1


# -- differences -------------------------------------------------------------------------------------------------------


def _cell(who: list[int]) -> Cell:
    return Cell(len(who), int(record_keys(453, np.array(who, dtype=np.int64)).sum(dtype=np.uint64)))


def _nested(extra: int, chance: random.Random) -> tuple[list[int], list[int]]:
    fewer = [who for who in chance.sample(range(3_000), chance.randint(1, 60)) if who != extra]
    return fewer, [*fewer, extra]


def test_a_set_with_one_person_more_is_mostly_told_alike_and_never_one_more() -> None:
    chance = random.Random(1)
    pairs = [_nested(chance.randrange(3_000), chance) for _ in range(MANY)]
    differences = Counter(published(_cell(more)) - published(_cell(fewer)) for fewer, more in pairs)
    assert {*differences} == {-5, 0, 5}
    assert differences[0] > 0.6 * MANY
    assert differences[-5] > 0.05 * MANY


@pytest.mark.parametrize("who", [0, 7, 1_234, 50_000_001])
def test_what_one_person_changes_depends_on_who_else_is_there(who: int) -> None:
    chance = random.Random(who)
    pairs = [_nested(who, chance) for _ in range(MANY)]
    differences = Counter(published(_cell(more)) - published(_cell(fewer)) for fewer, more in pairs)
    assert min(differences[d] / MANY for d in (-5, 0, 5)) > 0.05


def test_who_came_to_a_set_is_not_told_by_what_changed() -> None:
    """A set is told alike with most of those who may join it, and differently with some: neither names anybody."""
    base = list(range(37))
    differences = Counter(published(_cell([*base, who])) - published(_cell(base)) for who in range(37, 3_000))
    assert differences[0] > 1_000
    assert sum(differences.values()) - differences[0] > 500


@pytest.mark.parametrize("first", [0, 5, 40])
def test_two_counts_that_differ_tell_neither_who_came_nor_whether_somebody_came_or_went(first: int) -> None:
    """The bound: p is told of every true count from p - 4 to p + 4, and a rise whether one came or went."""
    can = {count: {published(Cell(count, key)) for key in keys(count)} for count in range(first + 10)}
    assert [count for count, told_as in can.items() if first + 5 in told_as] == [*range(first + 1, first + 10)]
    came = [n for n in range(first + 9) if first in can[n] and first + 5 in can[n + 1]]
    went = [n for n in range(1, first + 9) if first in can[n] and first + 5 in can[n - 1]]
    assert came
    assert went


def test_the_keys_of_two_sets_that_share_nobody_add_up() -> None:
    assert together([_cell([1, 2]), _cell([3])]) == _cell([1, 2, 3])
    assert together([]) == Cell(0, 0)


def test_a_death_between_two_tables_names_nobody(office: Office) -> None:
    """Whoever asks before and after every one of many deaths sees his own cells unchanged, or 5 more, or 5 less."""
    tables = [("gioiTinh", "nhomTuoi"), ("phuongXa", "gioiTinh"), ("nhomTuoi", "cuTru")]
    seen = [[counts(office, *by) for by in tables]]
    true = [[people(office, *by) for by in tables]]
    for number in [n for n in office.numbers(50) if office.outcome("population", n) == "found"]:
        office.record("population", number, "death", "2026-11-20")
        seen.append([counts(office, *by) for by in tables])
        true.append([people(office, *by) for by in tables])
    differences: Counter[int] = Counter()
    for (before, after), (was, is_) in zip(pairwise(seen), pairwise(true), strict=True):
        for place in range(len(tables)):
            (kind,) = changed(was[place], is_[place])
            published_change = changed(before[place], after[place])
            assert {*published_change} <= {kind, ()}
            differences[published_change.get(kind, 0)] += 1
    assert {*differences} == {-5, 0, 5}
    assert differences[0] > sum(differences.values()) / 2


def test_all_the_tables_that_cut_the_same_people_tell_little_more_than_one(office: Office) -> None:
    """Each sum of cells is a guess at the set's true count; the best mean of all of them is still off by a person."""
    names = ("gioiTinh", "tinhTrangHonNhan", "cuTru", "phuongXa", "nhomTuoi")
    kinds = people(office, *names[-3:], tinh="92").items()
    asked = [(dict(zip(names[-3:], kind, strict=True)), n) for kind, n in kinds if 4 <= n <= 30][:40]
    off: list[float] = []
    alone: list[float] = []
    for where, true in asked:
        rest = [name for name in DIMENSIONS if name not in where]
        cuts = [counts(office, *by, where=where) for most in (1, 2) for by in combinations(rest, most)]
        sums = [(sum(n for kind, n in cut.items() if kind), len(cut)) for cut in cuts]
        weight = sum(1 / cells for _, cells in sums)
        off.append(sum(guess / cells for guess, cells in sums) / weight - true)
        alone.append(cuts[0][()] - true)
    assert _spread(off) > 1
    assert _spread(off) > _spread(alone) / 2


def _spread(errors: list[float]) -> float:
    return math.sqrt(sum(error * error for error in errors) / len(errors))


# -- who is counted ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [None, "2026-02-28", "2025-03-01", "2019-07-01", "2028-02-29"])
@pytest.mark.parametrize("era", ["legacy", "2025"])
def test_a_row_has_the_codes_of_its_person(store: Store, on: str | None, era: str) -> None:
    seen = store.workspace("nobody's", date.fromisoformat(on) if on else None)
    at = At(seen.as_of, era)
    for rows in store.nation.blocks():
        living = rows[drawn_alive(rows, at)]
        persons = [seen.person(index) for index in rows["idx"].tolist()]
        assert [person.index for person in persons if is_alive(person, at)] == living["idx"].tolist()
        for dimension in DIMENSIONS.values():
            codes = dimension.codes(era)
            by_row = [codes[place] for place in dimension.drawn(living, at).tolist()]
            assert by_row == [dimension.of(seen.person(index), at) for index in living["idx"].tolist()]


def test_those_are_counted_whom_the_register_shows_as_living(office: Office) -> None:
    """The drawn, and the personas, wherever they live."""
    drawn_people = [office.number(index) for index in range(office.store.nation.size)]
    named = {n for index in personas.everybody() if (n := office.store.workspace("").kin(index).so_dinh_danh)}
    alive = [n for n in (*drawn_people, *named) if office.outcome("population", n) == "found"]
    assert sum(people(office, "gioiTinh").values()) == len(alive)


def test_a_persona_is_counted_where_it_lives(office: Office) -> None:
    """The nation was drawn in one province: whoever is counted in another is a persona."""
    named = {n for index in personas.everybody() if (n := office.store.workspace("").kin(index).so_dinh_danh)}
    alive = [n for n in sorted(named) if office.outcome("population", n) == "found"]
    records = [office.lookup("population", n, "thuongTru", "noiOHienTai")[0] for n in alive]
    homes = Counter((r.get("thuongTru") or r.get("noiOHienTai") or {}).get("maTinhThanh") for r in records)
    elsewhere = people(office, "tinh")
    assert elsewhere.pop(("92",)) > 2_700
    assert elsewhere == {(home,): count for home, count in homes.items() if home != "92"}
    assert elsewhere


# -- what the log brings -----------------------------------------------------------------------------------------------


def _couple(office: Office) -> tuple[str, str]:
    asked = ("soDinhDanh", "voChong", "gioiTinh", "thuongTru", "cuTru")
    for number in office.numbers(1500):
        for found in office.lookup("population", number, *asked[:4]):
            spouse = found.get("voChong", {}).get("soDinhDanh")
            if found["gioiTinh"] == "1" and spouse and office.outcome("population", spouse) == "found":
                return number, spouse
    raise AssertionError("no couple")


def test_a_birth_a_move_and_a_death_show_in_their_cells(office: Office) -> None:
    man, wife = _couple(office)
    home = office.lookup("population", wife, "thuongTru")[0]["thuongTru"]["maPhuongXa"]
    before = people(office, "phuongXa", "gioiTinh", "nhomTuoi")
    born = {"hoVaTen": "Trần Mới", "gioiTinh": "2"}
    office.record("population", wife, "birth", "2026-11-20", data=born)
    after = people(office, "phuongXa", "gioiTinh", "nhomTuoi")
    assert changed(before, after) == {(home, "2", "0-4"): 1}

    before = people(office, "phuongXa", gioiTinh="1")
    place = {"maTinhThanh": "92", "maPhuongXa": "31340", "hieuLucTu": "2025-07-01"}
    there = "31340" if home != "31340" else "31321"
    office.record("population", man, "move", "2026-11-20", data={"thuongTru": {**place, "maPhuongXa": there}})
    assert changed(before, people(office, "phuongXa", gioiTinh="1")) == {(home,): -1, (there,): 1}

    before = people(office, "gioiTinh", "tinhTrangHonNhan")
    office.record("population", man, "death", "2026-11-21")
    assert changed(before, people(office, "gioiTinh", "tinhTrangHonNhan")) == {
        ("1", "2"): -1,
        ("2", "2"): -1,
        ("2", "3"): 1,
    }


def test_who_moved_by_the_new_units_has_no_place_in_the_old_ones(office: Office) -> None:
    number = _couple(office)[0]
    place = {"maTinhThanh": "92", "maPhuongXa": "31340", "hieuLucTu": "2025-07-01"}
    before = people(office, "tinh", era="legacy")
    office.record("population", number, "move", "2026-11-20", data={"thuongTru": place})
    assert changed(before, people(office, "tinh", era="legacy")) == {("93",): -1, (None,): 1}


def test_many_new_people_show_in_what_is_published(office: Office) -> None:
    kind, number = {"nhomTuoi": "95-99", "gioiTinh": "2"}, "099130{:06}"
    before = counts(office, "gioiTinh", where=kind)[()]
    for serial in range(20):
        data = {"hoVaTen": "Nguyễn Thị Mẫu", "ngaySinh": "1930-05-20", "gioiTinh": "2"}
        office.record("population", number.format(900_000 + serial), "person_registered", "2026-11-20", data=data)
    assert 20 - 8 <= counts(office, "gioiTinh", where=kind)[()] - before <= 20 + 8


def test_what_touches_somebody_and_changes_no_code_changes_no_count(office: Office) -> None:
    tables = [("gioiTinh", "nhomTuoi", "danToc"), ("phuongXa",)]
    before = [counts(office, *by) for by in tables]
    for number in office.numbers(30):
        if office.outcome("population", number) == "found":
            office.record("population", number, "rename", "2026-11-20", data={"hoVaTen": "Võ Mới Tinh"})
    assert [counts(office, *by) for by in tables] == before


def test_another_workspace_and_an_earlier_moment_know_nothing_of_it(office: Office, another_process: Office) -> None:
    before = counts(office, "gioiTinh", "nhomTuoi")
    for number in office.numbers(30):
        if office.outcome("population", number) == "found":
            office.record("population", number, "death", "2026-11-20")
    after = counts(office, "gioiTinh", "nhomTuoi")
    assert after != before
    assert counts(another_process, "gioiTinh", "nhomTuoi") == after
    assert counts(Office(office.store, "another"), "gioiTinh", "nhomTuoi") == before
    assert counts(office, "gioiTinh", "nhomTuoi", on="2026-11-23", knownAt="2026-11-23T07:59:00+07:00") == before
    assert counts(office, "gioiTinh", "nhomTuoi", on="2026-11-19") == counts(
        Office(office.store, "another"), "gioiTinh", "nhomTuoi", on="2026-11-19"
    )


# -- the question ------------------------------------------------------------------------------------------------------


def test_the_contract_names_every_dimension_and_its_codes() -> None:
    asked = dancu_contracts.service_schema("statistics")["properties"]
    assert asked["by"]["items"]["enum"] == [*DIMENSIONS] == [*asked["where"]["properties"]]
    for name, schema in asked["where"]["properties"].items():
        codes = DIMENSIONS[name].codes("2025")
        assert tuple(dancu_contracts.resolved(schema).get("enum", codes)) == codes


def test_a_table_is_told_in_the_units_of_its_day_unless_others_are_asked_for(office: Office) -> None:
    first = {("2025-06-30", None): "legacy", ("2025-07-01", None): "2025", ("2026-11-23", "legacy"): "legacy"}
    for (on, units), era in first.items():
        answer = told(office, "tinh", on=on, **({"units": units} if units else {}))
        assert answer["source"]["units"] == era
        assert answer["cells"][-1]["tinh"] is None or answer["cells"][-1]["tinh"] > "90"
        assert {"legacy": "93", "2025": "92"}[era] in {cell["tinh"] for cell in answer["cells"]}


def test_an_answer_says_how_it_was_made_and_of_when(office: Office) -> None:
    answer = told(office, "trangThai", where={"gioiTinh": "1"})
    assert {name: answer[name] for name in ("method", "source")} == {
        "method": {"name": "cell-key", "noise": 2, "roundedTo": 5, "additive": False},
        "source": {"on": "2026-11-23", "knownAt": "2026-11-23T08:00:00+07:00", "units": "2025"},
    }


def test_cells_stand_in_the_order_of_their_codes(office: Office) -> None:
    ages = [cell["nhomTuoi"] for cell in told(office, "nhomTuoi")["cells"]]
    assert ages[:3] == ["0-4", "5-9", "10-14"]
    assert ages == [age for age in DIMENSIONS["nhomTuoi"].codes("") if age in ages]


@pytest.mark.parametrize(
    ("asked", "code", "pointer"),
    [
        ({"by": ["mauMat"]}, "invalid", "/by/0"),
        ({"by": []}, "invalid", "/by"),
        ({"by": ["gioiTinh", "gioiTinh"]}, "invalid", "/by"),
        ({"by": ["gioiTinh", "danToc", "cuTru", "trangThai"]}, "invalid", "/by"),
        ({"by": ["gioiTinh"], "where": {"mauMat": "1"}}, "invalid", "/where"),
        ({"by": ["gioiTinh"], "where": {"gioiTinh": "3"}}, "invalid", "/where/gioiTinh"),
        ({"by": ["gioiTinh"], "where": {"gioiTinh": ["1", "2"]}}, "invalid", "/where/gioiTinh"),
        ({"by": ["gioiTinh"], "where": {"tinh": "00"}}, "unknown_unit", "/where/tinh"),
        ({"by": ["gioiTinh"], "where": {"tinh": "93"}}, "unknown_unit", "/where/tinh"),
        ({"by": ["gioiTinh"], "where": {"tinh": "01", "phuongXa": "31321"}}, "unknown_unit", "/where/phuongXa"),
        ({"by": ["gioiTinh"], "units": "1975"}, "invalid", "/units"),
        ({"by": ["gioiTinh"], "on": "2026-02-31"}, "invalid", "/on"),
        ({"by": ["gioiTinh"], "purpose": {"procedure": "nothing"}}, "unknown_procedure", "/purpose/procedure"),
        ({"by": ["phuongXa", "gioiTinh", "nhomTuoi"]}, "table_too_large", "/by"),
        ({"by": ["phuongXa", "nhomTuoi"], "units": "legacy"}, "table_too_large", "/by"),
        ([], "invalid", ""),
    ],
)
def test_what_cannot_be_asked_is_refused_in_both_languages(office: Office, asked: Any, code: str, pointer: str) -> None:
    body = {"purpose": office.purpose, **asked} if isinstance(asked, dict) else asked
    with pytest.raises(CallFault) as refused:
        table(office.store, office.workspace, body)
    problem = refused.value.problem()
    assert (problem["code"], problem["status"], problem.get("pointer", "")) == (code, 422, pointer)
    assert problem["vi"]["remedy"] != problem["en"]["remedy"]


def test_a_table_too_large_says_how_large_and_a_province_makes_it_small_enough(office: Office) -> None:
    by = ("phuongXa", "gioiTinh", "nhomTuoi")
    with pytest.raises(CallFault) as refused:
        told(office, *by)
    assert refused.value.details == {"cells": 3321 * 3 * 21, "limit": LIMIT}
    assert told(office, *by, where={"tinh": "92"})["total"] > 2_500
