"""Faker's own citizens: nobody's numbers, facts that agree, and a register that takes them in."""

from datetime import date

import dancu_contracts
import pytest
from faker import Faker

from mock_national_db.nation import tables
from mock_national_db.own_people.faker_provider import Provider
from mock_national_db.personas import index_of
from mock_national_db.timeline import SEED_DAY
from mock_national_db.units import modern
from tests.services.conftest import Office

POPULATION = dancu_contracts.registry("population")
MANY = 300


@pytest.fixture
def fake() -> Faker:
    faker = Faker(includes=["mock_national_db.own_people.faker_provider"])
    faker.seed_instance(453)
    return faker


def test_the_same_seed_makes_the_same_people(fake: Faker) -> None:
    first = [fake.cong_dan() for _ in range(20)]
    fake.seed_instance(453)
    assert [fake.cong_dan() for _ in range(20)] == first
    assert len({person["hoVaTen"] for person in first}) > 10


def test_it_can_be_added_to_a_faker_of_any_language() -> None:
    faker = Faker("vi_VN")
    faker.add_provider(Provider)
    assert faker.cong_dan()["soDinhDanh"].startswith("099")


def test_a_citizen_keeps_the_contract(fake: Faker) -> None:
    contract = dancu_contracts.validator(POPULATION.record_schema)
    assert [problem for _ in range(MANY) for problem in contract.problems(fake.cong_dan())] == []


def test_a_number_tells_century_sex_and_year(fake: Faker) -> None:
    assert fake.so_dinh_danh("1", "1984-12-03")[:6] == "099084"
    assert fake.so_dinh_danh("2", "1984-12-03")[:6] == "099184"
    assert fake.so_dinh_danh("1", "2010-01-01")[:6] == "099210"
    for person in (fake.cong_dan() for _ in range(MANY)):
        century = 2 * (int(person["ngaySinh"][:4]) // 100 - 19) + (person["gioiTinh"] == "2")
        assert person["soDinhDanh"][:6] == f"099{century}{person['ngaySinh'][2:4]}"


def test_no_number_is_a_personas(fake: Faker) -> None:
    assert [number for _ in range(MANY) if index_of(number := fake.so_dinh_danh()) is not None] == []
    assert all(fake.so_cmnd()[:2] == "99" and fake.so_cmnd()[2] in "23456789" for _ in range(MANY))


def test_a_name_begins_with_a_vietnamese_family_name(fake: Faker) -> None:
    kinh = {part for row in tables.rows("names_weights.csv") if row["kind"] == "surname" for part in _parts(row)}
    kinh |= {
        part for row in tables.rows("names_more.csv") if row["kind"] == "surname" for part in row["values"].split()
    }
    assert {fake.ho_va_ten().split()[0] for _ in range(MANY)} <= kinh


def _parts(row: dict[str, str]) -> list[str]:
    return row["value"].split("/")


def test_a_name_may_be_of_another_people(fake: Faker) -> None:
    assert {fake.ho_va_ten("2", "1990-01-01", "12")[:2] for _ in range(20)} == {"H'"}
    assert fake.cong_dan(danToc="12", gioi_tinh="2")["hoVaTen"].startswith("H'")


def test_a_birth_date_is_of_the_age_asked_for(fake: Faker) -> None:
    youngest, eldest = SEED_DAY.replace(year=SEED_DAY.year - 18), SEED_DAY.replace(year=SEED_DAY.year - 21)
    born = [date.fromisoformat(fake.ngay_sinh(18, 20)) for _ in range(MANY)]
    assert eldest < min(born) <= max(born) <= youngest
    assert fake.ngay_sinh(0, 0, ngay=date(2030, 1, 1)) > "2029-01-01"


def test_an_address_is_in_a_commune_of_today(fake: Faker) -> None:
    assert {fake.dia_chi()["maPhuongXa"] for _ in range(MANY)} <= {*modern()}
    assert {fake.dia_chi("92")["tinhThanh"] for _ in range(20)} == {"Thành phố Cần Thơ"}
    with pytest.raises(ValueError, match="since 1 July 2025"):
        fake.dia_chi("93")


def test_what_is_given_stays_and_the_rest_agrees(fake: Faker) -> None:
    person = fake.cong_dan(gioi_tinh="2", ngay_sinh="2012-05-01", hoVaTen="Lê Thị Thử")
    assert (person["hoVaTen"], person["soDinhDanh"][:6]) == ("Lê Thị Thử", "099312")
    assert "soCMND" not in person
    assert "soCMND" in fake.cong_dan(ngay_sinh="1980-05-01")


def test_a_register_takes_the_citizen_in_and_knows_it_again(fake: Faker, office: Office) -> None:
    person = fake.cong_dan(ngay_sinh="1990-03-02")
    number = person["soDinhDanh"]
    data = {name: value for name, value in person.items() if name != "soDinhDanh"}
    office.record("population", number, "person_registered", "2026-11-20", data=data)
    assert office.lookup("population", number, *person) == [person]
    claims = {name: person[name] for name in ("hoVaTen", "ngaySinh", "gioiTinh", "thuongTru")}
    assert office.verify("population", number, claims=claims)["verified"] is True
