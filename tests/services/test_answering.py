"""Answering: how many of the records that a registry holds about somebody are made for an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from mock_national_db.draw import Draw
from mock_national_db.person import Person
from mock_national_db.registry import Record
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office

OTHER = "Nguyễn Văn Khác"
REGISTRY = "vehicle"


class Counted:
    """A registry that holds three records about everybody, of which the first bears another name."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def records(self, person: Person, _draw: Draw) -> Iterator[Record]:
        for name in (OTHER, person.fact("hoVaTen"), person.fact("hoVaTen")):
            self.made.append(name)
            yield Record(date(2020, 1, 1), soDinhDanh=person.so_dinh_danh, hoVaTen=name, ngaySinh="1900-01-01")


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def desk(store: Store, counted: Counted) -> Iterator[Office]:
    registry = replace(REGISTRIES[REGISTRY], records=counted.records)
    opened = Store.open(store.folder, {**REGISTRIES, REGISTRY: registry})
    yield Office(opened, "answering")
    opened.close()


def test_a_verify_makes_no_record_beyond_the_first_that_agrees(desk: Office, counted: Counted) -> None:
    name = str(desk.store.workspace("").kin(0).ho_va_ten)
    told = desk.verify(REGISTRY, desk.number(0), claims={"hoVaTen": name, "ngaySinh": "1900-01-01"})
    assert (told["verified"], set(told["matches"].values())) == (True, {"match"})
    assert counted.made == [OTHER, name]


def test_a_verify_that_none_agrees_with_is_told_of_the_record_that_comes_closest(
    desk: Office, counted: Counted
) -> None:
    name = str(desk.store.workspace("").kin(0).ho_va_ten)
    told = desk.verify(REGISTRY, desk.number(0), claims={"hoVaTen": name, "ngaySinh": "1900-02-02"})
    assert (told["verified"], told["matches"]) == (False, {"hoVaTen": "match", "ngaySinh": "mismatch"})
    assert counted.made == [OTHER, name, name]


def test_a_lookup_tells_every_record(desk: Office, counted: Counted) -> None:
    name = str(desk.store.workspace("").kin(0).ho_va_ten)
    assert [told["hoVaTen"] for told in desk.lookup(REGISTRY, desk.number(0), "hoVaTen")] == [OTHER, name, name]
    assert counted.made == [OTHER, name, name]
