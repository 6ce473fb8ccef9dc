"""What happens to people: what each event shows on the person and on relatives, and what the register refuses."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
BEFORE = "2026-11-22T00:00:00+07:00"
HOME = {"maTinhThanh": "92", "maPhuongXa": "31378", "chiTiet": "Ấp Phú Lễ"}
SHOWN_HOME = {
    **HOME,
    "tinhThanh": "Thành phố Cần Thơ",
    "phuongXa": "Xã Phú Hữu",
    "hieuLucTu": "2025-07-01",
    "quocGia": "VN",
}
Seen = dict[str, Any]


def person(office: Office, number: str, *fields: str, **more: Any) -> Seen:
    """The person's record, the number left out."""
    (found,) = office.lookup("population", number, *fields, **more)
    return {name: value for name, value in found.items() if name != "soDinhDanh"}


def write(office: Office, number: str, kind: str, on: str = TODAY, **data: Any) -> Seen:
    told: Seen = office.record("population", number, kind, on, data=data)
    assert told["outcome"] == "recorded"
    return told


def refused(office: Office, number: str, kind: str, on: str = TODAY, **data: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as fault:
        office.record("population", number, kind, on, data=data)
    return fault.value.code, fault.value.pointer


def registered(office: Office, serial: int, sex: str = "1", birth: str = "1990-05-20", **more: Any) -> str:
    """A person of one's own."""
    number = f"099{'01'[sex == '2']}{birth[2:4]}{serial:06}"
    data = {"hoVaTen": f"Nguyễn Văn Mẫu {'ABCDEF'[serial % 6]}", "ngaySinh": birth, "gioiTinh": sex, **more}
    assert write(office, number, "person_registered", **data)["soDinhDanh"] == number
    return number


@pytest.fixture
def couple(office: Office) -> tuple[str, str]:
    """A drawn husband and his wife, alive, with a child that lives with them."""
    for number in office.numbers(1500):
        man = person(office, number)
        wife = man.get("voChong", {}).get("soDinhDanh")
        at_home = {member["soDinhDanh"] for member in man.get("thanhVienHo", [])}
        children = {child["soDinhDanh"] for child in man.get("con", [])}
        if man["gioiTinh"] == "1" and man["trangThai"] == "conSong" and wife in at_home and children & at_home:
            return number, wife
    raise AssertionError("no couple")


@pytest.fixture
def singles(office: Office) -> tuple[str, str]:
    """A man and a woman of one's own who may marry."""
    return registered(office, 1), registered(office, 2, "2", "1992-08-01")


def name_of(office: Office, number: str) -> str:
    return str(person(office, number, "hoVaTen")["hoVaTen"])


def test_a_relatives_new_name_does_not_hide_one_born_in_the_log(office: Office, couple: tuple[str, str]) -> None:
    born = write(office, couple[1], "birth", hoVaTen="Trần Mới", gioiTinh="1")["soDinhDanh"]
    write(office, couple[1], "rename", hoVaTen="Lê Thị Đổi")
    assert person(office, born, "hoVaTen", "me") == {
        "hoVaTen": "Trần Mới",
        "me": {"soDinhDanh": couple[1], **_kin(office, couple[1])},
    }


# -- birth and entry ---------------------------------------------------------------------------------------------------


def test_a_child_of_whom_only_where_it_lives_is_told_has_no_permanent_residence_yet(office: Office) -> None:
    mother = registered(office, 7, "2")
    lives = {"maPhuongXa": "31321", "chiTiet": "Số 7"}
    child = write(office, mother, "birth", "2026-11-20", hoVaTen="Trần Mới", gioiTinh="1", noiOHienTai=lives)
    told = person(office, child["soDinhDanh"], "thuongTru.maPhuongXa", "noiOHienTai.maPhuongXa", "chuHo.soDinhDanh")
    assert told == {"noiOHienTai": {"maPhuongXa": "31321"}}


def test_a_newborn_is_a_person_with_a_number_parents_and_a_home(office: Office, couple: tuple[str, str]) -> None:
    father, mother = couple
    data = {"hoVaTen": "Trần Thị Mới", "gioiTinh": "2", "danToc": "01", "cha": {"soDinhDanh": father}}
    told = write(office, mother, "birth", "2026-11-20", **data)
    assert told == {"outcome": "recorded", "position": 1, "soDinhDanh": "098326000001"}
    child, parent = person(office, told["soDinhDanh"]), person(office, mother)
    assert (child["ngaySinh"], child["quocTich"], child["tinhTrangHonNhan"]) == ("2026-11-20", "VN", "1")
    assert child["cha"] == {"soDinhDanh": father} | _kin(office, father)
    assert child["me"] == {"soDinhDanh": mother} | _kin(office, mother)
    assert child["thuongTru"] == parent["thuongTru"]
    assert {name: child["chuHo"][name] for name in ("soDinhDanh", "hoVaTen")} == {
        name: parent["chuHo"][name] for name in ("soDinhDanh", "hoVaTen")
    }


def _kin(office: Office, number: str) -> Seen:
    held = person(office, number, "hoVaTen", "quocTich", "soCMND")
    return {name: held[name] for name in ("hoVaTen", "quocTich", "soCMND") if name in held}


def test_a_newborn_shows_on_parents_and_in_the_household_from_the_day_of_birth(
    office: Office, couple: tuple[str, str]
) -> None:
    father, mother = couple
    born = write(
        office, mother, "birth", "2026-11-20", hoVaTen="Trần Văn Mới", gioiTinh="1", cha={"soDinhDanh": father}
    )
    shown = {"soDinhDanh": born["soDinhDanh"], "hoVaTen": "Trần Văn Mới", "quocTich": "VN"}
    for parent in couple:
        assert person(office, parent, "con")["con"][-1] == shown
        assert shown not in person(office, parent, "con", on="2026-11-19")["con"]
        assert shown not in person(office, parent, "con", knownAt=BEFORE)["con"]
        assert born["soDinhDanh"] in {m["soDinhDanh"] for m in person(office, parent, "thanhVienHo")["thanhVienHo"]}
    assert office.outcome("population", born["soDinhDanh"]) == "found"
    assert office.outcome("population", born["soDinhDanh"], on="2026-11-19") == "not_found"
    assert office.outcome("population", born["soDinhDanh"], knownAt=BEFORE) == "not_found"


def test_twins_are_two_people(office: Office, couple: tuple[str, str]) -> None:
    told = [write(office, couple[1], "birth", hoVaTen=f"Trần {name}", gioiTinh="1") for name in ("Anh", "Em")]
    assert [t["soDinhDanh"] for t in told] == ["098226000001", "098226000002"]


def test_a_newborn_is_found_by_name_and_birth(office: Office, couple: tuple[str, str]) -> None:
    told = write(office, couple[1], "birth", hoVaTen="Trần Hiếm Hoi", gioiTinh="1")
    (found,) = office.lookup("population", {"hoVaTen": "TRẦN HIẾM HOI", "ngaySinh": TODAY})
    assert found["soDinhDanh"] == told["soDinhDanh"]


@pytest.mark.parametrize(
    ("on", "data", "fault"),
    [
        (TODAY, {"ngaySinh": "1990-01-01"}, ("parent_too_young", "/subject")),
        ("2026-11-01", {"ngaySinh": "2026-11-02"}, ("before_birth", "/on")),
        ("2026-11-24", {}, ("event_in_future", "/on")),
        (TODAY, {"cha": {"soDinhDanh": "099090999999"}}, ("unknown_relative", "/data/cha/soDinhDanh")),
        (TODAY, {"cha": {"quocTich": "US"}}, ("invalid", "/data/cha/hoVaTen")),
        (TODAY, {"nguoiDaiDien": {"quocTich": "US"}}, ("invalid", "/data/nguoiDaiDien/hoVaTen")),
        (TODAY, {"noiSinh": {"maPhuongXa": "99999"}}, ("unknown_unit", "/data/noiSinh/maPhuongXa")),
        (TODAY, {"ngaySinh": "2026-02-30"}, ("impossible_date", "/data/ngaySinh")),
        (TODAY, {"soTruong": "x"}, ("invalid", "/data")),
    ],
)
def test_a_birth_that_cannot_be_is_refused_with_what_is_wrong(
    office: Office, on: str, data: Seen, fault: tuple[str, str]
) -> None:
    mother = registered(office, 4, "2", "1990-05-20")
    assert refused(office, mother, "birth", on, **{"hoVaTen": "Trần Mới", "gioiTinh": "1", **data}) == fault
    assert len(office.changes("population")["items"]) == 1


def test_a_person_of_your_own_is_held_as_stated(office: Office) -> None:
    old = {"maTinhThanh": "93", "maQuanHuyen": "933", "maPhuongXa": "31379"}
    data: Seen = {
        "thuongTru": HOME,
        "queQuan": old,
        "danToc": "01",
        "cha": {"hoVaTen": "John Smith", "quocTich": "US", "soHoChieu": "X90000001"},
        "the": {"loai": "CC", "ngayCap": "2025-01-02", "tinhTrang": "conHieuLuc"},
    }
    number = registered(office, 3, **data)
    held = person(office, number, *data, "hoVaTen", "quocTich", "chuHo", "thanhVienHo", "trangThai")
    assert held["thuongTru"] == SHOWN_HOME
    assert held["queQuan"]["maPhuongXa"] == "31378"
    assert {name: held[name] for name in ("cha", "the", "danToc")} == {n: data[n] for n in ("cha", "the", "danToc")}
    assert (held["hoVaTen"], held["quocTich"], held["trangThai"]) == ("Nguyễn Văn Mẫu D", "VN", "conSong")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("003090000001", ("not_your_number", "/subject/soDinhDanh")),
        ("098090000001", ("not_your_number", "/subject/soDinhDanh")),
        ("099090000001", ("number_taken", "/subject/soDinhDanh")),
    ],
)
def test_a_number_that_is_not_yours_or_taken_is_refused(office: Office, number: str, fault: tuple[str, str]) -> None:
    registered(office, 1)
    data = {"hoVaTen": "Nguyễn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
    assert refused(office, number, "person_registered", **data) == fault


# -- death and return --------------------------------------------------------------------------------------------------


def test_a_death_shows_on_the_dead_and_on_the_widow(office: Office, couple: tuple[str, str]) -> None:
    man, wife = couple
    write(office, man, "death", "2026-11-15")
    assert office.outcome("population", man) == "deceased"
    assert person(office, man, "ngayChet", "trangThai") == {"ngayChet": "2026-11-15", "trangThai": "daChet"}
    assert person(office, wife, "voChong", "tinhTrangHonNhan") == {"tinhTrangHonNhan": "3"}
    told = office.verify("population", man, claims={"hoVaTen": name_of(office, man)})
    assert told == {"outcome": "deceased", "verified": False, "matches": {"hoVaTen": "match"}}


def test_a_death_is_not_there_the_day_before_nor_before_it_was_known(office: Office, couple: tuple[str, str]) -> None:
    man, wife = couple
    before = person(office, wife, "voChong", "tinhTrangHonNhan")
    write(office, man, "death", "2026-11-15")
    for then in ({"on": "2026-11-14"}, {"knownAt": BEFORE}):
        assert office.outcome("population", man, **then) == "found"
        assert person(office, wife, "voChong", "tinhTrangHonNhan", **then) == before


def test_the_dead_have_their_card_withdrawn(office: Office) -> None:
    number = registered(office, 1, the={"loai": "CC", "ngayCap": "2025-01-02", "tinhTrang": "conHieuLuc"})
    write(office, number, "death")
    assert person(office, number, "the")["the"]["tinhTrang"] == "daThuHoi"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("death", {}),
        ("rename", {"hoVaTen": "Nguyễn Khác"}),
        ("sex_corrected", {"gioiTinh": "2"}),
        ("move", {"thuongTru": HOME}),
        ("card_issued", {"the": {"loai": "CC", "ngayCap": TODAY}}),
        ("card_lost", {}),
        ("card_expired", {}),
        ("marriage", {"voChong": {"hoVaTen": "Jane Smith", "quocTich": "US"}}),
        ("divorce", {}),
    ],
)
def test_nothing_happens_to_the_dead(office: Office, kind: str, data: Seen) -> None:
    number = registered(office, 1)
    write(office, number, "death", "2026-11-20")
    assert refused(office, number, kind, **data) == ("subject_deceased", "/subject")


