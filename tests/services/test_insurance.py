"""What is special about the insurance database: cards by group, contributions, pensions, and how all of it ends."""

from itertools import pairwise
from typing import Any

import dancu_contracts
import pytest

from mock_sectoral_dbs._work import LEAST_WAGES
from tests.services.conftest import Office

TODAY = "2026-11-23"
CARD = {"doiTuong": "GD", "mucHuong": "4", "giaTriTu": "2026-11-23", "giaTriDen": "2027-11-22"}


@pytest.fixture
def insured(office: Office) -> list[dict[str, Any]]:
    """The records of three hundred people."""
    return [record for number in office.numbers(300) for record in office.lookup("insurance", number)]


@pytest.fixture
def worker(office: Office) -> str:
    """Somebody who is employed today."""
    for number in office.numbers(300):
        for record in office.lookup("insurance", number):
            periods = record.get("quaTrinhDong", [{"denThang": ""}])
            if "denThang" not in periods[-1] and "donVi" in periods[-1]:
                return number
    raise AssertionError("nobody works")


def test_a_card_says_group_benefit_province_and_number(insured: list[dict[str, Any]]) -> None:
    groups = dancu_contracts.code_table("doiTuongBHYT")["values"]
    for record in (r for r in insured if "theBHYT" in r):
        card, number = record["theBHYT"], record["maTheBHYT"]
        assert number[:2] == card["doiTuong"]
        assert number[2] == card["mucHuong"]
        assert number[5:] == record["maSoBHXH"]
        assert card["mucHuong"] == ("2" if number[:2] == "CN" else groups[number[:2]]["mucHuong"])


def test_a_card_leads_to_its_holder(office: Office, worker: str) -> None:
    (record,) = office.lookup("insurance", worker)
    assert office.lookup("insurance", {"maTheBHYT": record["maTheBHYT"]}) == [record]
    assert office.outcome("insurance", {"maTheBHYT": f"GD492{record['maSoBHXH']}"}) == "not_found"


def test_groups_follow_age_and_work(insured: list[dict[str, Any]]) -> None:
    for record in (r for r in insured if r.get("theBHYT", {}).get("tinhTrang") == "conGiaTri"):
        age, group = 2026 - int(record["ngaySinh"][:4]), record["theBHYT"]["doiTuong"]
        if age < 6:
            assert group == "TE"
        elif 7 <= age < 18:
            assert group == "HS"
        works = any("denThang" not in p and "donVi" in p for p in record.get("quaTrinhDong", ()))
        assert works == (group == "DN"), record
    assert {r["theBHYT"]["doiTuong"] for r in insured if "theBHYT" in r} >= {"TE", "HS", "SV", "DN", "GD", "HT"}


def test_a_child_under_six_holds_one_card_without_a_gap(office: Office) -> None:
    for number in office.numbers(100):
        born = office.lookup("population", number, "ngaySinh")[0]["ngaySinh"]
        if born > "2016" and (records := office.lookup("insurance", number, on=born)):
            assert records[0]["theBHYT"]["giaTriTu"] == born
            assert records[0]["theBHYT"]["ngayDu5Nam"][:4] == str(int(born[:4]) + 5)


def test_contributions_follow_each_other_and_keep_the_least_wage(insured: list[dict[str, Any]]) -> None:
    least = {day.isoformat()[:7]: wage for day, wage in LEAST_WAGES}
    worked = [r["quaTrinhDong"] for r in insured if "quaTrinhDong" in r]
    assert len(worked) > 60
    for periods in worked:
        assert all(one["denThang"] < other["tuThang"] for one, other in pairwise(periods))
        for period in periods:
            assert period["mucDong"] >= next(
                w for m, w in sorted(least.items(), reverse=True) if m <= period["tuThang"]
            )


def test_employers_were_there_when_the_job_began_and_have_codes(office: Office, worker: str) -> None:
    (record,) = office.lookup("insurance", worker, "quaTrinhDong")
    company = office.store.nation.organisations.company(record["quaTrinhDong"][-1]["donVi"]["ma"])
    assert company is not None
    assert company.ten == record["quaTrinhDong"][-1]["donVi"]["ten"]


def test_months_against_unemployment_count_since_2009(office: Office, worker: str) -> None:
    (record,) = office.lookup("insurance", worker)
    months = record["baoHiemThatNghiep"]
    assert months["soThangTrong24"] <= months["soThangDong"] <= (2026 - 2009 + 1) * 12
    (before,) = office.lookup("insurance", worker, on="2008-12-31")
    assert "baoHiemThatNghiep" not in before


def test_pensions_begin_at_the_age_of_retirement(insured: list[dict[str, Any]]) -> None:
    drawn = [(r, b) for r in insured for b in r.get("huongCheDo", ()) if b["loai"] == "huuTri"]
    assert drawn
    for record, pension in drawn:
        age = int(pension["tuNgay"][:4]) - int(record["ngaySinh"][:4])
        assert 60 <= age <= 63 if record["gioiTinh"] == "1" else 55 <= age <= 61
        assert pension["mucHuong"] > 0


