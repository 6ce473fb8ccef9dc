"""What is special about criminal records: the courts' sentences, cleared by law or decision, shown for one purpose."""

from datetime import date
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.dates import years_later
from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
CERTIFICATE = {"procedure": "cap-phieu-ly-lich-tu-phap"}
CRIME = {"tuCach": "biCao", "toiDanh": "Trộm cắp tài sản", "dieuLuat": "Điều 173 Bộ luật Hình sự"}


@pytest.fixture
def convicted(office: Office) -> dict[str, dict[str, Any]]:
    """The records of those who were ever convicted, by number."""
    office.purpose = CERTIFICATE
    told = {n: r for n in office.numbers(SIZE) for r in office.lookup("criminal_record", n, "anTich")}
    return {number: r["anTich"] for number, r in told.items() if "thongTinAn" in r["anTich"]}


@pytest.fixture
def blameless(office: Office) -> str:
    """Somebody alive and grown without a case."""
    seen = office.store.workspace(office.workspace)
    people = (seen.person(index) for index in range(SIZE))
    grown = (office.number(p.index) for p in people if p.death is None and p.birthday(20) < seen.as_of.on)
    return next(n for n in grown if office.outcome("court_cases", n) == "no_record")


def _record(office: Office, number: str, **more: Any) -> dict[str, Any]:
    office.purpose = CERTIFICATE
    found: dict[str, Any] = office.lookup("criminal_record", number, "anTich", **more)[0]["anTich"]
    return found


def _convict(office: Office, number: str, sentence: dict[str, Any]) -> str:
    """Try and sentence somebody; the number of the judgment."""
    office.record("court_cases", number, "case_accepted", "2026-08-03", data={"hinhSu": CRIME})
    (case,) = office.lookup("court_cases", number)
    data = {"soThuLy": case["soThuLy"], "hinhPhat": {"toiDanh": CRIME["toiDanh"], **sentence}}
    office.record("judgments", number, "judgment_given", "2026-09-01", data=data)
    return str(office.lookup("judgments", number)[0]["soBanAn"])


def test_to_every_other_procedure_the_convicted_and_the_blameless_look_the_same(
    office: Office, convicted: dict[str, Any], blameless: str
) -> None:
    guilty = next(iter(convicted))
    for procedure in {*dancu_contracts.procedures()} - {CERTIFICATE["procedure"]}:
        office.purpose = {"procedure": procedure}
        answers = [
            office.call("lookup", "criminal_record", subject={"soDinhDanh": number}, fields=["anTich"])
            for number in (guilty, blameless)
        ]
        assert answers[0] == answers[1]
        assert (answers[0]["outcome"], answers[0]["records"]) == ("no_record", [])
        assert [office.outcome("criminal_record", n) for n in (guilty, blameless)] == ["found", "found"]


def test_a_record_says_what_the_courts_and_the_prisons_say(office: Office, convicted: dict[str, Any]) -> None:
    assert SIZE * 0.005 < len(convicted) < SIZE * 0.03
    for number, record in convicted.items():
        judgments = office.lookup("judgments", number, "soBanAn", "ngayTuyen", "toaAn", "hinhPhat")
        judged = {one["soBanAn"]: one for one in judgments}
        (file,) = office.lookup("sentence_enforcement", number, "chapHanh")
        served = {term["soBanAn"]: term.get("ngayChapHanhXong") for term in file.get("chapHanh", ())}
        for entry in record["thongTinAn"]:
            one = judged[entry["soBanAn"]]
            assert (entry["ngayTuyen"], entry["toaAn"]) == (one["ngayTuyen"], one["toaAn"])
            assert (entry["toiDanh"], entry["loaiHinhPhat"]) == (one["hinhPhat"]["toiDanh"], one["hinhPhat"]["loai"])
            assert entry.get("ngayChapHanhXong") == served.get(entry["soBanAn"])


def test_a_conviction_is_cleared_so_many_years_after_it_was_served(convicted: dict[str, Any]) -> None:
    cleared = 0
    for record in convicted.values():
        (entry,) = record["thongTinAn"]
        assert (entry["tinhTrang"] == "daXoa") == ("ngayXoa" in entry)
        assert record["tinhTrangAnTich"] == ("khongCoAnTich" if entry["tinhTrang"] == "daXoa" else "coAnTich")
        if "ngayXoa" in entry and "dsCDNCV" not in record:
            years = 1 if entry["loaiHinhPhat"] != "tuCoThoiHan" else 2 if entry["thoiHanThang"] <= 60 else 3
            assert entry["ngayXoa"] == years_later(date.fromisoformat(entry["ngayChapHanhXong"]), years).isoformat()
            cleared += 1
    assert cleared


