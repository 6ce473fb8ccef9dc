"""The one-stop engine over the registers' documented wires: what they do not carry is asked, or left to an officer."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from dancu_connectors import connector_for
from dancu_connectors.one_stop import Applicant, Dossier, MemoryDossiers, OneStop

from mock_national_db.store import Store
from tests.asgi import client

LICENCE, MARRIAGE, PASSPORT = "doi-cap-lai-giay-phep-lai-xe", "dang-ky-ket-hon", "cap-ho-chieu-pho-thong"
DRIVER = Applicant(number="099088006001", claims={"hoVaTen": "Y Bhin Êñuôl", "ngaySinh": "1988-11-23"})
PARTNER = {"soDinhDanh": "099190005001", "hoVaTen": "H'Lan Niê Kđăm", "ngaySinh": "1990-04-05"}
DECLARED = {"lyDo": "matHong", "nguoiYeuCau": {"soDienThoai": "0300000001"}}


@pytest.fixture
def http(store: Store, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    with client(store, headers={"X-Sandbox-Workspace": f"t{abs(hash(request.node.name))}"}) as found:
        yield found


@pytest.fixture
def shop(http: httpx.Client) -> OneStop:
    """Asks as agencies do; acts are written to the uniform service, as no public wire takes events."""
    return OneStop(
        connectors=lambda name: connector_for(name)(http),
        registrars=lambda name: connector_for(name)(http, wire="uniform"),
        dossiers=MemoryDossiers(),
        clock=lambda: datetime(2026, 11, 23, 8, tzinfo=UTC),
    )


def asked(dossier: Dossier) -> list[tuple[str, str]]:
    return [(each.pointer, each.how) for each in dossier.to_ask]


def how(dossier: Dossier, pointer: str) -> tuple[str, object]:
    return next((each.how, each.value) for each in dossier.fields if each.pointer == pointer)


def test_a_log_in_finds_its_citizen_and_what_the_wire_does_not_carry_is_asked(shop: OneStop) -> None:
    dossier = shop.begin(LICENCE, DRIVER, number="1")
    assert how(dossier, "/nguoiYeuCau/hoVaTen") == ("known", "Y BHIN ÊÑUÔL")
    assert asked(dossier) == [("/nguoiYeuCau/soDienThoai", "not_on_this_wire"), ("/lyDo", "unanswered")]


def test_a_dossier_comes_to_its_result_and_what_was_asked_counts_as_declared(shop: OneStop) -> None:
    dossier = shop.apply(LICENCE, DRIVER, DECLARED, number="1")
    assert (dossier.state, [each.kind for each in dossier.documents]) == ("daTraKetQua", ["giayPhepLaiXe"])
    declared = [each.pointer for each in dossier.fields if each.counts and not each.is_spared]
    assert declared == ["/nguoiYeuCau/soDienThoai", "/lyDo"]


def test_somebody_else_is_found_once_his_name_and_birth_date_are_written(shop: OneStop) -> None:
    shop.begin(MARRIAGE, DRIVER, number="1")
    dossier = shop.answer("1", {"benKia": {"soDinhDanh": PARTNER["soDinhDanh"]}})
    assert how(dossier, "/benKia/ngaySinh") == ("not_on_this_wire", None)
    dossier = shop.answer("1", {"benKia": PARTNER})
    assert how(dossier, "/benKia/gioiTinh") == ("known", "2")


def test_a_name_that_was_written_wrong_is_asked_by_again_when_it_is_mended(shop: OneStop) -> None:
    shop.begin(MARRIAGE, DRIVER, number="1")
    dossier = shop.answer("1", {"benKia": PARTNER | {"hoVaTen": "H'Lan Khác"}})
    assert how(dossier, "/benKia/gioiTinh") == ("not_found", None)
    dossier = shop.answer("1", {"benKia": PARTNER})
    assert how(dossier, "/benKia/gioiTinh") == ("known", "2")


def test_a_rule_that_reads_what_no_wire_carries_is_an_officers(shop: OneStop) -> None:
    dossier = shop.begin(PASSPORT, DRIVER, number="1")
    assert "/nguoiDuocCap/loaiCongDan" in dossier.unseen
    assert [each["check"] for each in dossier.for_officer] == ["congDan"]
    assert dossier.as_json()["forOfficer"] == dossier.for_officer


def test_what_a_wire_does_not_carry_is_not_asked_of_it_time_and_again(shop: OneStop) -> None:
    begun = shop.begin(PASSPORT, DRIVER, number="1")
    assert len(shop.resume("1").entries) == len(begun.entries)
