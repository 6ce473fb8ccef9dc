"""Dirt: the share of sector records that disagree with the nation, in known ways, each of them listed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dancu_contracts
import msgspec
import pytest

from mock_national_db.dirt import KINDS, Deviation, dirt, dirt_of
from mock_national_db.folder import FolderFault
from mock_national_db.nation import Arguments, digest
from mock_national_db.personas import personas
from mock_national_db.showing import field, shown
from mock_national_db.store import Store
from mock_national_db.timeline import HANOI
from mock_national_db.units import Address
from tests.services.conftest import REGISTRIES, Office

SIZE, RATE = 2_000, 0.05
OWN = "099090000001"
Place = tuple[str, int, int]
Shown = dict[tuple[Place, str], Any]


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("dirty"), REGISTRIES, {"size": SIZE, "dirt": RATE})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("clean"), REGISTRIES, {"size": SIZE})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def filthy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Sixty people of whom every record that can be wrong is."""
    opened = Store.open(tmp_path_factory.mktemp("filthy"), REGISTRIES, {"size": 60, "dirt": 1.0})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def listed(dirty: Store) -> list[tuple[int, Deviation]]:
    """All dirt with the index of the person it is about."""
    seen = dirty.workspace("default")
    return [(index, one) for index in range(SIZE) for one in dirt_of(seen, index)]


def office(store: Store, request: pytest.FixtureRequest) -> Office:
    return Office(store, request.node.nodeid)


def rendered(store: Store) -> tuple[set[Place], Shown]:
    """Every record of every registry as a lookup shows it.

    What a record works out when it is asked (a household, a list of cases) takes long: of one person in twenty, and of
    all the dead, who alone can have dirt in it.
    """
    places, found = set(), {}
    seen = store.workspace("default")
    for index in range(SIZE):
        person = seen.person(index)
        is_whole = index % 20 == 0 or person.death is not None
        for name, registry in REGISTRIES.items():
            for place, record in enumerate(seen.records(registry, person)):
                if not _holds(seen, record):
                    continue
                places.add((name, index, place))
                for part in dancu_contracts.registry(name).record_schema["properties"]:
                    value = field(record, part)
                    if is_whole or not callable(value):
                        found[(name, index, place), part] = shown(value, seen, person)
    return places, found


def _holds(seen: Any, record: Any) -> bool:
    return record.since <= seen.as_of.on and (record.until is None or record.until > seen.as_of.on)


def test_exactly_the_listed_records_differ_in_exactly_the_listed_fields(
    dirty: Store, clean: Store, listed: list[tuple[int, Deviation]]
) -> None:
    places, wrong = rendered(dirty)
    same_places, right = rendered(clean)
    assert (places, wrong.keys()) == (same_places, right.keys())
    differing = {at: (right[at], wrong[at]) for at in right if right[at] != wrong[at]}
    assert differing == {
        ((one.registry, index, one.place), one.field): (one.nation, one.register) for index, one in listed
    }
    sectoral = [at for at in places if dancu_contracts.registry(at[0]).copies]
    assert len({place for place, _ in differing}) / len(sectoral) == pytest.approx(RATE, rel=0.1)


def test_every_kind_occurs_and_none_is_rare_without_reason(listed: list[tuple[int, Deviation]]) -> None:
    counted = Counter(one.kind for _, one in listed)
    assert {*counted} == {*KINDS}
    assert min(counted[kind] for kind in ("oneLetter", "swapped", "oldNumber", "oldAddress", "oldUnit")) > 50


def test_the_whole_list_goes_in_the_order_of_the_index(dirty: Store, listed: list[tuple[int, Deviation]]) -> None:
    some = ("tax", "insurance")
    wanted = [one for index, one in listed if index < 100 and one.registry in some]
    found = dirt(dirty, "default", *some)
    told = [next(found) for _ in wanted]
    assert sorted(map(repr, told)) == sorted(map(repr, wanted))


def test_a_dirty_record_keeps_its_contract(dirty: Store, listed: list[tuple[int, Deviation]]) -> None:
    seen, problems = dirty.workspace("default"), []
    for index, one in listed[:400]:
        record = seen.records(REGISTRIES[one.registry], seen.person(index))[one.place]
        document = {
            "soDinhDanh": one.so_dinh_danh,
            one.field: shown(field(record, one.field), seen, seen.person(index)),
        }
        validator = dancu_contracts.validator(dancu_contracts.registry(one.registry).record_schema)
        problems += validator.problems({name: value for name, value in document.items() if value is not None})
    assert problems == []