def test_the_day_before_it_is_cleared_a_conviction_stands(office: Office, convicted: dict[str, Any]) -> None:
    number, entry = next((n, r["thongTinAn"][0]) for n, r in convicted.items() if "ngayXoa" in r["thongTinAn"][0])
    before = date.fromordinal(date.fromisoformat(entry["ngayXoa"]).toordinal() - 1).isoformat()
    stood = [_record(office, number, on=day)["tinhTrangAnTich"] for day in (before, entry["ngayXoa"])]
    assert stood == ["coAnTich", "khongCoAnTich"]


def test_a_sentence_given_shows_when_it_is_in_force(office: Office, blameless: str) -> None:
    number = _convict(office, blameless, {"loai": "tuCoThoiHan", "thoiHanThang": 24})
    assert _record(office, blameless, on="2026-10-01") == {"tinhTrangAnTich": "khongCoAnTich"}
    told = _record(office, blameless)
    assert told["tinhTrangAnTich"] == "coAnTich"
    (entry,) = told["thongTinAn"]
    assert (entry["soBanAn"], entry["thoiHanThang"], entry["tinhTrang"]) == (number, 24, "chuaXoa")


def test_what_is_annulled_on_appeal_was_never_a_conviction(office: Office, blameless: str) -> None:
    subject = {"soBanAn": _convict(office, blameless, {"loai": "tuCoThoiHan", "thoiHanThang": 24})}
    office.record("judgments", subject, "judgment_appealed", "2026-09-15")
    office.record("judgments", subject, "appeal_decided", "2026-11-10", data={"hieuLuc": "biHuy"})
    assert _record(office, blameless) == {"tinhTrangAnTich": "khongCoAnTich"}


def test_a_conviction_is_cleared_by_decision(office: Office, blameless: str) -> None:
    number = _convict(office, blameless, {"loai": "canhCao"})
    office.record("criminal_record", blameless, "record_cleared", "2026-11-20", data={"soBanAn": number})
    told = _record(office, blameless)
    assert told["tinhTrangAnTich"] == "khongCoAnTich"
    assert (told["thongTinAn"][0]["tinhTrang"], told["thongTinAn"][0]["ngayXoa"]) == ("daXoa", "2026-11-20")


def test_a_ban_stands_beside_the_convictions(office: Office, blameless: str) -> None:
    ban = {"noiDung": "Thành lập, quản lý doanh nghiệp", "denNgay": "2028-11-20"}
    office.record("criminal_record", blameless, "ban_recorded", "2026-11-20", data=ban)
    assert _record(office, blameless) == {
        "tinhTrangAnTich": "khongCoAnTich",
        "dsCDNCV": [{"tuNgay": "2026-11-20", **ban}],
    }


def test_a_certificate_is_numbered_and_says_nothing_of_the_result(office: Office, blameless: str) -> None:
    before = office.lookup("criminal_record", blameless, "phieu")[0].get("phieu", [])
    data = {"loaiPhieu": "1", "mucDich": "Xin việc làm"}
    told = office.record("criminal_record", blameless, "certificate_issued", TODAY, data=data)
    *older, issued = office.lookup("criminal_record", blameless, "phieu")[0]["phieu"]
    assert older == before
    assert issued.items() >= {**data, "ngayCap": TODAY, "soPhieu": told["soPhieu"]}.items()
    assert issued["coQuan"]["ten"].startswith("Công an")


def test_a_child_has_no_file_and_is_issued_nothing(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    child = next(office.number(p.index) for p in map(seen.person, range(SIZE)) if p.birthday(10) > seen.as_of.on)
    assert office.outcome("criminal_record", child) == "no_record"
    with pytest.raises(CallFault) as refused:
        office.record("criminal_record", child, "certificate_issued", TODAY, data={"loaiPhieu": "1"})
    assert (refused.value.code, refused.value.pointer) == ("under_age", "/subject")


def test_nothing_is_cleared_that_was_never_judged(office: Office, blameless: str) -> None:
    with pytest.raises(CallFault) as refused:
        office.record("criminal_record", blameless, "record_cleared", TODAY, data={"soBanAn": "1/2026/BA-ST"})
    assert (refused.value.code, refused.value.pointer) == ("nothing_to_change", "/data/soBanAn")
