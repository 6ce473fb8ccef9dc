"""What is special about judgments: one for each case closed, in force when nobody appealed, published without names."""

from datetime import date, timedelta
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
CERTIFICATE = {"procedure": "cap-phieu-ly-lich-tu-phap"}
CLAIM = {"loaiVuAn": "danSu", "quanHePhapLuat": "Tranh chấp hợp đồng vay tài sản", "tuCach": "biDon"}
CRIME = {"tuCach": "biCao", "toiDanh": "Đánh bạc", "dieuLuat": "Điều 321 Bộ luật Hình sự"}


@pytest.fixture
def judgments(office: Office) -> list[dict[str, Any]]:
    """The judgments of a thousand people."""
    return [one for number in office.numbers(1000) for one in office.lookup("judgments", number)]


@pytest.fixture
def case(office: Office) -> dict[str, Any]:
    """A dispute of somebody grown who had none, accepted in September."""
    seen = office.store.workspace(office.workspace)
    people = (seen.person(index) for index in range(SIZE))
    grown = (office.number(p.index) for p in people if p.death is None and p.birthday(20) < seen.as_of.on)
    number = next(n for n in grown if office.outcome("court_cases", n) == "no_record")
    office.record("court_cases", number, "case_accepted", "2026-09-01", data=CLAIM)
    return office.lookup("court_cases", number)[0]


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def test_each_case_that_was_closed_has_its_judgment(office: Office) -> None:
    for number in office.numbers(500):
        closed = [(c["soThuLy"], c["ngayKetThuc"]) for c in office.lookup("court_cases", number) if "ngayKetThuc" in c]
        given = [(j["soThuLy"], j["ngayTuyen"]) for j in office.lookup("judgments", number)]
        assert sorted(given) == sorted(closed)


def test_a_judgment_is_in_force_after_the_days_to_appeal_a_decision_at_once(judgments: list[dict[str, Any]]) -> None:
    for one in judgments:
        force = _later(one["ngayTuyen"], 31 if one["loai"] == "banAn" else 0)
        assert one["hieuLuc"] == ("coHieuLuc" if force <= TODAY else "chuaCoHieuLuc")
        assert one.get("ngayHieuLuc") == (force if force <= TODAY else None)
    assert {one["loai"] for one in judgments} == {"banAn", "quyetDinhCongNhan", "quyetDinhDinhChi"}


def test_what_is_published_hides_the_name_and_says_nothing_of_what_was_private(judgments: list[dict[str, Any]]) -> None:
    published = [one for one in judgments if "congBo" in one]
    assert published
    for one in published:
        assert one["loai"] == "banAn"
        assert "ketQua" in one
        assert one["hoVaTen"] not in " ".join(one["congBo"]["duongSu"])
        assert one["congBo"]["duongSu"][0].split(" ")[0] in {"Ông", "Bà"}
    assert all("congBo" not in one for one in judgments if "loaiVuAn" not in one)


def test_a_sentence_is_told_to_those_who_certify_the_record_alone(
    office: Office, judgments: list[dict[str, Any]]
) -> None:
    assert {len(office.lookup("judgments", one["soDinhDanh"], "hinhPhat")) for one in judgments} == {0}
    office.purpose = CERTIFICATE
    told = [r for one in judgments for r in office.lookup("judgments", {"soBanAn": one["soBanAn"]}, "hinhPhat")]
    assert 0 < sum("hinhPhat" in record for record in told) < 0.2 * len(told)


def test_a_prison_term_counts_from_the_day_of_detention(office: Office) -> None:
    office.purpose = CERTIFICATE
    counted = 0
    for number in office.numbers(SIZE):
        for one in office.lookup("judgments", number, "soThuLy", "hinhPhat"):
            (crime,) = office.lookup("court_cases", {"soThuLy": one["soThuLy"]}, "hinhSu")
            if since := one.get("hinhPhat", {}).get("tinhTuNgay"):
                assert crime["hinhSu"]["tamGiamTuNgay"] == since
                counted += 1
    assert counted


def test_a_judgment_given_takes_the_place_of_what_would_have_been(office: Office, case: dict[str, Any]) -> None:
    duty = {"vaiTro": "nguoiPhaiThiHanh", "noiDung": "thanhToan", "soTien": 12_500_000}
    data = {"soThuLy": case["soThuLy"], "ketQua": "chapNhan", "nghiaVu": duty}
    office.record("judgments", case["soDinhDanh"], "judgment_given", "2026-10-01", data=data)
    office.record("court_cases", case["soDinhDanh"], "case_advanced", "2026-10-01", data={"trangThai": "daXetXu"})
    (one,) = office.lookup("judgments", case["soDinhDanh"])
    assert one.items() >= {**data, "loai": "banAn", "loaiVuAn": "danSu", "toaAn": case["toaAn"]}.items()
    assert office.lookup("judgments", {"soBanAn": one["soBanAn"]}) == [one]
    assert office.lookup("judgments", {"soBanAn": one["soBanAn"]}, "hieuLuc", on="2026-10-31")[0]["hieuLuc"] == (
        "chuaCoHieuLuc"
    )


def test_what_is_appealed_stays_out_of_force_until_it_is_decided(office: Office, case: dict[str, Any]) -> None:
    number = case["soDinhDanh"]
    office.record("judgments", number, "judgment_given", "2026-10-01", data={"soThuLy": case["soThuLy"]})
    subject = {"soBanAn": office.lookup("judgments", number)[0]["soBanAn"]}
    office.record("judgments", subject, "judgment_appealed", "2026-10-15")
    assert office.lookup("judgments", subject, "hieuLuc", "ngayHieuLuc") == [
        {"soDinhDanh": number, "hieuLuc": "biKhangCao"}
    ]
    office.record("judgments", subject, "appeal_decided", "2026-11-20", data={"hieuLuc": "coHieuLuc"})
    assert office.lookup("judgments", subject, "hieuLuc", "ngayHieuLuc") == [
        {"soDinhDanh": number, "hieuLuc": "coHieuLuc", "ngayHieuLuc": "2026-11-20"}
    ]


def test_there_is_no_judgment_without_a_case(office: Office, case: dict[str, Any]) -> None:
    data = {"soThuLy": f"0{case['soThuLy'][1:]}x"}
    with pytest.raises(CallFault) as refused:
        office.record("judgments", case["soDinhDanh"], "judgment_given", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("nothing_to_change", "/data/soThuLy")