# -- reproducible ------------------------------------------------------------------------------------------------------


def test_no_draw_depends_on_the_clock(dirty: Store, listed: list[tuple[int, Deviation]]) -> None:
    lasting = {"oneLetter", "swapped", "oldNumber"}
    later = dirty.workspace("later", known=datetime(2031, 1, 1, tzinfo=HANOI), on=date(2031, 1, 1))
    then = {(i, one.registry, one.place): one for i in range(200) for one in dirt_of(later, i) if one.kind in lasting}
    now = {(i, one.registry, one.place): one for i, one in listed if i < 200 and one.kind in lasting}
    both = then.keys() & now.keys()
    assert len(both) > 100
    assert {at: then[at].register for at in both} == {at: now[at].register for at in both}


def test_the_same_arguments_are_the_same_dirt_and_another_seed_another(tmp_path: Path) -> None:
    told = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        store = Store.open(tmp_path / name, REGISTRIES, {"size": 40, "dirt": 0.2, "seed": seed})
        told.append([*dirt(store)])
        store.close()
    assert told[0] == told[1] != told[2]


def test_an_old_unit_is_no_dirt_before_the_units_changed(filthy: Store) -> None:
    before = filthy.workspace("default", on=date(2025, 6, 30))
    after = filthy.workspace("default", on=date(2025, 7, 1))
    counted = [sum(one.kind == "oldUnit" for i in range(60) for one in dirt_of(seen, i)) for seen in (before, after)]
    assert counted[0] == 0 < counted[1]


def test_the_people_are_the_same_whatever_the_dirt() -> None:
    assert digest(Arguments(size=300, dirt=0.5)) == digest(Arguments(size=300))
    assert [*msgspec.to_builtins(Address("31360"))] == ["unit", "era", "detail", "target", "country"]  # as digested


def test_a_clean_nation_is_written_as_before_there_was_dirt() -> None:
    told = '{"ids": "safe", "provinces": ["93"], "seed": 453, "size": 10000}'
    assert Arguments(dirt=0.0).to_json() == told
    assert Arguments.from_json(told) == Arguments()
    assert Arguments.from_json(Arguments(dirt=0.05).to_json()) == Arguments(dirt=0.05)


@pytest.mark.parametrize("rate", [-0.01, 1.01, float("nan")])
def test_a_rate_that_is_no_share_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="dirt must be 0 to 1"):
        Arguments(dirt=rate)


def test_a_folder_of_another_rate_is_refused_with_both_values(dirty: Store) -> None:
    with pytest.raises(FolderFault) as found:
        Store.open(dirty.folder, REGISTRIES, {"dirt": 0.0})
    told = {"option": "dirt", "held": RATE, "wanted": 0.0, "folder": dirty.folder}
    assert (found.value.code, found.value.details) == ("folder_differs", told)


def test_a_clean_folder_has_none(clean: Store) -> None:
    assert [*dirt(clean)] == []


# -- as such a register would answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "match"),
    [("oneLetter", "near"), ("swapped", "swapped"), ("oldAddress", "mismatch"), ("oldUnit", "match")],
)
def test_what_the_nation_says_is_verified_as_such_a_register_would(
    kind: str, match: str, dirty: Store, listed: list[tuple[int, Deviation]], request: pytest.FixtureRequest
) -> None:
    officer = office(dirty, request)
    some = [one for _, one in listed if one.kind == kind and one.registry in {"tax", "driver_licence"}][:8]
    for one in some:
        subject = one.key if one.registry == "driver_licence" else str(one.so_dinh_danh)
        told = officer.verify(one.registry, subject, claims={one.field: one.nation})
        if told["outcome"] == "found" and len(officer.lookup(one.registry, subject, one.field)) == 1:
            assert told == {"outcome": "found", "verified": match == "match", "matches": {one.field: match}}
            assert officer.verify(one.registry, subject, claims={one.field: one.register})["verified"] is True
    assert some


def test_the_registers_own_key_leads_to_the_same_record_as_if_it_were_right(
    dirty: Store, clean: Store, listed: list[tuple[int, Deviation]], request: pytest.FixtureRequest
) -> None:
    found = Counter[str]()
    for _, one in listed:
        is_plain = one.key and all(isinstance(part, str) for part in one.key.values())
        if found[one.registry] > 3 or not is_plain or one.field in dancu_contracts.registry(one.registry).sensitive:
            continue
        right, wrong = (_found(office(store, request), one) for store in (clean, dirty))
        if one.nation in right:  # what two own together is found with one of them
            assert right.index(one.nation) == wrong.index(one.register), one
            found[one.registry] += 1
    assert len(found) > 25


