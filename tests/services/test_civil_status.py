"""What is special about the civil-status register: acts that people share, and acts that follow from the log."""

from typing import Any

import pytest

from tests.services.conftest import Office

TODAY = "2026-11-23"
ENTRY = ("loai", "so", "quyenSo", "nam", "noiDangKy", "ngayDangKy")
KEY = ("so", "quyenSo", "nam", "noiDangKy")


def acts(office: Office, number: str, kind: str, **more: Any) -> list[dict[str, Any]]:
    return [act for act in office.lookup("civil_status", number, **more) if act["loai"] == kind]


def entry(act: dict[str, Any]) -> dict[str, Any]:
    return {name: act[name] for name in ENTRY}


def key(act: dict[str, Any]) -> dict[str, Any]:
    return {**{name: act[name] for name in KEY}, "noiDangKy": act["noiDangKy"]["ma"]}


@pytest.fixture
def couple(office: Office) -> tuple[str, str]:
    """A husband and a wife, both in the register and alive."""
    for number in office.numbers(300):
        (person,) = office.lookup("population", number)
        spouse = person.get("voChong", {}).get("soDinhDanh")
        if spouse and person["gioiTinh"] == "1" and person["trangThai"] == "conSong":
            return number, spouse
    raise AssertionError("no couple")


@pytest.fixture
def singles(office: Office) -> tuple[str, str]:
    """A man and a woman who may marry."""
    found: dict[str, str] = {}
    for number in office.numbers(1000):
        (person,) = office.lookup("population", number)
        free = person["tinhTrangHonNhan"] == "1" and person["trangThai"] == "conSong"
        if free and "1985" < person["ngaySinh"] < "2004":
            found.setdefault(person["gioiTinh"], number)
    return found["1"], found["2"]


def test_a_marriage_is_one_act_for_both(office: Office, couple: tuple[str, str]) -> None:
    husband, wife = (acts(office, number, "ketHon")[-1] for number in couple)
    shared = (*ENTRY, "chong", "vo")
    assert {name: husband[name] for name in shared} == {name: wife[name] for name in shared}
    assert (husband["chong"]["soDinhDanh"], husband["vo"]["soDinhDanh"]) == couple


def test_every_marriage_of_the_nation_agrees_on_both_sides(office: Office) -> None:
    for number in office.numbers(500):
        for act in acts(office, number, "ketHon"):
            other = act["vo" if act["chong"].get("soDinhDanh") == number else "chong"].get("soDinhDanh")
            if other:
                assert entry(act) in [entry(theirs) for theirs in acts(office, other, "ketHon")]


def test_every_act_has_a_key_of_its_own_that_leads_to_it(office: Office) -> None:
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for number in office.numbers(300):
        for act in office.lookup("civil_status", number):
            spelled = tuple(key(act).values())
            assert found.setdefault(spelled, entry(act)) == entry(act)
            (led,) = office.lookup("civil_status", key(act))
            assert entry(led) == entry(act)
    assert len(found) > 400


def test_a_wrong_office_or_year_leads_nowhere(office: Office, couple: tuple[str, str]) -> None:
    (act,) = acts(office, couple[0], "khaiSinh")
    assert office.outcome("civil_status", {**key(act), "nam": "1900"}) == "not_found"
    assert office.outcome("civil_status", {**key(act), "noiDangKy": "UB00001"}) == "not_found"
    assert office.outcome("civil_status", {**key(act), "quyenSo": "1"}) == "not_found"
    assert office.outcome("civil_status", {**key(act), "so": "99999"}) == "not_found"


def test_births_are_registered_within_sixty_days_where_they_say(office: Office) -> None:
    for number in office.numbers(200):
        (act,) = acts(office, number, "khaiSinh")
        (person,) = office.lookup("population", number, on=act["ngayDangKy"])
        assert person["ngaySinh"][:4] <= act["nam"]
        assert act["noiDangKy"]["ma"].startswith(f"UB{person['noiDangKyKhaiSinh']['maPhuongXa']}")
        (parent,) = office.lookup("population", number, "me.hoVaTen")
        assert act.get("me", {}).get("hoVaTen") == parent.get("me", {}).get("hoVaTen")


