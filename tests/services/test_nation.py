"""The drawn nation: a pure function of its arguments, linked both ways, lawful, and near the country's figures."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dancu_contracts
import numpy as np
import pytest

from mock_national_db.dates import PartialDate, years_later
from mock_national_db.nation import Arguments, DrawnFacts, Nation, digest, lines
from mock_national_db.nation.block import BLOCK, Columns, blocks, rows
from mock_national_db.nation.names import spelled
from mock_national_db.nation.numbers import PeopleNumbers
from mock_national_db.timeline import SEED_DAY, AsOf, Timeline, current
from mock_national_db.units import REFORM, Address, legacy, modern

SIZE = 2_000
TODAY = SEED_DAY.toordinal()
YEAR = 365.2425
PLACES = ("noiSinh", "noiDangKyKhaiSinh", "queQuan", "thuongTru", "noiOHienTai")
DIGEST = "from mock_national_db.nation import Arguments, digest; print(digest(Arguments(seed=7, size=1500)))"


@pytest.fixture(scope="module")
def block() -> Columns:
    """The first fifty thousand people as columns."""
    return next(blocks(Arguments(size=BLOCK)))


@pytest.fixture(scope="module")
def people() -> list[DrawnFacts]:
    """Two thousand people with their facts."""
    return [DrawnFacts(row) for row in rows(next(blocks(Arguments(size=SIZE))))]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """The same two thousand in their file."""
    path = tmp_path_factory.mktemp("nation") / "nation.sqlite3"
    Nation.create(path, Arguments(size=SIZE))
    opened = Nation.open(path)
    yield opened
    opened.close()


def first_day(facts: DrawnFacts) -> date:
    return PartialDate.parse(facts["ngaySinh"]).first_day


def share(flags: Any) -> float:
    return round(float(np.mean(flags)), 4)


# -- a pure function ---------------------------------------------------------------------------------------------------


def test_two_processes_draw_the_same_bytes_whatever_their_hash_seed() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "12345")
    }
    assert told == {digest(Arguments(seed=7, size=1500))}


def test_another_seed_size_or_province_is_another_nation() -> None:
    told = {
        digest(arguments)
        for arguments in (
            Arguments(size=200),
            Arguments(size=201),
            Arguments(size=200, seed=454),
            Arguments(size=200, provinces=("92",)),
            Arguments(size=200, ids="realistic"),
        )
    }
    assert len(told) == 5


def test_the_file_holds_what_the_export_says(nation: Nation, people: list[DrawnFacts]) -> None:
    assert [nation.row(index) for index in range(SIZE)] == [facts.row for facts in people]
    assert sum(1 for _ in lines(nation.arguments)) == nation.size == SIZE
    assert nation.row(SIZE) is None
    assert nation.row(-1) is None


def test_people_stay_who_they_are_when_the_nation_grows_by_blocks(block: Columns) -> None:
    first, second = blocks(Arguments(size=BLOCK + 1_000))
    assert all(np.array_equal(first[name], block[name]) for name in block)
    assert second["idx"].tolist() == list(range(BLOCK, BLOCK + 1_000))
    kin = np.concatenate([second[name] for name in ("father", "mother", "spouse", "head", "household")])
    assert set(kin[kin < BLOCK].tolist()) <= {-1}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 30])
def test_the_smallest_nations_can_be_drawn(size: int) -> None:
    assert len(list(lines(Arguments(size=size)))) == size


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"size": 0}, "size must be 1 to 32999967, not 0"),
        ({"size": 32_999_968}, "size must be 1 to 32999967, not 32999968"),
        ({"ids": "real"}, "ids must be safe or realistic, not real"),
        ({"provinces": ()}, "at least one province is needed"),
        ({"provinces": ("00",)}, "no province 00: use a code before 1 July 2025 such as 93, or a new one as 92@2025"),
        ({"provinces": ("92@2030",)}, "no province 92@2030: use a code before"),
    ],
)
def test_arguments_of_no_nation_are_refused_by_name(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Arguments(**arguments)


def test_a_new_province_holds_the_old_ones_that_became_part_of_it() -> None:
    found = next(blocks(Arguments(size=3_000, provinces=("92@2025",))))
    provinces = Counter(legacy()[f"{code:05}"].province_code for code in found["home"].tolist())
    assert set(provinces) == {"92", "93", "94"}


# -- kinship -----------------------------------------------------------------------------------------------------------


def test_spouses_name_each_other_with_the_same_dates(block: Columns) -> None:
    listed = np.flatnonzero(block["spouse"] >= 0)
    other = block["spouse"][listed]
    assert len(listed) > 20_000
    assert np.array_equal(block["spouse"][other], listed)
    assert np.array_equal(block["sex"][other], 3 - block["sex"][listed])
    for name in ("married", "ended", "end"):
        assert np.array_equal(block[name][other], block[name][listed]), name


@pytest.mark.parametrize("kin", ["father", "mother", "spouse", "head"])
def test_a_row_names_its_relatives_as_their_own_rows_do(block: Columns, kin: str) -> None:
    listed = np.flatnonzero(block[kin] >= 0)
    for part in ("number", "name", "cmnd"):
        assert np.array_equal(block[f"{kin}_{part}"][listed], block[part][block[kin][listed]]), part


@pytest.mark.parametrize(("parent", "sex"), [("father", 1), ("mother", 2)])
def test_parents_are_of_their_sex_and_were_grown_up(block: Columns, parent: str, sex: int) -> None:
    listed = np.flatnonzero(block[parent] >= 0)
    found = block[parent][listed]
    age = (block["born"][listed] - block["born"][found]) / YEAR
    died = block["died"][found]
    assert set(block["sex"][found].tolist()) == {sex}
    assert age.min() >= 15
    assert age.max() < 75
    assert not np.any((died > 0) & (died < block["born"][listed] - 300))


def test_nobody_is_looked_for_in_the_whole_nation(nation: Nation) -> None:
    asked: list[str] = []
    nation._db.set_trace_callback(asked.append)
    found = (nation.children(3), nation.household(3), nation.by_birth("1990"), nation.row_by_number("055000000000"))
    nation._db.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in nation._db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(asked) == len(found)
    assert [plan for plan in plans if plan.startswith("SCAN")] == []


def test_children_are_listed_by_both_parents(nation: Nation, people: list[DrawnFacts]) -> None:
    named = {(facts[role].index, index) for index, facts in enumerate(people) for role in ("cha", "me") if facts[role]}
    known = {(parent, child) for parent, child in named if parent is not None}
    listed = {(parent, child) for parent in range(SIZE) for child in nation.children(parent)}
    assert listed == known
    assert len(known) > SIZE / 2


def test_every_household_has_one_head_whom_all_its_members_name(nation: Nation, people: list[DrawnFacts]) -> None:
    homes = {current(facts["ho"], AsOf.day(first_day(facts))) or facts["ho"].facts[0].value for facts in people}
    for home in homes:
        members = nation.household(home)
        heads = {people[index]["chuHo"].index for index in members}
        assert heads == {index for index in members if people[index]["quanHe"] == "00"} == {home}
    assert sorted(index for home in homes for index in nation.household(home)) == list(range(SIZE))


def test_a_household_lives_in_one_place(block: Columns) -> None:
    first = block["household"]
    for name in ("home", "home_detail"):
        assert np.array_equal(block[name], block[name][first])


# -- the law -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marriage", ["married", "former_married"])
def test_nobody_married_before_the_age_of_the_law(block: Columns, marriage: str) -> None:
    for sex, age in ((1, 20), (2, 18)):
        of_sex = np.flatnonzero((block[marriage] > 0) & (block["sex"] == sex))
        assert len(of_sex) > 100
        for place in of_sex.tolist():
            born = date.fromordinal(int(block["born"][place]))
            assert date.fromordinal(int(block[marriage][place])) >= years_later(born, age)


def test_marriages_follow_one_another(people: list[DrawnFacts]) -> None:
    for facts in people:
        ends = [marriage.until for marriage in facts["honNhan"]]
        begins = [marriage.since for marriage in facts["honNhan"][1:]]
        assert all(until is not None and until < since for until, since in zip(ends, begins, strict=False))
        states = {"1": 0, "2": 0, "3": 0} | {current(facts["tinhTrangHonNhan"], AsOf.day(SEED_DAY)): 1}
        lasting = bool(facts["honNhan"]) and facts["honNhan"][-1].until is None
        assert states == {"1": not facts["honNhan"], "2": lasting, "3": bool(facts["honNhan"]) and not lasting}


def expires(born: date, issued: date) -> date | None:
    """Law on Identification 2023, art. 21: at 14, 25, 40 and 60; issued within two years before, at the next one."""
    ages = (14, 25, 40, 60) if issued >= date(2024, 7, 1) else (25, 40, 60)
    later = (age for age in ages if issued < years_later(born, age - 2))
    age = next(later, None)
    return None if age is None else years_later(born, age)


def test_cards_are_issued_and_expire_by_the_law(people: list[DrawnFacts]) -> None:
    seen = Counter[str]()
    for facts in people:
        born = date.fromordinal(facts.row[3])
        for fact in facts["the"].facts if facts["the"] else ():
            card, issued = fact.value, date.fromisoformat(fact.value["ngayCap"])
            seen[f"{card['loai']} {card['tinhTrang']}"] += 1
            lawful = expires(born, issued)
            assert card.get("ngayHetHan") == (lawful.isoformat() if lawful else None)
            assert card["loai"] in ({"CC", "GCNCC"} if issued >= date(2024, 7, 1) else {"CCCD"})
            assert issued >= years_later(born, 14) or card["loai"] != "CCCD"
            assert issued <= SEED_DAY
            assert fact.since >= issued
    assert {"CC conHieuLuc", "CCCD conHieuLuc", "CCCD hetHan", "CC daMat", "CC daThuHoi"} <= set(seen)


def test_nobody_does_anything_before_birth_or_after_death(block: Columns) -> None:
    died = np.where(block["died"] > 0, block["died"], TODAY)
    for name in ("married", "former_married", "moved", "card", "card_before", "cmnd_issued", "renamed"):
        happened = block[name] > 0
        assert np.all(block[name][happened] > block["born"][happened]), name
        assert np.all(block[name][happened] <= died[happened]), name
    dead = block["died"] > 0
    assert np.all(block["death_known"][dead] > block["died"][dead])
    assert np.all(block["death_known"][~dead] == 0)


# -- what is rare is there ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        ("died", 0.03, 0.05),
        ("moved", 0.05, 0.5),
        ("former_married", 0.01, 0.06),
        ("renamed", 0.001, 0.03),
        ("card_lost", 0.003, 0.02),
        ("missing", 0.0001, 0.001),
        ("spouse_country", 0.0005, 0.02),
        ("cmnd_before", 0.005, 0.05),
    ],
)
def test_some_are_dead_moved_remarried_renamed_or_missing(block: Columns, what: str, least: float, most: float) -> None:
    assert least <= share(block[what] > 0) <= most


@pytest.mark.parametrize(("stay", "least"), [(1, 0.01), (2, 0.003), (3, 0.002), (4, 0.0005)])
def test_some_live_elsewhere_abroad_or_without_a_home(block: Columns, stay: int, least: float) -> None:
    assert least <= share(block["stay"] == stay) <= 0.05


def test_some_birth_dates_are_a_year_or_a_month_alone(block: Columns) -> None:
    years = block["birth"] % 10_000 == 0
    months = (block["birth"] % 100 == 0) & ~years
    assert 0 < share(years) < 0.03
    assert 0 < share(months) < 0.03
    assert np.all(block["born"][years | months] < date(1985, 1, 1).toordinal())


# -- shares near the country's (domain.md 6) ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def living(block: Columns) -> Columns:
    alive = block["died"] == 0
    return {name: column[alive] for name, column in block.items()}


def test_ages_are_near_the_pyramid(living: Columns) -> None:
    age = (TODAY - living["born"]) / YEAR
    found = [share((low <= age) & (age < high)) for low, high in ((0, 15), (15, 65), (65, 120))]
    assert found == pytest.approx([0.225, 0.69, 0.085], abs=0.025)
    assert 0.97 < np.sum(living["sex"] == 1) / np.sum(living["sex"] == 2) < 1.02
    assert age.max() < 116


def test_marital_states_are_near_the_census(living: Columns) -> None:
    grown = TODAY - living["born"] >= 15 * YEAR
    married, ended, end = (living[name][grown] for name in ("married", "ended", "end"))
    found = [
        share(married == 0),
        share((married > 0) & (ended == 0)),
        share((ended > 0) & (end == 2)),
        share((ended > 0) & (end == 1)),
    ]
    assert found == pytest.approx([0.225, 0.69, 0.065, 0.02], abs=0.02)


def test_men_marry_some_years_later_than_women(living: Columns) -> None:
    age = (living["married"] - living["born"]) / YEAR
    first = (living["married"] > 0) & (living["former_married"] == 0)
    found = [float(np.mean(age[first & (living["sex"] == sex)])) for sex in (1, 2)]
    assert found == pytest.approx([27.2, 23.1], abs=3.5)
    assert found[0] > found[1] + 1


def test_households_are_near_the_census(living: Columns) -> None:
    sizes = np.unique(living["household"], return_counts=True)[1]
    assert float(np.mean(sizes)) == pytest.approx(3.56, abs=0.25)
    assert [share(sizes == size) for size in (1, 2, 3, 4)] == pytest.approx([0.104, 0.165, 0.21, 0.28], abs=0.1)
    heads = living["relation"] == 0
    assert share(living["sex"][heads] == 1) == pytest.approx(0.73, abs=0.08)


def test_ethnic_groups_are_those_of_the_old_hau_giang(living: Columns) -> None:
    found = [share(living["ethnic"] == code) for code in (1, 5, 4)]
    assert found[0] > 0.9
    assert sum(found) > 0.99


def test_names_are_near_the_weights(living: Columns) -> None:
    names = [spelled(int(name)).split() for name in living["name"][:20_000]]
    surnames = Counter(name[0] for name in names)
    assert surnames["Nguyễn"] / len(names) == pytest.approx(0.345, abs=0.05)
    assert surnames["Trần"] / len(names) == pytest.approx(0.114, abs=0.03)
    born = [date.fromordinal(day).year for day in living["born"][:20_000].tolist()]
    sexes = living["sex"][:20_000].tolist()
    middle = [(s, y, " ".join(name[1:-1])) for name, s, y in zip(names, sexes, born, strict=True)]
    old_men, new_men = ([m for s, y, m in middle if s == 1 and when(y)] for when in (_is_old, _is_new))
    old_women, new_women = ([m for s, y, m in middle if s == 2 and when(y)] for when in (_is_old, _is_new))
    assert [share([m == "Văn" for m in men]) for men in (old_men, new_men)] == pytest.approx([0.22, 0.03], abs=0.03)
    thi = [share([m.startswith("Thị") for m in women]) for women in (old_women, new_women)]
    assert thi == pytest.approx([0.8, 0.29], abs=0.05)


def _is_old(year: int) -> bool:
    return year < 1985


def _is_new(year: int) -> bool:
    return year >= 2000


# -- places ------------------------------------------------------------------------------------------------------------


def addresses(facts: DrawnFacts) -> Iterator[tuple[Address, date]]:
    for name in PLACES:
        value = facts[name]
        if isinstance(value, Timeline):
            yield from ((fact.value, fact.since) for fact in value.facts)
        elif value is not None:
            yield value, first_day(facts)


def test_every_address_is_of_a_unit_valid_on_its_day(people: list[DrawnFacts]) -> None:
    seen = Counter[str]()
    for facts in people:
        for address, since in addresses(facts):
            for day in {since, SEED_DAY}:
                shown = address.on(day)
                seen[shown["quocGia"]] += 1
                if shown["quocGia"] != "VN":
                    assert "maPhuongXa" not in shown
                    continue
                unit = (legacy() if day < REFORM else modern())[shown["maPhuongXa"]]
                assert (shown["phuongXa"], shown["maTinhThanh"]) == (unit.name, unit.province_code)
                assert shown.get("maQuanHuyen") == unit.district_code
    assert len(seen) > 3


def test_homes_are_in_the_provinces_asked_for(block: Columns) -> None:
    assert {legacy()[f"{code:05}"].province_code for code in np.unique(block["home"]).tolist()} == {"93"}


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "kind", "width"), [("number", "personal", 12), ("cmnd", "cmnd", 9)])
def test_numbers_lie_in_the_block_that_is_nobodys_and_are_unique(
    block: Columns, column: str, kind: str, width: int
) -> None:
    pattern = re.compile(dancu_contracts.kinds_of_number()[kind]["pattern"])
    held = [f"{number:0{width}}" for number in block[column].tolist() if number]
    assert len(held) > BLOCK / 3
    assert len(set(held)) == len(held)
    assert [number for number in held if not pattern.match(number)] == []
    assert [number for number in held if number.startswith(("098", "099", "99"))] == []


def test_a_former_cmnd_is_nobodys_present_one(block: Columns) -> None:
    before = set(block["cmnd_before"].tolist()) - {0}
    assert before
    assert not before & set(block["cmnd"].tolist())


def test_a_personal_number_tells_century_sex_and_year(block: Columns) -> None:
    years = np.array([date.fromordinal(day).year for day in block["born"].tolist()])
    middle = ((years // 100 - 19) * 2 + block["sex"] - 1) * 100 + years % 100
    assert np.array_equal(block["number"] // 1_000_000 % 1000, middle)


def test_a_personal_number_leads_back_to_its_index(nation: Nation, people: list[DrawnFacts]) -> None:
    numbers = PeopleNumbers(nation.arguments)
    for index, facts in enumerate(people):
        assert numbers.index(int(facts["soDinhDanh"])) == index
        assert nation.row_by_number(facts["soDinhDanh"]) == facts.row
    assert numbers.index(99_090_000_001) is None


def test_realistic_numbers_are_opted_into_and_carry_the_province_of_birth() -> None:
    assert Arguments().ids == "safe"
    found = next(blocks(Arguments(size=3_000, ids="realistic")))
    provinces = [int(legacy()[f"{code:05}"].province_code) for code in found["birth_place"].tolist()]
    assert (found["number"] // 1_000_000_000).tolist() == provinces
    assert len(np.unique(found["number"])) == 3_000


def test_telephones_belong_to_nobody(people: list[DrawnFacts]) -> None:
    phones = [facts["soDienThoai"] for facts in people if facts["soDienThoai"]]
    assert len(set(phones)) == len(phones) > SIZE / 3
    assert {phone[:3] for phone in phones} == {"030"}
    assert {len(phone) for phone in phones} == {10}


def test_people_are_found_by_birth_at_the_precision_of_both(nation: Nation, people: list[DrawnFacts]) -> None:
    for index, facts in enumerate(people[:300]):
        assert index in nation.by_birth(facts["ngaySinh"])
        assert index in nation.by_birth(facts["ngaySinh"][:4])


def test_a_nation_of_another_version_or_none_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Nation.open(tmp_path / "nation.sqlite3")


@pytest.mark.parametrize("kind", ["company", "school", "hospital", "notary_office"])
def test_who_heads_an_organisation_leads_back_to_it(nation: Nation, kind: str) -> None:
    organisations = nation.organisations
    headed = [one for province in organisations.provinces for one in organisations.of_kind(kind, province) if one.head]
    assert headed
    assert [organisations.headed_by(kind, one.head) for one in headed if one.head is not None] == headed


def test_nobody_heads_a_company_and_a_public_body(nation: Nation) -> None:
    organisations = nation.organisations
    codes = [code for code, unit in legacy().items() if unit.province_code in organisations.provinces]
    kinds = ("ubnd_xa", "cong_an_xa", "tram_y_te")
    public = [organisations.authority(kind, code, REFORM - timedelta(1)) for kind in kinds for code in codes]
    for kind in ("school", "hospital"):
        public += [one for province in organisations.provinces for one in organisations.of_kind(kind, province)]
    heads = [one.head for one in public if one.head is not None]
    assert len(heads) > 100
    assert [head for head in heads if organisations.headed_by("company", head)] == []


def test_nobody_outside_the_nation_heads_anything(nation: Nation) -> None:
    assert nation.organisations.headed_by("company", 50_000_000) is None