def _found(officer: Office, one: Deviation) -> list[Any]:
    return [record.get(one.field) for record in officer.lookup(one.registry, one.key, one.field)]


def test_a_register_that_holds_the_old_number_is_still_asked_by_the_new_one(
    dirty: Store, listed: list[tuple[int, Deviation]], request: pytest.FixtureRequest
) -> None:
    one = next(one for _, one in listed if (one.kind, one.registry) == ("oldNumber", "tax"))
    assert one.so_dinh_danh is not None
    assert office(dirty, request).lookup("tax", one.so_dinh_danh, "maSoThue") == [
        {"soDinhDanh": one.register, "maSoThue": one.so_dinh_danh}
    ]


def test_an_address_that_was_never_changed_is_not_in_the_history_either(
    dirty: Store, clean: Store, listed: list[tuple[int, Deviation]], request: pytest.FixtureRequest
) -> None:
    wanted = ("oldAddress", "tax", "thuongTru")
    one = next(one for _, one in listed if (one.kind, one.registry, one.field) == wanted)
    assert one.so_dinh_danh is not None
    told = [office(store, request).history("tax", one.so_dinh_danh)["entries"] for store in (clean, dirty)]
    moves = [[c for entry in entries for c in entry["changes"] if c["field"] == one.field] for entries in told]
    assert [len(moved) for moved in moves] == [1, 0]


def test_the_dead_stay_active(filthy: Store) -> None:
    told = [one for one in dirt(filthy) if one.kind == "deadButActive"]
    assert {one.field for one in told} & {"trangThai", "tinhTrang", "theBHYT", "huongCheDo"}
    assert [one for one in told if one.nation == one.register] == []


# -- what is written since ---------------------------------------------------------------------------------------------


def test_a_correction_mends_it_in_that_workspace_and_the_history_says_so(
    filthy: Store, request: pytest.FixtureRequest
) -> None:
    one = next(one for one in dirt(filthy, "default", "tax") if one.kind == "oneLetter")
    officer = office(filthy, request)
    assert one.so_dinh_danh is not None
    officer.record("tax", one.so_dinh_danh, "record_corrected", "2026-11-23", data={"hoVaTen": one.nation})
    assert officer.verify("tax", one.so_dinh_danh, claims={"hoVaTen": one.nation})["verified"] is True
    entries = officer.history("tax", one.so_dinh_danh)["entries"]
    assert {"field": "hoVaTen", "from": one.register, "to": one.nation} in entries[-1]["changes"]
    assert one not in [*dirt(filthy, officer.workspace, "tax")]
    assert one in [*dirt(filthy, "default", "tax")]


def test_a_new_name_reaches_the_register_as_it_is(filthy: Store, request: pytest.FixtureRequest) -> None:
    one = next(one for one in dirt(filthy, "default", "tax") if one.kind == "oneLetter")
    officer = office(filthy, request)
    assert one.so_dinh_danh is not None
    officer.record("population", one.so_dinh_danh, "rename", "2026-11-23", data={"hoVaTen": "Nguyễn Văn Mới"})
    assert officer.lookup("tax", one.so_dinh_danh, "hoVaTen")[0]["hoVaTen"] == "Nguyễn Văn Mới"


def test_people_of_your_own_are_never_dirty(filthy: Store, request: pytest.FixtureRequest) -> None:
    officer = office(filthy, request)
    data = {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
    officer.record("population", OWN, "person_registered", "2026-11-23", data=data)
    assert officer.lookup("tax", OWN, "hoVaTen", "ngaySinh") == [
        {"soDinhDanh": OWN, "hoVaTen": data["hoVaTen"], "ngaySinh": data["ngaySinh"]}
    ]


def test_personas_answer_as_ever(filthy: Store, request: pytest.FixtureRequest) -> None:
    officer, other = office(filthy, request), []
    for ask in (ask for one in personas() for ask in one.asks):
        body = {name: value for name, value in ask.items() if name not in {"registry", "op", "answer"}}
        answer = officer.call(ask["op"], ask["registry"], **body)
        answer.pop("source", None)
        if answer != ask["answer"]:
            other.append((ask, answer))
    assert other == []
