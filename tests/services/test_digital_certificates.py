"""What is special about certificates: serials of one person, whom they sign for, renewal, and what ends them early."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
DATA = {"loai": "caNhan", "hinhThuc": "sim", "hieuLucDen": "2027-11-22"}


@pytest.fixture
def certificates(office: Office) -> list[dict[str, Any]]:
    """All certificates of the nation."""
    return [record for number in office.numbers(SIZE) for record in office.lookup("digital_certificates", number)]


@pytest.fixture
def valid(certificates: list[dict[str, Any]]) -> dict[str, Any]:
    """A certificate in use."""
    return next(record for record in certificates if record["tinhTrang"] == "hieuLuc")


def _state(office: Office, record: dict[str, Any], **more: Any) -> str:
    (found,) = office.lookup("digital_certificates", {"soSeri": record["soSeri"]}, "tinhTrang", **more)
    return str(found["tinhTrang"])


def _refusal(office: Office, subject: Any, kind: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("digital_certificates", subject, kind, TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_every_serial_is_of_one_certificate_and_leads_to_it(office: Office, certificates: list[dict[str, Any]]) -> None:
    assert len({r["soSeri"] for r in certificates}) == len(certificates)
    for record in certificates[:100]:
        assert office.lookup("digital_certificates", {"soSeri": record["soSeri"]}) == [record]


def test_remote_signing_wants_an_account_of_level_two(office: Office, certificates: list[dict[str, Any]]) -> None:
    remote = [r for r in certificates if r["hinhThuc"] == "tuXa"]
    assert len(remote) > 100
    for record in remote[:100]:
        (account,) = office.lookup("eid", record["soDinhDanh"], "mucDo", "ngayNangMuc")
        assert account["ngayNangMuc"] <= record["hieuLucTu"]
        assert record["mucDo"] == account["mucDo"] == "2"


def test_who_signs_for_a_company_heads_it(office: Office, certificates: list[dict[str, Any]]) -> None:
    seen = office.store.workspace(office.workspace)
    heads = {office.number(i): c for i in range(SIZE) if (c := seen.organisations.headed_by("company", i))}
    signing = [r for r in certificates if r["loai"] == "thuocToChuc"]
    assert signing
    assert all(r["toChuc"] == heads[r["soDinhDanh"]].shown() for r in signing)
    assert all(r["hieuLucTu"] > heads[r["soDinhDanh"]].founded.isoformat() for r in signing)


def test_who_signs_officially_was_in_service_at_that_unit(office: Office, certificates: list[dict[str, Any]]) -> None:
    official = [r for r in certificates if r["loai"] == "congVu"]
    assert official
    for record in official:
        (file,) = office.lookup("civil_servants", record["soDinhDanh"], "quaTrinhCongTac", "ngayThoi")
        units = [s["donVi"] for s in file["quaTrinhCongTac"] if s["tuNgay"] <= record["hieuLucTu"]]
        assert units[-1] == record["toChuc"]
        assert record["hieuLucTu"] < file.get("ngayThoi", "9999")


def test_the_state_follows_from_term_and_revocation(certificates: list[dict[str, Any]]) -> None:
    for record in certificates:
        assert (record["tinhTrang"] == "thuHoi") == ("ngayThuHoi" in record) == ("lyDoThuHoi" in record)
        if "ngayThuHoi" in record:
            assert record["hieuLucTu"] < record["ngayThuHoi"] <= record["hieuLucDen"]
        else:
            assert (record["tinhTrang"] == "hetHan") == (record["hieuLucDen"] < TODAY)


def test_a_renewal_begins_when_the_one_before_is_over(certificates: list[dict[str, Any]]) -> None:
    by_serial = {r["soSeri"]: r for r in certificates}
    pairs = [(r, by_serial.get(f"{r['soSeri'][:-2]}{int(r['soSeri'][-2:]) + 1:02}")) for r in certificates]
    renewed = [(before, after) for before, after in pairs if after is not None]
    assert len(renewed) > 20
    assert all(after["hieuLucTu"] >= before.get("ngayThuHoi", before["hieuLucDen"]) for before, after in renewed)


def test_suspended_resumed_and_revoked(office: Office, valid: dict[str, Any]) -> None:
    subject = {"soSeri": valid["soSeri"]}
    office.record("digital_certificates", subject, "certificate_suspended", "2026-11-20")
    assert _state(office, valid) == "tamDung"
    office.record("digital_certificates", subject, "certificate_resumed", "2026-11-21")
    assert _state(office, valid) == "hieuLuc"
    data = {"lyDoThuHoi": "loKhoa"}
    office.record("digital_certificates", subject, "certificate_revoked", TODAY, data=data)
    revoked = {"tinhTrang": "thuHoi", "ngayThuHoi": TODAY, **data}
    assert office.lookup("digital_certificates", subject) == [{**valid, **revoked}]
    assert _state(office, valid, on="2026-11-22") == "hieuLuc"
    assert _refusal(office, subject, "certificate_resumed") == ("nothing_to_change", "/subject")


def test_a_certificate_is_named_by_its_serial(office: Office, valid: dict[str, Any]) -> None:
    assert _refusal(office, valid["soDinhDanh"], "certificate_suspended") == ("invalid", "/subject")


def test_a_death_revokes_what_is_valid_when_it_is_known(office: Office, valid: dict[str, Any]) -> None:
    office.record("population", valid["soDinhDanh"], "death", "2026-11-20")
    (record,) = office.lookup("digital_certificates", {"soSeri": valid["soSeri"]})
    revoked = {"tinhTrang": "thuHoi", "ngayThuHoi": "2026-11-20", "lyDoThuHoi": "chet"}
    assert revoked.items() <= record.items()
    assert _state(office, valid, knownAt="2026-11-22T08:00:00+07:00") == "hieuLuc"


def test_a_new_certificate_has_a_serial_of_its_own(office: Office, valid: dict[str, Any]) -> None:
    told = office.record("digital_certificates", valid["soDinhDanh"], "certificate_issued", TODAY, data=DATA)
    (record,) = office.lookup("digital_certificates", {"soSeri": told["soSeri"]})
    assert {**DATA, "tinhTrang": "hieuLuc", "hieuLucTu": TODAY}.items() <= record.items()
    assert _state(office, record, on="2027-11-22") == "hieuLuc"
    assert _state(office, record, on="2027-11-23") == "hetHan"


def test_neither_children_nor_the_dead_nor_past_terms_get_one(office: Office, valid: dict[str, Any]) -> None:
    number = valid["soDinhDanh"]
    child = next(n for n in office.numbers(300) if office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] > "2015")
    assert _refusal(office, child, "certificate_issued", data=DATA) == ("under_age", "/on")
    past = {**DATA, "hieuLucDen": TODAY}
    assert _refusal(office, number, "certificate_issued", data=past) == ("invalid", "/data/hieuLucDen")
    office.record("population", number, "death", "2026-11-20")
    assert _refusal(office, number, "certificate_issued", data=DATA) == ("subject_deceased", "/subject")
