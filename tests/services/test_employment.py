"""What is special about the employment database: it agrees with the insurer about jobs and about benefits."""

from typing import Any

import pytest

from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def workers(office: Office) -> list[dict[str, Any]]:
    """The working status of a thousand people."""
    return [r for n in office.numbers(1000) for r in office.lookup("employment", n) if r["loai"] == "viecLam"]


@pytest.fixture
def employee(office: Office) -> dict[str, Any]:
    """Somebody alive who works by a contract and never drew a benefit."""
    for number in office.numbers(300):
        records = office.lookup("employment", number)
        if len(records) == 1 and records[0].get("hinhThuc") == "hopDong":
            return records[0]
    raise AssertionError("nobody is employed")


def test_nobody_under_fifteen_is_a_worker(workers: list[dict[str, Any]]) -> None:
    assert max(r["ngaySinh"] for r in workers) <= "2011-11-23"


def test_who_works_by_contract_works_where_the_insurer_says(office: Office, workers: list[dict[str, Any]]) -> None:
    employed = [r for r in workers if r.get("hinhThuc") == "hopDong"]
    assert len(employed) > 50
    for record in employed[:50]:
        (insured,) = office.lookup("insurance", record["soDinhDanh"], "quaTrinhDong")
        last = insured["quaTrinhDong"][-1]
        assert (record["noiLamViec"], record["tienLuong"]) == (last["donVi"], last["mucDong"])
        assert record["tinhTrang"] == "coViecLam"
        assert "ngayChamDut" not in record


def test_who_lost_a_job_within_a_year_is_out_of_work(workers: list[dict[str, Any]]) -> None:
    lately = [r for r in workers if r.get("ngayChamDut", "") >= "2026-01" and r.get("tinhTrang") == "thatNghiep"]
    assert lately
    assert all("lyDoChamDut" in r for r in lately)
    assert {r["tinhTrang"] for r in workers if r.get("lyDoChamDut") == "nghiHuu" and "tinhTrang" in r} == {
        "khongThamGia"
    }


def test_every_unemployment_benefit_has_its_decision(office: Office) -> None:
    seen = 0
    for number in office.numbers(1000):
        decided = [r for r in office.lookup("employment", number) if r["loai"] == "quyetDinh"]
        insured = office.lookup("insurance", number, "huongCheDo")
        paid = [b for r in insured for b in r.get("huongCheDo", ()) if b["loai"] == "troCapThatNghiep"]
        assert [(r["tuNgay"], r["mucHuong"]) for r in decided] == [(b["tuNgay"], b["mucHuong"]) for b in paid]
        for record in decided:
            assert office.lookup("employment", {"soQuyetDinhTCTN": record["soQuyetDinhTCTN"]}) == [record]
            assert record["tuNgay"] <= record["ngayQuyetDinh"]
            assert ("Lao động" in record["coQuanQuyetDinh"]["ten"]) == (record["ngayQuyetDinh"] < "2025-03-01")
        seen += len(decided)
    assert seen > 10


def test_a_contract_that_ends_leaves_its_worker_out_of_work(office: Office, employee: dict[str, Any]) -> None:
    number = employee["soDinhDanh"]
    office.record("employment", number, "job_ended", TODAY, data={"lyDoChamDut": "thoaThuan"})
    (after,) = office.lookup("employment", number)
    ended = {"tinhTrang": "thatNghiep", "ngayChamDut": TODAY, "lyDoChamDut": "thoaThuan"}
    assert after == {**{name: value for name, value in employee.items() if name != "hinhThuc"}, **ended}
    assert office.lookup("employment", number, on="2026-11-22") == [employee]


def test_a_new_job_is_the_one_shown(office: Office, employee: dict[str, Any]) -> None:
    place = {"ten": "Hợp tác xã Nông nghiệp Ví Dụ"}
    office.record("employment", employee["soDinhDanh"], "job_started", TODAY, data={"noiLamViec": place})
    (after,) = office.lookup("employment", employee["soDinhDanh"], "noiLamViec", "ngayBatDau", "tienLuong", "chucDanh")
    assert after == {"soDinhDanh": employee["soDinhDanh"], "noiLamViec": place, "ngayBatDau": TODAY}


def test_a_decision_is_a_record_with_a_number_of_its_own(office: Office, employee: dict[str, Any]) -> None:
    data = {"noiDung": "huong", "tuNgay": "2026-12-01", "soThang": 3, "mucHuong": 4_000_000}
    office.record("employment", employee["soDinhDanh"], "decision_made", TODAY, data=data)
    status, decision = office.lookup("employment", employee["soDinhDanh"])
    assert status == employee
    assert data.items() <= decision.items()
    assert office.lookup("employment", {"soQuyetDinhTCTN": decision["soQuyetDinhTCTN"]}) == [decision]


def test_nothing_is_said_of_the_work_of_the_dead(office: Office, employee: dict[str, Any]) -> None:
    office.record("population", employee["soDinhDanh"], "death", "2026-11-20")
    (after,) = office.lookup("employment", employee["soDinhDanh"])
    assert "tinhTrang" not in after
    assert after["lyDoChamDut"] == "chet"
