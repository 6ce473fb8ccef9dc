"""What is special about the health register: vaccinations, drivers' certificates, notices of birth and death."""

from typing import Any

import pytest

from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def records(office: Office) -> list[dict[str, Any]]:
    """The health records and notices of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("health", number)]


@pytest.fixture
def patient(office: Office) -> str:
    """Somebody alive with a health record and no notice."""
    for number in office.numbers(300):
        kinds = [record["loai"] for record in office.lookup("health", number, "loai")]
        if office.outcome("health", number) == "found" and kinds == ["soSucKhoe"]:
            return number
    raise AssertionError("nobody is well")


@pytest.fixture
def woman(office: Office) -> str:
    """A living woman without a notice of birth."""
    for number in office.numbers(300):
        shown = office.lookup("health", number, "gioiTinh")
        if office.outcome("health", number) == "found" and [r["gioiTinh"] for r in shown] == ["2"]:
            return number
    raise AssertionError("no woman")


def of_kind(records: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [record for record in records if record["loai"] == kind]


def test_the_code_of_a_health_record_is_the_insurance_number(office: Office, records: list[dict[str, Any]]) -> None:
    insured = [r for r in of_kind(records, "soSucKhoe") if "maSoBHXH" in r]
    assert len(insured) > 0.8 * len(of_kind(records, "soSucKhoe"))
    for one in insured[:20]:
        assert office.lookup("insurance", one["soDinhDanh"], "maSoBHXH")[0]["maSoBHXH"] == one["maSoBHXH"]
        assert office.lookup("health", {"maSoBHXH": one["maSoBHXH"]}) == [one]


def test_nobody_is_vaccinated_before_birth_or_tomorrow(records: list[dict[str, Any]]) -> None:
    for one in of_kind(records, "soSucKhoe"):
        days = [dose["ngay"] for dose in one.get("tiemChung", ())]
        assert days == sorted(days)
        assert all(one["ngaySinh"][:4] <= day[:4] and day <= TODAY for day in days)


def test_a_drivers_certificate_precedes_the_licence_and_lasts_a_year(office: Office) -> None:
    checked = 0
    for number in office.numbers(600):
        (exam,) = [r["khamSucKhoeLaiXe"] for r in office.lookup("health", number) if "khamSucKhoeLaiXe" in r] or [None]
        if exam is None:
            continue
        assert int(exam["giaTriDen"][:4]) == int(exam["ngayKham"][:4]) + 1
        issued = [r["ngayCap"] for r in office.lookup("driver_licence", number)]
        checked += any(exam["ngayKham"] < day for day in issued)
    assert checked > 5


def test_a_notice_of_birth_is_the_mothers_and_found_by_its_code(office: Office, records: list[dict[str, Any]]) -> None:
    notices = of_kind(records, "giayChungSinh")
    assert notices
    for one in notices[:20]:
        assert one["gioiTinh"] == "2"
        assert office.lookup("health", {"maGCS": one["maGCS"]}) == [one]
        children = office.lookup("population", one["soDinhDanh"], "con")[0]["con"]
        births = {office.lookup("population", c["soDinhDanh"], "ngaySinh")[0]["ngaySinh"] for c in children}
        assert one["con"]["ngaySinh"] in births


def test_a_notice_of_death_agrees_with_the_act_of_death(office: Office, records: list[dict[str, Any]]) -> None:
    notices = of_kind(records, "giayBaoTu")
    assert notices
    for one in notices[:20]:
        acts = office.lookup(
            "civil_status", one["soDinhDanh"], "giayBaoTu", "gioChet", "nguyenNhan", "ngayChet", "loai"
        )
        act = next(act for act in acts if act["loai"] == "khaiTu")
        same = ("giayBaoTu", "gioChet", "nguyenNhan", "ngayChet")
        assert {name: one.get(name) for name in same} == {name: act.get(name) for name in same}


def test_illness_and_visits_are_told_to_no_procedure(office: Office, patient: str) -> None:
    office.record("health", patient, "illness_found", TODAY, data={"tenBenh": "Hen phế quản", "maBenh": "J45"})
    assert office.lookup("health", patient, "hoVaTen", "benhManTinh") == []
    assert office.outcome("health", patient) == "found"
    told = office.call("lookup", "health", subject={"soDinhDanh": patient}, fields=["khamChuaBenh"])
    assert (told["outcome"], told["records"]) == ("no_record", [])


def test_a_dose_is_added_on_its_day(office: Office, patient: str) -> None:
    office.record("health", patient, "vaccinated", TODAY, data={"vacXin": "Cúm mùa", "muiThu": 1})
    dose = {"vacXin": "Cúm mùa", "muiThu": 1, "ngay": TODAY}
    assert office.lookup("health", patient, "tiemChung")[0]["tiemChung"][-1] == dose
    before = office.lookup("health", patient, "tiemChung", on="2026-11-22")[0].get("tiemChung", [])
    assert dose not in before


def test_an_examination_is_the_latest_certificate(office: Office, patient: str) -> None:
    data = {"hang": "B", "ketLuan": "duDieuKien", "so": "1/GKSKLX"}
    office.record("health", patient, "driver_examined", TODAY, data=data)
    (record,) = office.lookup("health", patient, "khamSucKhoeLaiXe")
    assert record["khamSucKhoeLaiXe"] == {**data, "ngayKham": TODAY, "giaTriDen": "2027-11-23"}


def test_a_birth_is_notified_before_it_is_registered(office: Office, woman: str) -> None:
    child = {"ngaySinh": "2026-11-20", "gioiTinh": "1"}
    told = office.record("health", woman, "birth_notified", "2026-11-20", data={"con": child})
    (notice,) = office.lookup("health", {"maGCS": told["maGCS"]})
    assert (notice["soDinhDanh"], notice["con"]) == (woman, child)


def test_a_registered_birth_is_notified_once(office: Office) -> None:
    number = next(r["soDinhDanh"] for n in office.numbers(300) for r in office.lookup("health", n) if "con" in r)
    before = len(of_kind(office.lookup("health", number), "giayChungSinh"))
    office.record("health", number, "birth_notified", TODAY, data={"con": {"ngaySinh": TODAY, "gioiTinh": "1"}})
    office.record("population", number, "birth", TODAY, data={"hoVaTen": "Nguyễn Mẫu", "gioiTinh": "1"})
    assert len(of_kind(office.lookup("health", number), "giayChungSinh")) == before + 1


def test_what_a_persona_was_given_notice_of_is_not_notified_again(office: Office) -> None:
    mother, dead = "099198029001", "099057027001"
    before = [office.lookup("health", number) for number in (mother, dead)]
    child = {"hoVaTen": "Ngô Mẫu", "ngaySinh": "2026-11-20", "gioiTinh": "1"}
    office.record("population", mother, "birth", TODAY, data=child)
    office.record("population", dead, "death", "2026-11-18")
    assert [office.lookup("health", number) for number in (mother, dead)] == before


def test_a_death_that_is_only_notified_leaves_the_nation_as_it_was(office: Office, patient: str) -> None:
    office.record("health", patient, "death_notified", "2026-11-20", data={"gioChet": "03:40"})
    notice = of_kind(office.lookup("health", patient), "giayBaoTu")
    assert [(n["ngayChet"], n["gioChet"]) for n in notice] == [("2026-11-20", "03:40")]
    assert office.lookup("population", patient, "trangThai")[0]["trangThai"] == "conSong"


def test_a_registered_death_brings_its_notice(office: Office, patient: str) -> None:
    office.record("population", patient, "death", "2026-11-20")
    notice = of_kind(office.lookup("health", patient), "giayBaoTu")
    assert [n["ngayChet"] for n in notice] == ["2026-11-20"]