def test_a_cancelled_death_leaves_everything_as_it_was(office: Office, couple: tuple[str, str]) -> None:
    fields = ("voChong", "tinhTrangHonNhan", "trangThai", "ngayChet", "con", "chuHo")
    before = [person(office, number, *fields) for number in couple]
    write(office, couple[0], "death", "2026-11-15")
    write(office, couple[0], "death_cancelled", "2026-11-20")
    assert [person(office, number, *fields) for number in couple] == before
    assert office.outcome("population", couple[0], on="2026-11-16") == "found"


def test_one_who_returns_to_a_spouse_married_again_is_parted(office: Office, singles: tuple[str, str]) -> None:
    man, wife = singles
    write(office, man, "marriage", "2026-11-10", voChong={"soDinhDanh": wife})
    write(office, man, "death", "2026-11-15")
    write(office, wife, "marriage", "2026-11-18", voChong={"soDinhDanh": registered(office, 3)})
    write(office, man, "death_cancelled", "2026-11-20")
    assert person(office, man, "voChong", "tinhTrangHonNhan") == {"tinhTrangHonNhan": "3"}
    assert person(office, wife, "voChong")["voChong"]["hoVaTen"] == "Nguyễn Văn Mẫu D"


def test_the_return_of_one_long_divorced_marries_nobody(office: Office, singles: tuple[str, str]) -> None:
    man, wife = singles
    write(office, man, "marriage", "2026-11-10", voChong={"soDinhDanh": wife})
    write(office, man, "divorce", "2026-11-12")
    write(office, man, "death", "2026-11-15")
    write(office, man, "death_cancelled", "2026-11-20")
    for number in singles:
        assert person(office, number, "voChong", "tinhTrangHonNhan") == {"tinhTrangHonNhan": "3"}