def test_the_register_tells_the_marital_status(office: Office) -> None:
    for number in office.numbers(200):
        (person,) = office.lookup("population", number, "tinhTrangHonNhan")
        told = {act["tinhTrangHonNhan"] for act in office.lookup("civil_status", number)}
        assert told == {person["tinhTrangHonNhan"]}


def test_a_birth_in_the_log_is_an_act_at_once(office: Office, couple: tuple[str, str]) -> None:
    data = {"hoVaTen": "Nguyễn Văn Mới", "gioiTinh": "1"}
    told = office.record("population", couple[1], "birth", "2026-11-20", data=data)
    (act,) = acts(office, told["soDinhDanh"], "khaiSinh")
    assert (act["hoVaTen"], act["ngaySinh"], act["nam"]) == ("Nguyễn Văn Mới", "2026-11-20", "2026")
    assert act["me"]["soDinhDanh"] == couple[1]
    assert act["ngayDangKy"] <= TODAY
    assert [entry(led) for led in office.lookup("civil_status", key(act))] == [entry(act)]


def test_a_marriage_in_the_log_is_one_act_for_both(office: Office, singles: tuple[str, str]) -> None:
    man, woman = singles
    office.record("population", man, "marriage", "2026-11-21", data={"voChong": {"soDinhDanh": woman}})
    (his,), (hers,) = (acts(office, number, "ketHon") for number in singles)
    assert entry(his) == entry(hers)
    assert (his["ngayDangKy"], his["chong"]["lanKetHon"], his["tinhTrangHonNhan"]) == ("2026-11-21", 1, "2")
    assert entry(office.lookup("civil_status", key(his))[0]) == entry(his)
    assert acts(office, man, "ketHon", on="2026-11-20") == []


def test_a_divorce_ends_the_act_and_a_second_marriage_is_another(office: Office, singles: tuple[str, str]) -> None:
    man, woman = singles
    for kind, day, data in (
        ("marriage", "2026-11-18", {"voChong": {"soDinhDanh": woman}}),
        ("divorce", "2026-11-20", {}),
        ("marriage", "2026-11-22", {"voChong": {"soDinhDanh": woman}}),
    ):
        office.record("population", man, kind, day, data=data)
    first, second = acts(office, woman, "ketHon")
    assert (first["ngayChamDut"], first["lyDoChamDut"]) == ("2026-11-20", "lyHon")
    assert (second["vo"]["lanKetHon"], second["chong"]["lanKetHon"]) == (2, 2)
    assert key(first) != key(second)
    assert [entry(act) for act in acts(office, man, "ketHon")] == [entry(first), entry(second)]


def test_a_death_is_registered_when_it_is_known_and_ends_the_marriage(office: Office, couple: tuple[str, str]) -> None:
    husband, wife = couple
    office.record("population", husband, "death", "2026-11-15")
    (act,) = acts(office, husband, "khaiTu")
    assert (act["ngayChet"], act["ngayDangKy"], act["nam"]) == ("2026-11-15", TODAY, "2026")
    assert act["giayBaoTu"]["ngay"] == "2026-11-15"
    ended = acts(office, wife, "ketHon")[-1]
    assert (ended["ngayChamDut"], ended["lyDoChamDut"]) == ("2026-11-15", "chet")
    assert "ngayChamDut" not in acts(office, wife, "ketHon", knownAt="2026-11-22T00:00:00+07:00")[-1]


def test_a_cancelled_death_leaves_no_act_and_the_marriage_goes_on(office: Office, couple: tuple[str, str]) -> None:
    before = office.lookup("civil_status", couple[1])
    office.record("population", couple[0], "death", "2026-11-15")
    office.record("population", couple[0], "death_cancelled", TODAY)
    assert acts(office, couple[0], "khaiTu") == []
    assert office.lookup("civil_status", couple[1]) == before