def test_only_women_draw_maternity_and_when_they_gave_birth(office: Office) -> None:
    drawn = 0
    for number in office.numbers(600):
        for record in office.lookup("insurance", number, "huongCheDo", "gioiTinh"):
            births = [b["tuNgay"] for b in record.get("huongCheDo", ()) if b["loai"] == "thaiSan"]
            if births:
                assert record["gioiTinh"] == "2"
                children = office.lookup("population", number, "con")[0]["con"]
                born = {office.lookup("population", c["soDinhDanh"], "ngaySinh")[0]["ngaySinh"] for c in children}
                assert {*births} <= born
                drawn += 1
    assert drawn


def test_death_ends_everything_once_it_is_known(office: Office, worker: str) -> None:
    office.record("population", worker, "death", "2026-11-10")
    (record,) = office.lookup("insurance", worker)
    assert record["theBHYT"]["tinhTrang"] == "thuHoi"
    assert record["quaTrinhDong"][-1]["denThang"] == "2026-11"
    (before,) = office.lookup("insurance", worker, on="2026-11-09")
    assert before["theBHYT"]["tinhTrang"] == "conGiaTri"
    (unknowing,) = office.lookup("insurance", worker, knownAt="2026-11-20T00:00:00+07:00")
    assert unknowing["theBHYT"]["tinhTrang"] == "conGiaTri"
    assert "denThang" not in unknowing["quaTrinhDong"][-1]


def test_a_card_that_was_issued_shows_and_expires(office: Office, worker: str) -> None:
    (before,) = office.lookup("insurance", worker)
    number = f"GD492{before['maSoBHXH']}"
    office.record("insurance", worker, "card_issued", TODAY, data={"maTheBHYT": number, "theBHYT": CARD})
    assert office.lookup("insurance", {"maTheBHYT": number}, "theBHYT")[0]["theBHYT"] == {
        **CARD,
        "tinhTrang": "conGiaTri",
    }
    (later,) = office.lookup("insurance", worker, "theBHYT", on="2028-01-01")
    assert later["theBHYT"]["tinhTrang"] == "hetHan"
    office.record("insurance", worker, "card_withdrawn", TODAY)
    assert office.lookup("insurance", worker, "theBHYT.tinhTrang")[0]["theBHYT"] == {"tinhTrang": "thuHoi"}
    assert office.lookup("insurance", worker, on="2026-11-22") == office.lookup("insurance", worker, on="2026-11-22")
    assert office.lookup("insurance", worker, "maTheBHYT", on="2026-11-22")[0]["maTheBHYT"] == before["maTheBHYT"]


def test_a_recorded_contribution_counts(office: Office, worker: str) -> None:
    (before,) = office.lookup("insurance", worker)
    period = {"tuThang": "2009-01", "denThang": "2009-12", "mucDong": 2_000_000, "loai": "batBuoc"}
    office.record("insurance", worker, "contribution_recorded", TODAY, data=period)
    (after,) = office.lookup("insurance", worker)
    assert after["quaTrinhDong"] == [*before["quaTrinhDong"], period]
    assert after["baoHiemThatNghiep"]["soThangDong"] == before["baoHiemThatNghiep"]["soThangDong"] + 12


def test_a_granted_benefit_shows(office: Office, worker: str) -> None:
    benefit = {"loai": "omDau", "tuNgay": "2026-11-01", "denNgay": "2026-11-10", "mucHuong": 3_000_000}
    office.record("insurance", worker, "benefit_granted", TODAY, data=benefit)
    assert benefit in office.lookup("insurance", worker, "huongCheDo")[0]["huongCheDo"]


def test_the_first_card_opens_the_record_of_who_was_never_insured(office: Office) -> None:
    number = next(n for n in office.numbers(600) if office.outcome("insurance", n) == "no_record")
    data = {"maTheBHYT": "GD4920000000001", "theBHYT": CARD}
    office.record("insurance", number, "card_issued", TODAY, data=data)
    (record,) = office.lookup("insurance", number)
    assert (record["maTheBHYT"], record["theBHYT"]["giaTriTu"]) == ("GD4920000000001", TODAY)
    assert office.lookup("insurance", {"maTheBHYT": "GD4920000000001"}) == [record]
    assert office.outcome("insurance", number, on="2026-11-22") == "no_record"


def test_a_card_whose_number_is_left_out_is_numbered_by_the_insurer(office: Office, worker: str) -> None:
    child = {**CARD, "doiTuong": "TE", "mucHuong": "1"}
    told = office.record("insurance", worker, "card_issued", TODAY, data={"theBHYT": child})
    (record,) = office.lookup("insurance", worker, "maTheBHYT", "maSoBHXH")
    assert (record["maTheBHYT"], record["maSoBHXH"]) == (told["maTheBHYT"], told["maSoBHXH"])
    assert (told["maTheBHYT"][:3], told["maTheBHYT"][5:]) == ("TE1", record["maSoBHXH"])