@pytest.mark.parametrize("state", ["lyHon", "chet", "con"])
def test_the_return_of_a_drawn_person_changes_only_what_the_death_changed(office: Office, state: str) -> None:
    """Of the divorced and the widowed nothing; the marriage of one dead in the seed goes on."""
    seen = office.store.workspace(office.workspace)
    for index in range(3_000):
        facts = seen.person(index).facts
        last = facts["honNhan"][-1] if facts["honNhan"] else None
        is_dead = bool(facts["ngayChet"])
        wanted = is_dead and last and last.end == "chet" if state == "con" else last and last.end == state
        if not last or not wanted or is_dead != (state == "con") or last.spouse.index is None:
            continue
        number, other = facts["soDinhDanh"], last.spouse.so_dinh_danh
        before = person(office, other)
        if state != "con":
            write(office, number, "death", "2026-11-15")
        elif before["trangThai"] != "conSong" or "voChong" in before:
            continue
        write(office, number, "death_cancelled", "2026-11-20")
        if state == "con":
            assert person(office, other, "voChong")["voChong"]["soDinhDanh"] == number
            assert person(office, number, "voChong")["voChong"]["soDinhDanh"] == other
        else:
            assert person(office, other) == before
        return
    raise AssertionError("none found")


def test_the_living_cannot_return(office: Office) -> None:
    assert refused(office, registered(office, 1), "death_cancelled") == ("subject_alive", "/subject")


