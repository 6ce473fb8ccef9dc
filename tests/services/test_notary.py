"""What is special about notarised deeds: they are those behind the land and the vehicles, and all parties read them."""

from collections import Counter
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def deeds(office: Office) -> list[dict[str, Any]]:
    """The deeds of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("notary", number)]


@pytest.fixture
def two(office: Office) -> tuple[str, str]:
    """Two people who are grown and alive, the first with land of his own."""
    living = [n for n in office.numbers(300) if _is_grown(office, n)]
    owner = next(n for n in living if any(r["hinhThucSoHuu"] == "caNhan" for r in office.lookup("land", n)))
    return owner, next(n for n in living if n != owner)


def _is_grown(office: Office, number: str) -> bool:
    born = office.lookup("population", number, "ngaySinh")[0]["ngaySinh"]
    return born < "2000" and office.outcome("population", number) == "found"


def refusal(office: Office, subject: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("notary", subject, "deed_made", TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_every_kind_of_deed_is_made(deeds: list[dict[str, Any]]) -> None:
    assert {deed["loai"] for deed in deeds} == {"theChap", "muaBanDat", "muaBanXe", "tangCho", "uyQuyen"}
    assert all(deed["ngayCongChung"] <= TODAY for deed in deeds)


def test_no_number_stands_for_two_deeds(deeds: list[dict[str, Any]]) -> None:
    told = {(deed["soCongChung"], deed["loai"], str(deed.get("taiSan"))) for deed in deeds}
    assert Counter(number for number, _, _ in told).most_common(1)[0][1] == 1


def test_a_mortgage_is_the_one_on_the_certificate(office: Office, deeds: list[dict[str, Any]]) -> None:
    mortgages = [deed for deed in deeds if deed["loai"] == "theChap"]
    assert len(mortgages) > 10
    for deed in mortgages:
        (land,) = office.lookup("land", {"soGCN": deed["taiSan"]["soGCN"]})
        notes = [(note["ngay"], note["noiDung"], note["benNhan"]["ten"]) for note in land["bienDong"]]
        bank = next(p["hoVaTen"] for p in deed["benLienQuan"] if p["vaiTro"] == "benNhanTheChap")
        assert (deed["ngayCongChung"], "theChap", bank) in notes


def test_a_vehicle_bought_second_hand_has_its_deed(office: Office, deeds: list[dict[str, Any]]) -> None:
    bought = [deed for deed in deeds if deed["loai"] == "muaBanXe"]
    assert len(bought) > 10
    for deed in bought[:30]:
        for vehicle in office.lookup("vehicle", {"soKhung": deed["taiSan"]["soKhung"]}):
            assert (vehicle["soDinhDanh"], vehicle["nguonGoc"]) == (deed["soDinhDanh"], "sangTen")
            assert deed["ngayCongChung"] < vehicle["ngayDangKy"]


def test_all_parties_read_the_same_deed(office: Office, deeds: list[dict[str, Any]]) -> None:
    shared = [(d, p) for d in deeds for p in d["benLienQuan"] if "soDinhDanh" in p]
    assert {deed["loai"] for deed, _ in shared} >= {"theChap", "tangCho", "uyQuyen"}
    for deed, party in shared:
        (theirs,) = (
            record
            for record in office.lookup("notary", party["soDinhDanh"])
            if (record["soCongChung"], record.get("taiSan")) == (deed["soCongChung"], deed.get("taiSan"))
        )
        assert (theirs["vaiTro"], theirs["hoVaTen"]) == (party["vaiTro"], party["hoVaTen"])
        for field in ("loai", "ngayCongChung", "toChucHanhNghe", "giaTri", "taiSan"):
            assert theirs.get(field) == deed.get(field)


def test_the_notary_heads_the_office_and_was_of_age(office: Office, deeds: list[dict[str, Any]]) -> None:
    signed = [deed for deed in deeds if "congChungVien" in deed]
    assert signed
    organisations = office.store.nation.organisations
    offices = {
        one.ma: one for province in organisations.provinces for one in organisations.of_kind("notary_office", province)
    }
    for deed in signed:
        head = offices[deed["toChucHanhNghe"]["ma"]].head
        assert head is not None
        person = office.store.workspace(office.workspace).person(head)
        assert deed["congChungVien"]["hoVaTen"] == person.fact("hoVaTen")
        assert person.birthday(28).isoformat() <= deed["ngayCongChung"]


def test_a_new_deed_is_numbered_and_read_by_both(office: Office, two: tuple[str, str]) -> None:
    owner, other = two
    land = next(r["soGCN"] for r in office.lookup("land", owner) if r["hinhThucSoHuu"] == "caNhan")
    data = {
        "loai": "muaBanDat",
        "vaiTro": "benBan",
        "benLienQuan": [{"soDinhDanh": other, "vaiTro": "benMua"}],
        "taiSan": {"loai": "datDai", "soGCN": land},
        "giaTri": 900_000_000,
    }
    given = office.record("notary", owner, "deed_made", TODAY, data=data)
    for number, role in ((owner, "benBan"), (other, "benMua")):
        (record,) = (r for r in office.lookup("notary", number) if r["soCongChung"] == given["soCongChung"])
        assert (record["vaiTro"], record["taiSan"], record["giaTri"]) == (role, data["taiSan"], 900_000_000)
    office.record("notary", {"soCongChung": given["soCongChung"]}, "deed_cancelled", TODAY)
    for number in two:
        states = {r["soCongChung"]: r["tinhTrang"] for r in office.lookup("notary", number)}
        assert states[given["soCongChung"]] == "huyBo"


def test_nobody_disposes_of_what_is_not_his_or_deals_with_the_dead(office: Office, two: tuple[str, str]) -> None:
    owner, other = two
    foreign = {"loai": "datDai", "soGCN": "ZZ00000000"}
    data = {"loai": "theChap", "vaiTro": "benTheChap", "taiSan": foreign}
    assert refusal(office, owner, data=data) == ("invalid", "/data/taiSan/soGCN")
    dead = next(n for n in office.numbers(1000) if office.outcome("population", n) == "deceased")
    power = {"loai": "uyQuyen", "vaiTro": "benUyQuyen"}
    with_dead = {**power, "benLienQuan": [{"soDinhDanh": dead, "vaiTro": "benDuocUyQuyen"}]}
    assert refusal(office, other, data=with_dead) == ("subject_deceased", "/data/benLienQuan")
    with_nobody = {**power, "benLienQuan": [{"soDinhDanh": "099099999999", "vaiTro": "benDuocUyQuyen"}]}
    assert refusal(office, other, data=with_nobody) == ("unknown_relative", "/data/benLienQuan/0/soDinhDanh")
