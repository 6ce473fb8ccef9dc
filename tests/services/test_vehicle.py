"""What is special about vehicles: plates that belong to their owners, inspections, what a transfer leaves behind."""

import re
from typing import Any

import pytest

from mock_national_db import personas
from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
PLATE = {"oToCon": r"10[A-Z]-\d{3}\.\d{2}", "oToTai": r"10[A-Z]-\d{3}\.\d{2}"}
NEW_MOTORCYCLE = {
    "loaiXe": "moTo",
    "nhanHieu": "Honda",
    "mauSon": "Đen",
    "soKhung": "000DANCU977000001",
    "soMay": "HO977000001",
    "dungTich": 110,
}


@pytest.fixture
def vehicles(office: Office) -> list[dict[str, Any]]:
    """The vehicles and plates of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("vehicle", number)]


def _one(office: Office, kinds: set[str]) -> dict[str, Any]:
    """A vehicle in use of somebody alive who has that one alone."""
    for number in office.numbers(1000):
        records = office.lookup("vehicle", number)
        is_alive = office.outcome("vehicle", number) == "found"
        if is_alive and [(r.get("loaiXe") in kinds, r["tinhTrang"]) for r in records] == [(True, "dangSuDung")]:
            return records[0]
    raise AssertionError(f"nobody has one of {kinds}")


@pytest.fixture
def motorcycle(office: Office) -> dict[str, Any]:
    return _one(office, {"moTo"})


@pytest.fixture
def walker(office: Office) -> str:
    """Somebody grown and alive without a vehicle."""
    for number in office.numbers(300):
        born = office.lookup("population", number, "ngaySinh")[0]["ngaySinh"]
        is_grown = "1970" < born < "2005" and office.outcome("population", number) == "found"
        if is_grown and office.outcome("vehicle", number) == "no_record":
            return number
    raise AssertionError("everybody drives")


def refusal(office: Office, subject: Any, kind: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("vehicle", subject, kind, TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_about_as_many_have_a_motorcycle_and_a_car_as_in_the_country(office: Office) -> None:
    born = [office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] for n in office.numbers(1000)]
    grown = sum(day < "2007" for day in born)
    kinds = [r.get("loaiXe") for n in office.numbers(1000) for r in office.lookup("vehicle", n)]
    assert 0.4 < sum(kind in {"moTo", "xeGanMay"} for kind in kinds) / grown < 1.1
    assert 0.01 < sum(kind in {"oToCon", "oToTai"} for kind in kinds) / grown < 0.1


def test_a_plate_is_one_owners_and_has_the_form_of_its_kind(vehicles: list[dict[str, Any]]) -> None:
    plates = [record["bienSo"] for record in vehicles]
    assert len({*plates}) == len(plates)
    for record in vehicles:
        if "loaiXe" in record:
            assert re.fullmatch(PLATE.get(record["loaiXe"], r"10[A-Z][A-Z1-9]-\d{3}\.\d{2}"), record["bienSo"])


def test_some_have_several_and_each_is_found_by_plate_and_frame(office: Office) -> None:
    several = [r for n in office.numbers(1000) if len(r := office.lookup("vehicle", n)) > 1]
    assert len(several) > 20
    for record in (record for records in several for record in records):
        assert office.lookup("vehicle", {"bienSo": record["bienSo"]}) == [record]
        if "soKhung" in record:
            assert office.lookup("vehicle", {"soKhung": record["soKhung"]}) == [record]


def test_only_cars_and_lorries_are_inspected_and_within_their_terms(vehicles: list[dict[str, Any]]) -> None:
    for record in vehicles:
        assert ("hanKiemDinh" in record) == (record.get("loaiXe") in {"oToCon", "oToTai"})
        if "hanKiemDinh" in record:
            assert record["ngayDangKy"] <= record["ngayKiemDinh"] < record["hanKiemDinh"]
            assert int(record["hanKiemDinh"][:4]) - int(record["ngayKiemDinh"][:4]) <= 3


def test_a_kept_plate_stands_on_nothing_and_lasts_five_years(vehicles: list[dict[str, Any]]) -> None:
    kept = [record for record in vehicles if record["tinhTrang"] == "bienSoGiuLai"]
    assert kept
    for record in kept:
        assert {"loaiXe", "soKhung", "ngayDangKy"}.isdisjoint(record)
        assert record["giuBienDen"] >= max(TODAY, "2028-08-15")


def test_a_registration_gives_a_plate(office: Office, walker: str) -> None:
    given = office.record("vehicle", walker, "vehicle_registered", "2026-11-20", data=NEW_MOTORCYCLE)
    (record,) = office.lookup("vehicle", walker)
    assert NEW_MOTORCYCLE.items() <= record.items()
    assert (record["bienSo"], record["soDangKyXe"]) == (given["bienSo"], given["soDangKyXe"])
    assert (record["tinhTrang"], record["nguonGoc"]) == ("dangSuDung", "xeMoi")
    assert office.lookup("vehicle", {"bienSo": record["bienSo"]}) == [record]
    assert office.lookup("vehicle", {"soKhung": NEW_MOTORCYCLE["soKhung"]}) == [record]
    assert office.outcome("vehicle", walker, on="2026-11-19") == "no_record"


def test_a_frame_is_registered_once(office: Office, walker: str, motorcycle: dict[str, Any]) -> None:
    data = {**NEW_MOTORCYCLE, "soKhung": motorcycle["soKhung"]}
    assert refusal(office, walker, "vehicle_registered", data=data) == ("number_taken", "/data/soKhung")


def test_a_transfer_moves_the_vehicle_and_leaves_the_plate(
    office: Office, walker: str, motorcycle: dict[str, Any]
) -> None:
    seller, plate = motorcycle["soDinhDanh"], motorcycle["bienSo"]
    office.record("vehicle", {"bienSo": plate}, "vehicle_transferred", TODAY, data={"nguoiNhan": walker})
    (kept,) = office.lookup("vehicle", seller, "bienSo", "tinhTrang", "giuBienDen", "soKhung")
    assert kept == {"soDinhDanh": seller, "bienSo": plate, "tinhTrang": "bienSoGiuLai", "giuBienDen": "2031-11-23"}
    (bought,) = office.lookup("vehicle", walker)
    assert bought["bienSo"] != plate
    assert (bought["nguonGoc"], bought["ngayDangKy"]) == ("sangTen", TODAY)
    assert bought["hoVaTen"] == office.lookup("population", walker, "hoVaTen")[0]["hoVaTen"]
    for field in ("soKhung", "soMay", "nhanHieu", "namSanXuat"):
        assert bought[field] == motorcycle[field]
    assert office.lookup("vehicle", {"soKhung": motorcycle["soKhung"]}) == [bought]
    assert office.lookup("vehicle", {"soKhung": motorcycle["soKhung"]}, on="2026-11-22") == [motorcycle]


def test_a_vehicle_comes_back_under_the_plate_that_was_kept(
    office: Office, walker: str, motorcycle: dict[str, Any]
) -> None:
    seller, frame = motorcycle["soDinhDanh"], {"soKhung": motorcycle["soKhung"]}
    office.record("vehicle", frame, "vehicle_transferred", TODAY, data={"nguoiNhan": walker})
    office.record("vehicle", frame, "vehicle_transferred", TODAY, data={"nguoiNhan": seller})
    (back,) = office.lookup("vehicle", seller)
    assert (back["bienSo"], back["soKhung"]) == (motorcycle["bienSo"], motorcycle["soKhung"])
    assert [r["tinhTrang"] for r in office.lookup("vehicle", walker)] == ["bienSoGiuLai"]
    assert office.lookup("vehicle", {"bienSo": motorcycle["bienSo"]}) == [back]


def test_what_happens_to_a_frame_that_was_sold_happens_to_its_owner_now(office: Office, walker: str) -> None:
    seller = personas.persona("P45").people[0]["soDinhDanh"]
    sold = next(r for r in office.lookup("vehicle", seller) if "soKhung" in r)
    frame = {"soKhung": sold["soKhung"]}
    office.record("vehicle", frame, "vehicle_transferred", TODAY, data={"nguoiNhan": walker})
    assert office.record("vehicle", frame, "vehicle_stolen", TODAY)["outcome"] == "recorded"
    assert office.lookup("vehicle", frame, "tinhTrang") == [{"soDinhDanh": walker, "tinhTrang": "matCap"}]
    (entry,) = office.history("vehicle", frame)["entries"]
    assert entry == {
        "on": TODAY,
        "knownAt": entry["knownAt"],
        "type": "vehicle_stolen",
        "changes": [{"field": "tinhTrang", "from": "dangSuDung", "to": "matCap"}],
    }


def test_who_has_what_a_file_states_gets_what_he_buys_besides(office: Office, motorcycle: dict[str, Any]) -> None:
    buyer, frame = personas.persona("P45").people[0]["soDinhDanh"], {"soKhung": motorcycle["soKhung"]}
    stated = office.lookup("vehicle", buyer)
    office.record("vehicle", frame, "vehicle_transferred", TODAY, data={"nguoiNhan": buyer})
    (bought,) = office.lookup("vehicle", frame)
    assert (bought["soDinhDanh"], bought["nhanHieu"]) == (buyer, motorcycle["nhanHieu"])
    assert office.lookup("vehicle", buyer) == [*stated, bought]
    assert office.lookup("vehicle", buyer, on="2026-11-22") == stated
    office.record("vehicle", frame, "vehicle_transferred", TODAY, data={"nguoiNhan": motorcycle["soDinhDanh"]})
    kept = {"soDinhDanh": buyer, "bienSo": bought["bienSo"], "tinhTrang": "bienSoGiuLai"}
    assert office.lookup("vehicle", buyer, "bienSo", "tinhTrang")[len(stated) :] == [kept]


def test_who_cannot_own_is_refused(office: Office, motorcycle: dict[str, Any]) -> None:
    seller = {"bienSo": motorcycle["bienSo"]}
    nobody, self_ = {"nguoiNhan": "099099999999"}, {"nguoiNhan": motorcycle["soDinhDanh"]}
    assert refusal(office, seller, "vehicle_transferred", data=nobody) == ("unknown_relative", "/data/nguoiNhan")
    assert refusal(office, seller, "vehicle_transferred", data=self_) == ("nothing_to_change", "/data/nguoiNhan")
    dead = next(n for n in office.numbers(1000) if office.outcome("population", n) == "deceased")
    given = {"nguoiNhan": dead}
    assert refusal(office, seller, "vehicle_transferred", data=given) == ("subject_deceased", "/data/nguoiNhan")


def test_who_has_several_must_name_the_one_that_is_meant(office: Office) -> None:
    records = next(r for n in office.numbers(1000) if len(r := office.lookup("vehicle", n)) > 1)
    assert refusal(office, records[0]["soDinhDanh"], "vehicle_stolen") == ("invalid", "/subject")
    office.record("vehicle", {"bienSo": records[0]["bienSo"]}, "vehicle_stolen", TODAY)
    states = {r["bienSo"]: r["tinhTrang"] for r in office.lookup("vehicle", records[0]["soDinhDanh"])}
    assert states == {r["bienSo"]: r["tinhTrang"] for r in records} | {records[0]["bienSo"]: "matCap"}


def test_an_inspection_shows_until_when(office: Office, motorcycle: dict[str, Any]) -> None:
    car = _one(office, {"oToCon", "oToTai"})
    office.record("vehicle", {"bienSo": car["bienSo"]}, "vehicle_inspected", TODAY, data={"hanKiemDinh": "2027-11-23"})
    (now,) = office.lookup("vehicle", {"bienSo": car["bienSo"]}, "ngayKiemDinh", "hanKiemDinh")
    assert (now["ngayKiemDinh"], now["hanKiemDinh"]) == (TODAY, "2027-11-23")
    data = {"hanKiemDinh": "2027-11-23"}
    assert refusal(office, motorcycle["soDinhDanh"], "vehicle_inspected", data=data) == ("invalid", "/subject")


def test_a_vehicle_stays_with_the_dead_until_it_passes_on(
    office: Office, walker: str, motorcycle: dict[str, Any]
) -> None:
    owner = motorcycle["soDinhDanh"]
    office.record("population", owner, "death", "2026-11-20")
    assert office.outcome("vehicle", owner) == "deceased"
    assert office.lookup("vehicle", owner) == [motorcycle]
    office.record("vehicle", {"bienSo": motorcycle["bienSo"]}, "vehicle_transferred", TODAY, data={"nguoiNhan": walker})
    assert office.lookup("vehicle", walker, "soKhung")[0]["soKhung"] == motorcycle["soKhung"]


def test_what_a_persona_sells_leaves_the_persona_too(office: Office, walker: str) -> None:
    (before,) = office.lookup("vehicle", "099199045001")
    data = {"nguoiNhan": walker}
    office.record("vehicle", {"bienSo": before["bienSo"]}, "vehicle_transferred", "2026-11-20", data=data)
    (kept,) = office.lookup("vehicle", "099199045001")
    assert (kept["bienSo"], kept["tinhTrang"], "soKhung" in kept) == (before["bienSo"], "bienSoGiuLai", False)
    (bought,) = office.lookup("vehicle", {"soKhung": before["soKhung"]})
    assert bought["soDinhDanh"] == walker


NEW = {"loaiXe": "moTo", "nhanHieu": "Honda", "soKhung": "000DANCU900000001", "soMay": "HO900000001"}


def test_a_new_vehicle_is_known_by_its_origin_until_it_is_registered(office: Office) -> None:
    buyer = next(n for n in office.numbers(300) if office.outcome("vehicle", n) == "no_record")
    office.record("vehicle", buyer, "origin_recorded", "2026-11-18", data=NEW)
    (bought,) = office.lookup("vehicle", {"soKhung": NEW["soKhung"]})
    assert {**NEW, "soDinhDanh": buyer, "tinhTrang": "chuaDangKy", "nguonGoc": "xeMoi"}.items() <= bought.items()
    assert not {"bienSo", "soDangKyXe", "ngayDangKy"} & {*bought}
    office.record("vehicle", buyer, "vehicle_registered", "2026-11-20", data=NEW)
    (registered,) = office.lookup("vehicle", buyer)
    assert (registered["tinhTrang"], registered["ngayDangKy"]) == ("dangSuDung", "2026-11-20")


def test_somebody_elses_new_vehicle_is_not_registered(office: Office) -> None:
    buyer, other = [n for n in office.numbers(300) if office.outcome("vehicle", n) == "no_record"][:2]
    office.record("vehicle", buyer, "origin_recorded", "2026-11-18", data=NEW)
    with pytest.raises(CallFault) as fault:
        office.record("vehicle", other, "vehicle_registered", "2026-11-20", data=NEW)
    assert (fault.value.code, fault.value.pointer) == ("number_taken", "/data/soKhung")


def test_a_certificate_issued_anew_has_another_number(office: Office) -> None:
    owner = next(n for n in office.numbers(300) if office.outcome("vehicle", n) == "found")
    before = office.lookup("vehicle", owner)[0]
    told = office.record("vehicle", {"bienSo": before["bienSo"]}, "certificate_reissued", "2026-11-20")
    (after,) = office.lookup("vehicle", {"bienSo": before["bienSo"]})
    assert told["soDangKyXe"] != before["soDangKyXe"]
    assert after == {**before, "soDangKyXe": told["soDangKyXe"]}


def test_a_new_vehicle_is_registered_for_fifteen_days_and_then_for_good(office: Office, walker: str) -> None:
    office.record("vehicle", walker, "origin_recorded", "2026-11-20", data=NEW_MOTORCYCLE)
    frame = {"soKhung": NEW_MOTORCYCLE["soKhung"]}
    told = office.record("vehicle", frame, "temporary_registered", TODAY)
    given = {name: told[name] for name in ("soDangKy", "bienSo", "denNgay")}
    assert re.fullmatch(r"T10-\d{3}\.\d{2}", given["bienSo"])
    assert given["denNgay"] == "2026-12-08"
    (record,) = office.lookup("vehicle", frame, "dangKyTam", "tinhTrang")
    assert (record["dangKyTam"], record["tinhTrang"]) == (given, "chuaDangKy")
    office.record("vehicle", walker, "vehicle_registered", TODAY, data=NEW_MOTORCYCLE)
    (record,) = office.lookup("vehicle", frame, "dangKyTam", "tinhTrang")
    assert (record.get("dangKyTam"), record["tinhTrang"]) == (None, "dangSuDung")


def test_what_is_registered_needs_no_temporary_plate(office: Office, motorcycle: dict[str, Any]) -> None:
    assert refusal(office, {"bienSo": motorcycle["bienSo"]}, "temporary_registered") == ("invalid", "/subject")