# -- moves -------------------------------------------------------------------------------------------------------------


def test_who_moves_alone_heads_a_household_of_his_own(office: Office, couple: tuple[str, str]) -> None:
    man, wife = couple
    write(office, wife, "move", "2026-11-15", thuongTru=HOME)
    moved = person(office, wife, "thuongTru", "noiOHienTai", "chuHo", "thanhVienHo")
    oneself = {"soDinhDanh": wife, **_kin(office, wife), "quanHe": "00"}
    assert moved == {"thuongTru": SHOWN_HOME, "noiOHienTai": SHOWN_HOME, "chuHo": oneself, "thanhVienHo": [oneself]}
    left = {member["soDinhDanh"] for member in person(office, man, "thanhVienHo")["thanhVienHo"]}
    assert wife not in left
    then = person(office, man, "thanhVienHo", on="2026-11-14")["thanhVienHo"]
    assert wife in {member["soDinhDanh"] for member in then}
    assert person(office, wife, "thuongTru", knownAt=BEFORE)["thuongTru"] != SHOWN_HOME


def test_who_moves_in_with_others_joins_their_household(office: Office, couple: tuple[str, str]) -> None:
    head = person(office, couple[0], "chuHo")["chuHo"]["soDinhDanh"]
    guest, child = registered(office, 1), registered(office, 2, birth="2015-03-04")
    data: Seen = {"thuongTru": HOME, "chuHo": {"soDinhDanh": head}, "quanHe": "13", "thanhVien": [child]}
    write(office, guest, "move", **data)
    for number in (guest, child):
        assert person(office, number, "chuHo")["chuHo"] == {"soDinhDanh": head, **_kin(office, head), "quanHe": "13"}
        assert person(office, number, "thuongTru")["thuongTru"] == SHOWN_HOME
    members = {m["soDinhDanh"]: m["quanHe"] for m in person(office, head, "thanhVienHo")["thanhVienHo"]}
    assert (members[guest], members[child], members[head]) == ("13", "13", "00")