def test_the_seeded_dead_have_an_act_of_death(office: Office) -> None:
    dead = [n for n in office.numbers(1000) if office.outcome("population", n) == "deceased"]
    assert dead
    for number in dead:
        (act,) = acts(office, number, "khaiTu")
        (person,) = office.lookup("population", number, "ngayChet")
        assert act["ngayChet"] == person["ngayChet"] <= act["ngayDangKy"]


def test_an_act_that_was_entered_is_found_by_what_it_was_given(office: Office, couple: tuple[str, str]) -> None:
    data = {
        "loai": "giamHo",
        "so": "12",
        "quyenSo": "3",
        "nam": "2026",
        "noiDangKy": {"ma": "UB31318", "ten": "UBND phường mẫu"},
        "ngayDangKy": "2026-11-20",
    }
    told = office.record("civil_status", couple[0], "act_registered", "2026-11-20", data=data)
    assert (told["so"], told["quyenSo"], told["nam"]) == ("12", "3", "2026")
    subject = {"so": "12", "quyenSo": "3", "nam": "2026", "noiDangKy": "UB31318"}
    (act,) = office.lookup("civil_status", subject)
    assert {name: act[name] for name in data} == data
    assert act["soDinhDanh"] == couple[0]


def test_an_act_without_a_number_is_given_one(office: Office, couple: tuple[str, str]) -> None:
    for _ in range(2):
        office.record("civil_status", couple[0], "act_registered", TODAY, data={"loai": "caiChinh"})
    one, other = acts(office, couple[0], "caiChinh")
    assert key(one) != key(other)
    assert [entry(act) for act in office.lookup("civil_status", key(other))] == [entry(other)]


def test_a_correction_by_key_changes_that_act_alone(office: Office, couple: tuple[str, str]) -> None:
    birth, *others = office.lookup("civil_status", couple[0])
    office.record("civil_status", key(birth), "act_corrected", TODAY, data={"hoVaTen": "Trần Văn Sửa"})
    corrected, *rest = office.lookup("civil_status", couple[0])
    assert corrected == {**birth, "hoVaTen": "Trần Văn Sửa"}
    assert rest == others


def test_a_birth_that_the_office_entered_is_one_act_not_two(office: Office, couple: tuple[str, str]) -> None:
    (before,) = acts(office, couple[0], "khaiSinh")
    data = {"loai": "khaiSinh", "so": "7", "quyenSo": "3", "nam": "2026", "ngayDangKy": "2026-11-20"}
    office.record("civil_status", couple[0], "act_registered", "2026-11-20", data=data)
    (act,) = acts(office, couple[0], "khaiSinh")
    assert act == {**before, **data, "noiDangKy": act["noiDangKy"]}
    assert office.outcome("civil_status", key(before)) == "not_found"


def test_a_death_that_the_office_entered_says_what_it_was_told(office: Office, couple: tuple[str, str]) -> None:
    place = {"maTinhThanh": "92", "maPhuongXa": "31411", "chiTiet": "Tại nhà"}
    said = {"gioChet": "14:05", "nguyenNhan": "Tuổi già", "giayBaoTu": {"so": "12/GBT"}}
    office.record("population", couple[0], "death", "2026-11-15")
    office.record(
        "civil_status", couple[0], "act_registered", "2026-11-20", data={"loai": "khaiTu", "noiChet": place, **said}
    )
    (act,) = acts(office, couple[0], "khaiTu")
    assert {name: act[name] for name in said} == said
    assert (act["ngayChet"], act["noiChet"]["phuongXa"], act["ngayDangKy"]) == (
        "2026-11-15",
        "Phường Đại Thành",
        "2026-11-20",
    )
    office.record("population", couple[0], "death_cancelled", TODAY)
    assert acts(office, couple[0], "khaiTu") == []


def test_an_act_of_a_persona_whose_acts_a_file_states_is_entered_beside_them(office: Office) -> None:
    office.record("civil_status", "099195014001", "act_registered", TODAY, data={"loai": "giamHo"})
    (act,) = acts(office, "099195014001", "giamHo")
    assert (act["hoVaTen"], act["ngayDangKy"]) == ("Lê Minh Anh", TODAY)
