"""Typed records, read from the contract's schema."""

import copy
import keyword
import pickle
from datetime import date
from typing import Any, assert_type

import pytest
from dancu_connectors import FieldNotAsked, PartialDate, Record, record_type
from dancu_connectors.naming import snake_case
from dancu_connectors.population import PopulationRecord
from dancu_connectors.records import asked_tree, record_shape
from dancu_connectors.stubs import path_of, stub
from dancu_connectors.tax import TaxRecord
from dancu_contracts import registries, registry

PERSON = {
    "soDinhDanh": "099090000018",
    "ngaySinh": "1952-08",
    "thuongTru": {"maTinhThanh": "93", "quocGia": "VN"},
    "con": [{"hoVaTen": "Nguyễn Thị B"}, {"hoVaTen": "Nguyễn Văn C"}],
    "the": {"ngayCap": "2021-05-01"},
}


def _read(*fields: str) -> Any:
    return record_type("population")(PERSON, asked_tree(fields))


def test_dates_are_dates_and_partial_dates_stay_partial() -> None:
    record = _read("ngaySinh", "the")
    assert (record.ngay_sinh, record.the.ngay_cap) == (PartialDate(1952, 8), date(2021, 5, 1))


def test_objects_and_lists_are_typed_too() -> None:
    record = _read("thuongTru", "con")
    assert record.thuong_tru.ma_tinh_thanh == "93"
    assert [child.ho_va_ten for child in record.con] == ["Nguyễn Thị B", "Nguyễn Văn C"]


def test_what_the_register_does_not_know_is_none_and_what_was_not_asked_is_an_error() -> None:
    record = _read("ngaySinh", "thuongTru.maTinhThanh", "thuongTru.maPhuongXa")
    assert record.thuong_tru.ma_phuong_xa is None
    for path in ("con", "thuongTru.quocGia", "con.hoVaTen"):
        with pytest.raises(FieldNotAsked):
            record.value(path)
    with pytest.raises(AttributeError):
        _ = record.con


def test_fields_not_asked_are_dropped() -> None:
    assert _read("thuongTru.maTinhThanh").as_json() == {"thuongTru": {"maTinhThanh": "93"}}


def test_a_path_leads_into_objects_and_through_lists() -> None:
    record = _read("con", "thuongTru", "the")
    assert record.value("con.hoVaTen") == ("Nguyễn Thị B", "Nguyễn Văn C")
    assert record.value("thuongTru.maTinhThanh") == "93"
    assert record.value("the.soThe") is None


def test_a_record_is_frozen_compares_by_value_and_discloses_nothing_when_printed() -> None:
    record = _read("soDinhDanh", "ngaySinh")
    with pytest.raises(AttributeError):
        record.so_dinh_danh = "x"
    assert record == _read("soDinhDanh", "ngaySinh") != _read("soDinhDanh")
    assert hash(record) == hash(_read("soDinhDanh", "ngaySinh"))
    assert repr(record) == "PopulationRecord(soDinhDanh, ngaySinh)"


def test_a_record_can_be_copied_and_pickled() -> None:
    record = _read("soDinhDanh", "thuongTru.maTinhThanh", "con")
    assert copy.deepcopy(record) == pickle.loads(pickle.dumps(record)) == record
    with pytest.raises(FieldNotAsked):
        _ = copy.copy(record).thuong_tru.quoc_gia


def test_a_type_checker_knows_the_fields() -> None:
    """Checked by mypy; running it shows only that the attributes are there."""
    tax = TaxRecord({"soDinhDanh": "099090000018"}, {})
    assert_type(tax.so_dinh_danh, str | None)
    assert_type(PopulationRecord(PERSON, {}).ngay_sinh, PartialDate | None)


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("soDinhDanh", "so_dinh_danh"),
        ("soGPLX", "so_gplx"),
        ("soCMNDCu", "so_cmnd_cu"),
        ("noiOHienTai", "noi_o_hien_tai"),
    ],
)
def test_attributes_are_named_by_the_one_rule(field: str, attribute: str) -> None:
    assert snake_case(field) == attribute


@pytest.mark.parametrize("name", registries())
def test_no_attribute_is_a_keyword_or_hides_what_a_record_can_do(name: str) -> None:
    attributes = [snake_case(field) for field in record_shape(name).properties]
    assert len(set(attributes)) == len(attributes)
    assert not [attribute for attribute in attributes if keyword.iskeyword(attribute) or hasattr(Record, attribute)]


@pytest.mark.parametrize("name", registries())
def test_the_stub_is_that_of_the_contract(name: str) -> None:
    """If not: python -m dancu_connectors.stubs."""
    assert path_of(name).read_text(encoding="utf-8") == stub(name)


@pytest.mark.parametrize("name", registries())
def test_the_record_has_the_fields_of_the_contract(name: str) -> None:
    assert set(record_shape(name).properties) == set(registry(name).record_schema["properties"])