def test_those_who_move_along_may_each_be_something_else_to_the_head(office: Office, couple: tuple[str, str]) -> None:
    head = person(office, couple[0], "chuHo")["chuHo"]["soDinhDanh"]
    son, daughter_in_law, child = (registered(office, place) for place in (1, 2, 3))
    data: Seen = {"thuongTru": HOME, "chuHo": {"soDinhDanh": head}, "thanhVien": [daughter_in_law, child]}
    write(office, son, "move", **data, quanHe="03", quanHeThanhVien=["05", "13"])
    told = [person(office, number, "chuHo")["chuHo"]["quanHe"] for number in (son, daughter_in_law, child)]
    assert told == ["03", "05", "13"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"thuongTru": {"maTinhThanh": "92"}}, ("unknown_unit", "/data/thuongTru/maPhuongXa")),
        ({"thuongTru": {"maPhuongXa": "99999"}}, ("unknown_unit", "/data/thuongTru/maPhuongXa")),
        (
            {"thuongTru": {"maPhuongXa": "31379", "maQuanHuyen": "933"}},
            ("unknown_unit", "/data/thuongTru/maPhuongXa"),
        ),
        ({"thuongTru": HOME, "thanhVien": ["099090999999"]}, ("unknown_relative", "/data/thanhVien/0")),
        ({"thuongTru": HOME, "thanhVien": ["099090000003"]}, ("subject_deceased", "/data/thanhVien/0")),
        ({"thuongTru": HOME, "chuHo": {"soDinhDanh": "099090000003"}}, ("subject_deceased", "/data/chuHo")),
        ({"thuongTru": HOME, "chuHo": {"soDinhDanh": "099090999999"}}, ("unknown_relative", "/data/chuHo/soDinhDanh")),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_what_is_wrong(
    office: Office, data: Seen, fault: tuple[str, str]
) -> None:
    number, dead = registered(office, 1), registered(office, 3)
    write(office, dead, "death", "2026-11-20")
    assert refused(office, number, "move", **data) == fault


def test_a_move_of_before_the_reform_is_to_a_unit_of_then(office: Office) -> None:
    number = registered(office, 1)
    old = {"maTinhThanh": "93", "maQuanHuyen": "933", "maPhuongXa": "31379"}
    assert refused(office, number, "move", "2024-05-06", thuongTru=HOME)[0] == "unknown_unit"
    write(office, number, "move", "2024-05-06", thuongTru=old)
    assert person(office, number, "thuongTru", on="2024-05-06")["thuongTru"]["phuongXa"] == "Xã Phú Tân"
    assert person(office, number, "thuongTru")["thuongTru"]["phuongXa"] == "Xã Phú Hữu"


# -- names, sex, corrections -------------------------------------------------------------------------------------------


