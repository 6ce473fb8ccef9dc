"""What is special about sentences being served: a status for everybody, never the offence, over when the term is."""

from typing import Any

from tests.services.conftest import SIZE, Office

ABSENCE = {"procedure": "khai-bao-tam-vang"}
CERTIFICATE = {"procedure": "cap-phieu-ly-lich-tu-phap"}
PRISONER = "099087024001"


def _sentenced(office: Office, state: str) -> dict[str, Any]:
    """A sentence of somebody drawn that stands there today."""
    office.purpose = CERTIFICATE
    for number in office.numbers(SIZE):
        for record in office.lookup("sentence_enforcement", number, "chapHanh"):
            for term in record.get("chapHanh", ()):
                if term["trangThai"] == state:
                    return {**term, "soDinhDanh": number}
    raise AssertionError(f"nobody is {state}")


def _term(office: Office, number: str, **more: Any) -> dict[str, Any]:
    office.purpose = CERTIFICATE
    found: dict[str, Any] = office.lookup("sentence_enforcement", number, "chapHanh", **more)[0]["chapHanh"][-1]
    return found


def test_the_status_is_told_for_an_absence_and_not_for_a_marriage(office: Office) -> None:
    office.purpose = {"procedure": "dang-ky-ket-hon"}
    assert office.lookup("sentence_enforcement", PRISONER, "trangThai") == []
    office.purpose = ABSENCE
    assert office.lookup("sentence_enforcement", PRISONER, "trangThai") == [
        {"soDinhDanh": PRISONER, "trangThai": "dangChapHanh"}
    ]
    assert office.lookup("sentence_enforcement", PRISONER, "chapHanh") == []


def test_most_have_nothing_to_serve_and_no_offence_is_told(office: Office) -> None:
    office.purpose = ABSENCE
    files = (office.lookup("sentence_enforcement", number, "trangThai") for number in office.numbers(SIZE))
    states = [file["trangThai"] for told in files for file in told]
    assert {*states} == {"khong", "dangChapHanh", "taiCongDong"}
    assert states.count("khong") > 0.99 * len(states)
    assert {*_sentenced(office, "dangChapHanh")}.isdisjoint({"toiDanh", "dieuLuat"})


def test_each_judgment_in_force_with_a_sentence_is_served(office: Office) -> None:
    office.purpose, served = CERTIFICATE, 0
    for number in office.numbers(SIZE):
        for one in office.lookup("judgments", number, "soBanAn", "hinhPhat", "ngayHieuLuc"):
            if "hinhPhat" in one and one.get("ngayHieuLuc", "9999") < "2026-09-01":
                term = _term(office, number)
                assert (term["soBanAn"], term["loaiAn"]) == (one["soBanAn"], one["hinhPhat"]["loai"])
                assert term["ngayBatDau"] >= one["ngayHieuLuc"]
                served += 1
    assert served > 10


def test_whoever_has_served_has_nothing_to_serve(office: Office) -> None:
    term = _sentenced(office, "daChapHanhXong")
    (record,) = office.lookup("sentence_enforcement", term["soDinhDanh"], "trangThai")
    assert record["trangThai"] == "khong"
    before = _term(office, term["soDinhDanh"], on=term["ngayBatDau"])
    assert (before["trangThai"] in {"dangChapHanh", "taiCongDong"}) == (term["ngayBatDau"] < term["ngayChapHanhXong"])


def test_a_term_reduced_ends_earlier(office: Office) -> None:
    term = _sentenced(office, "dangChapHanh")
    number = term.pop("soDinhDanh")
    months = term["thoiHanThang"]
    office.record("sentence_enforcement", number, "term_reduced", "2026-11-23", data={"giamThang": months})
    assert _term(office, number) == {
        **term,
        "giamThang": months,
        "trangThai": "daChapHanhXong",
        "ngayChapHanhXong": term["ngayBatDau"],
    }


def test_a_sentence_is_deferred_resumed_and_ended_by_amnesty(office: Office) -> None:
    number = _sentenced(office, "dangChapHanh")["soDinhDanh"]
    stood = []
    for day, state in (("2026-11-20", "tamDinhChi"), ("2026-11-21", "dangChapHanh"), ("2026-11-22", "dacXa")):
        office.record("sentence_enforcement", number, "serving_changed", day, data={"trangThai": state})
        stood.append(office.lookup("sentence_enforcement", number, "trangThai", on=day)[0]["trangThai"])
    assert stood == ["tamDinhChi", "dangChapHanh", "khong"]
    assert _term(office, number)["ngayChapHanhXong"] == "2026-11-22"


def test_a_death_ends_what_is_not_served(office: Office) -> None:
    number = _sentenced(office, "dangChapHanh")["soDinhDanh"]
    office.record("population", number, "death", "2026-11-20")
    assert _term(office, number)["trangThai"] == "dinhChi"
    assert _term(office, number, on="2026-11-19")["trangThai"] == "dangChapHanh"


def test_a_file_is_found_by_its_number_and_tells_nothing(office: Office) -> None:
    (record,) = office.lookup("sentence_enforcement", {"soHoSoTHA": "THA0090024001"})
    assert {*record} == {"soDinhDanh", "soHoSoTHA", "hoVaTen", "ngaySinh", "gioiTinh", "noiCuTru"}
    assert record["soDinhDanh"] == PRISONER


def test_the_last_consent_to_an_absence_stands_until_another_is_given(office: Office) -> None:
    office.purpose = {"procedure": "khai-bao-tam-vang"}
    number = next(number for number in office.numbers(SIZE) if office.lookup("sentence_enforcement", number))
    papers = [{"so": f"{n}/VB", "tuNgay": f"2026-12-0{n}", "denNgay": f"2026-12-1{n}"} for n in (1, 2)]
    for day, paper in zip(("2026-11-10", "2026-11-20"), papers, strict=True):
        office.record("sentence_enforcement", number, "absence_approved", day, data={"dongYVangMat": paper})
    told = [
        office.lookup("sentence_enforcement", number, "dongYVangMat", on=day) for day in ("2026-11-19", "2026-11-20")
    ]
    assert [record["dongYVangMat"] for (record,) in told] == papers
