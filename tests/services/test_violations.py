"""What is special about administrative violations: decrees of their time, deadlines, payments, what a death ends."""

from datetime import date, timedelta
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def decisions(office: Office) -> list[dict[str, Any]]:
    """The decisions about a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("violations", number)]


@pytest.fixture
def unpaid(office: Office) -> dict[str, Any]:
    """A decision that somebody alive has not carried out in time."""
    for number in office.numbers(1000):
        for record in office.lookup("violations", number):
            if record["tinhTrang"] == "quaHan":
                return record
    raise AssertionError("everybody pays")


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def test_a_fine_is_that_of_the_decree_of_its_day(decisions: list[dict[str, Any]]) -> None:
    lights = {
        (r["ngayViPham"] >= "2025", r["mucPhat"])
        for r in decisions
        if "đèn tín hiệu" in r["hanhVi"] and r["loaiXe"] == "moTo" and r["ngayViPham"] >= "2022"
    }
    assert lights == {(False, 900_000), (True, 5_000_000)}
    assert all((r["canCu"] == "Nghị định 168/2024/NĐ-CP") == (r["ngayViPham"] >= "2025") for r in _road(decisions))


def _road(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in decisions if r["linhVuc"] == "giaoThong"]


def test_traffic_police_fine_on_the_road_and_the_commune_elsewhere(decisions: list[dict[str, Any]]) -> None:
    fined_by = {(r["linhVuc"], r["coQuanXuPhat"]["ten"].split(" ", 1)[0]) for r in decisions if "coQuanXuPhat" in r}
    assert fined_by == {("giaoThong", "Phòng"), ("moiTruong", "UBND")}


def test_only_the_grown_are_fined_and_decided_upon_after_the_act(decisions: list[dict[str, Any]]) -> None:
    assert all(int(r["ngayViPham"][:4]) - int(r["ngaySinh"][:4]) >= 18 for r in decisions)
    assert all(r["ngayViPham"] <= r["ngayQuyetDinh"] < r["hanNop"] for r in decisions)


def test_what_is_paid_says_when_and_the_rest_is_open_late_or_ended(decisions: list[dict[str, Any]]) -> None:
    for record in decisions:
        assert (record["tinhTrang"] == "daThiHanh") == ("ngayNop" in record) == ("ngayXoa" in record)
        if record["tinhTrang"] in {"chuaThiHanh", "quaHan"}:
            assert (record["tinhTrang"] == "quaHan") == (record["hanNop"] < TODAY)
    assert sum(r["tinhTrang"] == "daThiHanh" for r in decisions) > 0.6 * len(decisions)


def test_a_decision_is_found_by_either_of_its_numbers(office: Office, unpaid: dict[str, Any]) -> None:
    for key in ("soQuyetDinhXuPhat", "soBienBan"):
        assert office.lookup("violations", {key: unpaid[key]}) == [unpaid]
    assert office.outcome("violations", {"soQuyetDinhXuPhat": "khong-co"}) == "not_found"


def test_a_payment_settles_the_decision_it_names_alone(office: Office, unpaid: dict[str, Any]) -> None:
    others = [r for r in office.lookup("violations", unpaid["soDinhDanh"]) if r != unpaid]
    office.record("violations", {"soQuyetDinhXuPhat": unpaid["soQuyetDinhXuPhat"]}, "fine_paid", TODAY)
    (paid,) = office.lookup("violations", {"soQuyetDinhXuPhat": unpaid["soQuyetDinhXuPhat"]})
    assert paid == {**unpaid, "tinhTrang": "daThiHanh", "ngayNop": TODAY, "ngayXoa": "2027-11-23"}
    assert [r for r in office.lookup("violations", unpaid["soDinhDanh"]) if r != paid] == others


def test_a_new_decision_has_a_number_and_ten_days(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("violations", n) == "no_record")
    data = {"linhVuc": "giaoThong", "hanhVi": "Dừng xe không đúng quy định", "mucPhat": 700_000}
    office.record("violations", number, "decision_made", "2026-11-20", data=data)
    (record,) = office.lookup("violations", number)
    assert data.items() <= record.items()
    assert (record["tinhTrang"], record["hanNop"]) == ("chuaThiHanh", "2026-11-30")
    assert office.lookup("violations", {"soQuyetDinhXuPhat": record["soQuyetDinhXuPhat"]}) == [record]
    assert office.lookup("violations", number, "tinhTrang", on="2026-12-01")[0]["tinhTrang"] == "quaHan"
    assert office.outcome("violations", number, on="2026-11-19") == "no_record"


def test_what_is_paid_in_time_is_never_late(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("violations", n) == "no_record")
    data = {"linhVuc": "thue", "hanhVi": "Nộp hồ sơ khai thuế quá thời hạn", "mucPhat": 3_000_000}
    office.record("violations", number, "decision_made", "2026-11-18", data=data)
    office.record("violations", number, "fine_paid", "2026-11-20")
    assert office.lookup("violations", number, "tinhTrang", on="2027-06-01")[0]["tinhTrang"] == "daThiHanh"


def test_a_death_ends_what_was_not_paid(office: Office, unpaid: dict[str, Any]) -> None:
    day = _later(TODAY, -3)
    office.record("population", unpaid["soDinhDanh"], "death", day)
    subject = {"soQuyetDinhXuPhat": unpaid["soQuyetDinhXuPhat"]}
    assert office.lookup("violations", subject, "tinhTrang")[0]["tinhTrang"] == "khongThiHanh"
    assert office.lookup("violations", subject, "tinhTrang", on=_later(day, -1))[0]["tinhTrang"] == "quaHan"


def test_nobody_is_penalised_after_death(office: Office, unpaid: dict[str, Any]) -> None:
    office.record("population", unpaid["soDinhDanh"], "death", "2026-11-20")
    data = {"linhVuc": "khac", "hanhVi": "Không khai báo", "mucPhat": 100_000}
    with pytest.raises(CallFault) as refused:
        office.record("violations", unpaid["soDinhDanh"], "decision_made", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("subject_deceased", "/subject")


def test_points_are_taken_since_2025_where_the_decree_says_so(decisions: list[dict[str, Any]]) -> None:
    taken = {
        (r["loaiXe"], r["hanhVi"].split(" ")[0], r["diemTru"])
        for r in decisions
        if "diemTru" in r and r["ngayViPham"] >= "2025"
    }
    assert taken
    assert taken <= {("moTo", "Không", 4), ("oTo", "Không", 4), ("oTo", "Chạy", 2)}
    assert not [r for r in decisions if "diemTru" in r and r["ngayViPham"] < "2025"]


def test_a_plate_and_its_kind_lead_to_the_decisions(office: Office, decisions: list[dict[str, Any]]) -> None:
    named = next(r for r in decisions if "bienSo" in r)
    subject = {"bienSo": named["bienSo"], "loaiXe": named["loaiXe"]}
    assert named in office.lookup("violations", subject)
    other = {**subject, "loaiXe": "oTo" if named["loaiXe"] == "moTo" else "moTo"}
    assert office.lookup("violations", other) == []


def test_a_decision_about_another_ones_vehicle_is_found_by_its_plate(office: Office) -> None:
    driver = next(n for n in office.numbers(300) if office.outcome("violations", n) == "no_record")
    said = {"linhVuc": "giaoThong", "hanhVi": "Vượt đèn đỏ", "mucPhat": 5_000_000, "loaiXe": "moTo", "diemTru": 4}
    plate = "10Z1-900.01"
    office.record("violations", driver, "decision_made", TODAY, data={**said, "bienSo": plate})
    (found,) = office.lookup("violations", {"bienSo": plate, "loaiXe": "moTo"})
    assert {**said, "bienSo": plate, "soDinhDanh": driver}.items() <= found.items()


def test_papers_are_held_of_vehicles_stopped_on_the_road_until_the_fine_is_paid(
    decisions: list[dict[str, Any]],
) -> None:
    held = [r for r in decisions if "giayToTamGiu" in r]
    assert held
    assert {(*r["giayToTamGiu"], r["phatHien"], r["linhVuc"], "bienSo" in r) for r in held} == {
        ("dangKyXe", "trucTiep", "giaoThong", True)
    }
    assert [r for r in held if r["tinhTrang"] == "daThiHanh"] == []


def test_papers_are_given_back(office: Office, unpaid: dict[str, Any]) -> None:
    data = {"linhVuc": "giaoThong", "hanhVi": "Thử", "mucPhat": 500_000, "giayToTamGiu": ["giayPhepLaiXe"]}
    told = office.record("violations", unpaid["soDinhDanh"], "decision_made", "2026-11-20", data=data)
    number = {"soQuyetDinhXuPhat": told["soQuyetDinhXuPhat"]}
    assert office.lookup("violations", number, "giayToTamGiu")[0]["giayToTamGiu"] == ["giayPhepLaiXe"]
    office.record("violations", number, "papers_returned", TODAY)
    assert "giayToTamGiu" not in office.lookup("violations", number, "giayToTamGiu")[0]