def test_a_new_name_shows_everywhere_from_its_day(office: Office, couple: tuple[str, str]) -> None:
    man, wife = couple
    old, child = name_of(office, man), person(office, man, "con")["con"][0]["soDinhDanh"]
    write(office, man, "rename", "2026-11-15", hoVaTen="Lê Văn Đổi")
    assert name_of(office, man) == "Lê Văn Đổi"
    assert person(office, wife, "voChong")["voChong"]["hoVaTen"] == "Lê Văn Đổi"
    assert person(office, child, "cha")["cha"]["hoVaTen"] == "Lê Văn Đổi"
    assert person(office, man, "hoVaTen", on="2026-11-14")["hoVaTen"] == old
    assert person(office, wife, "voChong", on="2026-11-14")["voChong"]["hoVaTen"] == old
    assert person(office, wife, "voChong", knownAt=BEFORE)["voChong"]["hoVaTen"] == old


def test_the_old_name_is_a_former_one_and_no_longer_leads_to_the_person(office: Office) -> None:
    number = registered(office, 1)
    write(office, number, "rename", hoVaTen="Lê Văn Đổi")
    told = office.verify("population", number, claims={"hoVaTen": "Nguyễn Văn Mẫu B"})
    assert told == {"outcome": "found", "verified": False, "matches": {"hoVaTen": "former"}}
    assert office.outcome("population", {"hoVaTen": "Lê Văn Đổi", "ngaySinh": "1990-05-20"}) == "found"
    assert office.outcome("population", {"hoVaTen": "Nguyễn Văn Mẫu B", "ngaySinh": "1990-05-20"}) == "not_found"


def test_a_corrected_sex_gives_a_new_number_and_the_old_one_is_replaced(
    office: Office, couple: tuple[str, str]
) -> None:
    man, wife = couple
    told = write(office, man, "sex_corrected", "2026-11-15", gioiTinh="2")
    new = told["soDinhDanh"]
    year = person(office, new, "ngaySinh")["ngaySinh"][2:4]
    assert new == f"0981{year}000001"
    assert person(office, new, "gioiTinh", "soDinhDanhDaHuy") == {"gioiTinh": "2", "soDinhDanhDaHuy": [man]}
    assert office.outcome("population", man) == "replaced"
    assert office.call("verify", "population", subject={"soDinhDanh": man}, claims={"gioiTinh": "1"}) == {
        "outcome": "replaced",
        "verified": False,
        "matches": {},
    }
    assert person(office, wife, "voChong")["voChong"]["soDinhDanh"] == new
    for then in ({"on": "2026-11-14"}, {"knownAt": BEFORE}):
        assert (office.outcome("population", man, **then), office.outcome("population", new, **then)) == (
            "found",
            "not_found",
        )
        assert person(office, wife, "voChong", **then)["voChong"]["soDinhDanh"] == man


def test_a_sex_corrected_twice_leaves_two_numbers_replaced(office: Office) -> None:
    first = registered(office, 1)
    second = write(office, first, "sex_corrected", "2026-11-15", gioiTinh="2")["soDinhDanh"]
    third = write(office, second, "sex_corrected", "2026-11-16", gioiTinh="1")["soDinhDanh"]
    assert person(office, third, "soDinhDanhDaHuy")["soDinhDanhDaHuy"] == [first, second]
    assert [office.outcome("population", number) for number in (first, second, third)] == [
        "replaced",
        "replaced",
        "found",
    ]
    assert office.record("population", first, "death", TODAY) == {"outcome": "replaced"}


def test_one_born_before_1900_still_gets_a_number_of_twelve_digits(office: Office) -> None:
    number = registered(office, 1, birth="1899-01-01")
    assert write(office, number, "sex_corrected", gioiTinh="2")["soDinhDanh"] == "098199000002"


def test_the_same_sex_again_is_nothing_to_change(office: Office) -> None:
    assert refused(office, registered(office, 1), "sex_corrected", gioiTinh="1") == (
        "nothing_to_change",
        "/data/gioiTinh",
    )


