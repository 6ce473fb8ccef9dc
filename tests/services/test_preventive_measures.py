"""What is special about preventive measures: a file of everybody's, orders that none of the procedures may see."""

from typing import Any

import dancu_contracts
import pytest

from mock_national_db.personas import personas
from mock_national_db.service.faults import CallFault
from mock_national_db.timeline import current
from tests.services.conftest import REGISTRIES, SIZE, Office

TODAY = "2026-11-23"
NONE: dict[str, Any] = {"outcome": "no_record", "records": []}


def _orders(office: Office, number: str, **moment: Any) -> list[dict[str, Any]]:
    """What the procuracy itself sees."""
    seen = office.store.workspace(office.workspace, **moment)
    (index,) = seen.by_number(number)
    records = seen.visible(REGISTRIES["preventive_measures"], seen.person(index))
    return [order for record in records for order in current(record.fields.get("bienPhap"), seen.as_of) or []]


@pytest.fixture
def grown(office: Office) -> str:
    """The number of somebody alive and of age who was never accused."""
    seen = office.store.workspace(office.workspace)
    people = (seen.person(index) for index in range(SIZE))
    free = (p for p in people if p.death is None and p.birthday(20) < seen.as_of.on)
    return next(n for n in (office.number(p.index) for p in free) if not _orders(office, n))


def test_no_procedure_may_see_a_measure_but_that_of_absence_which_the_accused_may_declare_with_leave(
    office: Office, grown: str
) -> None:
    office.record("preventive_measures", grown, "measure_applied", TODAY, data={"loai": "tamGiam"})
    office.purpose = {"procedure": "khai-bao-tam-vang"}
    assert [each["bienPhap"][0]["loai"] for each in office.lookup("preventive_measures", grown, "bienPhap")] == [
        "tamGiam"
    ]
    assert office.lookup("preventive_measures", grown, "soLenh") == []
    for procedure in {*dancu_contracts.procedures()} - {"khai-bao-tam-vang"}:
        office.purpose = {"procedure": procedure}
        for field in ("bienPhap", "soLenh"):
            answer = office.call("lookup", "preventive_measures", subject={"soDinhDanh": grown}, fields=[field])
            assert {name: answer[name] for name in NONE} == NONE


def test_a_file_looks_the_same_with_and_without_a_measure(office: Office, grown: str) -> None:
    before = office.lookup("preventive_measures", grown)
    office.record("preventive_measures", grown, "measure_applied", TODAY, data={"loai": "tamGiam"})
    assert office.lookup("preventive_measures", grown) == before
    assert {*before[0]} >= {"soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "coQuanTheoDoi"}


def test_history_tells_nothing_of_a_measure(office: Office, grown: str) -> None:
    office.record("preventive_measures", grown, "measure_applied", TODAY, data={"loai": "tamGiam"})
    told = {c["field"] for e in office.history("preventive_measures", grown)["entries"] for c in e["changes"]}
    assert told.isdisjoint({"bienPhap", "soLenh"})


def test_an_order_has_a_number_and_is_lifted_by_it(office: Office, grown: str) -> None:
    data = {"loai": "tamGiam", "toiDanh": "Đánh bạc", "dieuLuat": "Điều 321 Bộ luật Hình sự"}
    told = office.record("preventive_measures", grown, "measure_applied", "2026-11-02", data=data)
    assert told["outcome"] == "recorded"
    (order,) = _orders(office, grown)
    wanted = {**data, "tuNgay": "2026-11-02", "ngayKhoiTo": "2026-11-02", "tinhTrang": "dangApDung"}
    assert order.items() >= wanted.items()
    office.record("preventive_measures", {"soLenh": order["soLenh"]}, "measure_lifted", "2026-11-20")
    assert _orders(office, grown) == [{**order, "denNgay": "2026-11-20", "tinhTrang": "daHuyBo"}]


def test_a_death_lifts_what_was_in_force(office: Office, grown: str) -> None:
    office.record("preventive_measures", grown, "measure_applied", "2026-11-02", data={"loai": "tamGiam"})
    office.record("population", grown, "death", "2026-11-10")
    (order,) = _orders(office, grown)
    assert (order["denNgay"], order["tinhTrang"]) == ("2026-11-10", "daHuyBo")


def test_no_child_and_nobody_dead_is_held(office: Office, grown: str) -> None:
    seen = office.store.workspace(office.workspace)
    child = next(p.index for p in map(seen.person, range(SIZE)) if p.birthday(10) > seen.as_of.on)
    office.record("population", grown, "death", "2026-11-10")
    refused = []
    for number in (office.number(child), grown):
        with pytest.raises(CallFault) as fault:
            office.record("preventive_measures", number, "measure_applied", TODAY, data={"loai": "tamGiam"})
        refused.append((fault.value.code, fault.value.pointer))
    assert refused == [("under_age", "/subject"), ("subject_deceased", "/subject")]


def test_few_are_accused_all_of_them_grown(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    orders = [(p, o) for p in map(seen.person, range(SIZE)) for o in _orders(office, office.number(p.index))]
    assert SIZE * 0.005 < len(orders) < SIZE * 0.03
    for person, order in orders:
        assert person.birthday(18).isoformat() <= order["tuNgay"] <= TODAY
        assert order.get("ngayCaoTrang", TODAY) <= TODAY
        assert (order["tinhTrang"] == "dangApDung") == (order["denNgay"] > TODAY)


def test_nobody_whose_story_is_told_is_accused_by_chance(office: Office) -> None:
    told = {office.number(one.index(place)) for one in personas() for place in range(len(one.people))}
    assert {number for number in told if _orders(office, number)} == {"099087024001", "099090054001", "099093025001"}