def test_a_correction_holds_from_the_beginning_but_only_since_it_is_known(
    office: Office, couple: tuple[str, str]
) -> None:
    man, wife = couple
    wrong = person(office, man, "hoVaTen", "ngaySinh")
    write(office, man, "record_corrected", dung={"hoVaTen": "Lê Đúng", "ngaySinh": "1979-02"})
    right = {"hoVaTen": "Lê Đúng", "ngaySinh": "1979-02"}
    assert person(office, man, "hoVaTen", "ngaySinh") == right
    assert person(office, man, "hoVaTen", "ngaySinh", on="2020-01-01") == right
    assert person(office, man, "hoVaTen", "ngaySinh", knownAt=BEFORE) == wrong
    assert person(office, wife, "voChong")["voChong"]["hoVaTen"] == "Lê Đúng"
    assert office.outcome("population", {"hoVaTen": "lê đúng", "ngaySinh": "1979-02"}) == "found"


@pytest.mark.parametrize(
    ("right", "fault"),
    [
        ({"ngaySinh": "2026-02-30"}, ("impossible_date", "/data/dung/ngaySinh")),
        ({"ngaySinh": "2999"}, ("before_birth", "/data/dung/ngaySinh")),
        ({"queQuan": {"maPhuongXa": "99999"}}, ("unknown_unit", "/data/dung/queQuan/maPhuongXa")),
        ({"thuongTru": {"maPhuongXa": "31379"}}, ("unknown_unit", "/data/dung/thuongTru/maPhuongXa")),
        ({"me": {"soDinhDanh": "099090999999"}}, ("unknown_relative", "/data/dung/me/soDinhDanh")),
        ({"me": {"quocTich": "US"}}, ("invalid", "/data/dung/me/hoVaTen")),
        ({}, ("invalid", "/data/dung")),
    ],
)
def test_a_correction_to_what_cannot_be_is_refused(office: Office, right: Seen, fault: tuple[str, str]) -> None:
    assert refused(office, registered(office, 1), "record_corrected", dung=right) == fault


def test_a_corrected_parent_gains_the_child_and_the_wrong_one_loses_it(office: Office, couple: tuple[str, str]) -> None:
    child, mother = person(office, couple[1], "con")["con"][0]["soDinhDanh"], registered(office, 2, "2", "1970-01-01")
    write(office, child, "record_corrected", dung={"me": {"soDinhDanh": mother}})
    shown = {"soDinhDanh": child, **_kin(office, child)}
    assert person(office, mother, "con")["con"] == [shown]
    assert shown not in person(office, couple[1], "con").get("con", [])
    assert shown in person(office, couple[0], "con")["con"]
    assert shown in person(office, couple[1], "con", knownAt=BEFORE)["con"]


# -- cards -------------------------------------------------------------------------------------------------------------


def test_cards_are_issued_lost_and_expire(office: Office) -> None:
    number, card = registered(office, 1), {"loai": "CC", "ngayCap": "2026-11-10", "ngayHetHan": "2030-05-20"}
    write(office, number, "card_issued", "2026-11-10", the=card)
    write(office, number, "card_lost", "2026-11-12")
    write(office, number, "card_issued", "2026-11-14", the={**card, "ngayCap": "2026-11-14"})
    write(office, number, "card_expired", "2026-11-20")
    seen = {
        day: person(office, number, "the", on=day).get("the")
        for day in ("2026-11-09", "2026-11-10", "2026-11-12", "2026-11-14", "2026-11-20")
    }
    assert seen == {
        "2026-11-09": None,
        "2026-11-10": {**card, "tinhTrang": "conHieuLuc"},
        "2026-11-12": {**card, "tinhTrang": "daMat"},
        "2026-11-14": {**card, "ngayCap": "2026-11-14", "tinhTrang": "conHieuLuc"},
        "2026-11-20": {**card, "ngayCap": "2026-11-14", "tinhTrang": "hetHan"},
    }


# -- marriage and divorce ----------------------------------------------------------------------------------------------


def test_a_marriage_shows_on_both_from_its_day(office: Office, singles: tuple[str, str]) -> None:
    man, woman = singles
    write(office, man, "marriage", "2026-11-15", voChong={"soDinhDanh": woman})
    for one, other in (singles, singles[::-1]):
        spouse = {"soDinhDanh": other, **_kin(office, other)}
        assert person(office, one, "voChong", "tinhTrangHonNhan") == {"voChong": spouse, "tinhTrangHonNhan": "2"}
        assert "voChong" not in person(office, one, "voChong", on="2026-11-14")


def test_a_spouse_from_abroad_is_named_as_stated(office: Office) -> None:
    number, spouse = registered(office, 1), {"hoVaTen": "Jane Smith", "quocTich": "US", "soHoChieu": "X90000002"}
    write(office, number, "marriage", voChong=spouse)
    assert person(office, number, "voChong")["voChong"] == spouse


def test_a_divorce_shows_on_both_and_history_keeps_the_marriage(office: Office, couple: tuple[str, str]) -> None:
    write(office, couple[1], "divorce", "2026-11-15")
    for one, other in (couple, couple[::-1]):
        assert person(office, one, "voChong", "tinhTrangHonNhan") == {"tinhTrangHonNhan": "3"}
        assert person(office, one, "voChong", on="2026-11-14")["voChong"]["soDinhDanh"] == other
        entry = office.history("population", one)["entries"][-1]
        assert (entry["on"], entry["type"]) == ("2026-11-15", "divorce")
        assert {change["field"] for change in entry["changes"]} == {"voChong", "tinhTrangHonNhan"}


@pytest.mark.parametrize(
    ("serial", "fault"),
    [
        (1, ("marriage_impossible", "/data/voChong")),
        (3, ("marriage_impossible", "/data/voChong")),
        (4, ("under_age", "/data/voChong")),
        (5, ("already_married", "/data/voChong")),
        (6, ("subject_deceased", "/data/voChong")),
        (9, ("unknown_relative", "/data/voChong/soDinhDanh")),
    ],
)
def test_a_marriage_that_the_law_forbids_is_refused(office: Office, serial: int, fault: tuple[str, str]) -> None:
    man = registered(office, 1)
    numbers = {
        1: man,
        3: registered(office, 3),
        4: registered(office, 4, "2", "2008-11-24"),
        5: registered(office, 5, "2"),
        6: registered(office, 6, "2"),
        9: "099190000009",
    }
    write(office, numbers[5], "marriage", "2026-11-10", voChong={"hoVaTen": "John Smith", "quocTich": "US"})
    write(office, numbers[6], "death", "2026-11-10")
    assert refused(office, man, "marriage", voChong={"soDinhDanh": numbers[serial]}) == fault
    assert "voChong" not in person(office, man, "voChong")


def test_the_age_of_marriage_is_reached_on_the_birthday(office: Office) -> None:
    man, bride = registered(office, 1, birth="2006-11-23"), {"hoVaTen": "Jane Smith", "quocTich": "US"}
    assert refused(office, man, "marriage", "2026-11-22", voChong=bride) == ("under_age", "/subject")
    write(office, man, "marriage", "2026-11-23", voChong=bride)


def test_no_marriage_or_divorce_is_put_before_what_came_after(office: Office, singles: tuple[str, str]) -> None:
    man, woman = singles
    write(office, man, "marriage", "2026-11-10", voChong={"soDinhDanh": woman})
    assert refused(office, man, "divorce", "2026-11-09") == ("not_married", "/subject")
    write(office, man, "divorce", "2026-11-15")
    bride = {"hoVaTen": "Jane Smith", "quocTich": "US"}
    assert refused(office, man, "marriage", "2026-11-12", voChong=bride) == ("already_married", "/subject")
    write(office, man, "marriage", "2026-11-15", voChong=bride)


def test_a_death_found_to_be_before_the_wedding_still_leaves_a_widow(office: Office, singles: tuple[str, str]) -> None:
    man, woman = singles
    write(office, man, "marriage", "2026-11-10", voChong={"soDinhDanh": woman})
    write(office, man, "death", "2026-11-09")
    assert person(office, woman, "voChong", "tinhTrangHonNhan") == {"tinhTrangHonNhan": "3"}


def test_who_is_not_married_cannot_divorce(office: Office) -> None:
    assert refused(office, registered(office, 1), "divorce") == ("not_married", "/subject")


def test_nothing_happens_before_birth(office: Office) -> None:
    number = registered(office, 1)
    assert refused(office, number, "rename", "1990-05-19", hoVaTen="Lê Sớm") == ("before_birth", "/on")
