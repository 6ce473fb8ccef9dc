"""The contracts at work: requests held against them, records cut down to what was asked."""

from typing import Any

import pytest
from dancu_contracts import Validator, event_schema, paths, projection, registry, request_schema, resolved, validator

NUMBER = "099090000017"
PURPOSE = {"procedure": "1.004222"}
LICENCE = registry("driver_licence").record_schema


def _asked(**changed: Any) -> dict[str, Any]:
    body = {"subject": {"soDinhDanh": NUMBER}, "claims": {"hoVaTen": "Nguyễn Văn Thử"}, "purpose": PURPOSE}
    return {**body, **changed}


def _verify() -> Validator:
    return validator(request_schema("population", "verify"))


def _pointers(check: Validator, body: Any) -> list[str]:
    return [violation.pointer for violation in check.problems(body)]


@pytest.mark.parametrize(
    "subject",
    [{"soDinhDanh": NUMBER}, {"soCMND": "963000017"}, {"hoVaTen": "Nguyễn Văn Thử", "ngaySinh": "1990-03-02"}],
)
def test_a_subject_is_one_of_the_keys(subject: dict[str, str]) -> None:
    assert _verify().problems(_asked(subject=subject)) == []


@pytest.mark.parametrize(
    ("subject", "pointer"),
    [
        ({}, "/subject"),
        ({"hoVaTen": "Nguyễn Văn Thử"}, "/subject"),
        ({"soDinhDanh": NUMBER, "soCMND": "963000017"}, "/subject"),
        ({"gioiTinh": "1"}, "/subject"),
        ({"soDinhDanh": "12345"}, "/subject/soDinhDanh"),
        ({"soDinhDanh": 99090000017}, "/subject/soDinhDanh"),
        ({"soDinhDanh": f"{NUMBER}\n"}, "/subject/soDinhDanh"),
        ({"soDinhDanh": "٠٩٩٠٩٠٠٠٠٠١٧"}, "/subject/soDinhDanh"),
        ({"soDinhDanh": [NUMBER]}, "/subject/soDinhDanh"),
        (NUMBER, "/subject"),
    ],
)
def test_what_is_no_key_is_pointed_to_where_it_stands(subject: Any, pointer: str) -> None:
    assert pointer in _pointers(_verify(), _asked(subject=subject))


@pytest.mark.parametrize("missing", ["subject", "claims", "purpose"])
def test_subject_claims_and_purpose_are_required(missing: str) -> None:
    body = {name: part for name, part in _asked().items() if name != missing}
    assert _pointers(_verify(), body) == [""]


@pytest.mark.parametrize(
    ("claims", "pointer"),
    [
        ({}, "/claims"),
        ({"khongCo": "1"}, "/claims"),
        ({"hoVaTen": None}, "/claims/hoVaTen"),
        ({"hoVaTen": ""}, "/claims/hoVaTen"),
        ({"hoVaTen": " \u00a0"}, "/claims/hoVaTen"),
        ({"hoVaTen": "A\u0000B"}, "/claims/hoVaTen"),
        ({"hoVaTen": "x" * 101}, "/claims/hoVaTen"),
        ({"ngaySinh": "1990-3-2"}, "/claims/ngaySinh"),
        ({"ngaySinh": "0000-01-01"}, "/claims/ngaySinh"),
        ({"danToc": "77"}, "/claims/danToc"),
        ({"gioiTinh": 1}, "/claims/gioiTinh"),
        ({"thuongTru": {}}, "/claims/thuongTru"),
        ({"thuongTru": {"maPhuongXa": "1"}}, "/claims/thuongTru/maPhuongXa"),
        ({"the": {"ngayCap": "2021-02-30"}}, "/claims/the/ngayCap"),
        ({"cha": {"hoTen": "Nguyễn Văn Mẫu"}}, "/claims/cha"),
    ],
)
def test_a_claim_against_the_contract_is_pointed_to(claims: dict[str, Any], pointer: str) -> None:
    assert pointer in _pointers(_verify(), _asked(claims=claims))


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ({"on": "2026-03-01", "knownAt": "2026-11-23T08:00:00+07:00"}, True),
        ({"knownAt": "2026-11-23T01:00:00Z"}, True),
        ({"on": "2026-02-29"}, False),
        ({"on": "0000-01-01"}, False),
        ({"on": "01/03/2026"}, False),
        ({"knownAt": "2026-11-23T08:00:00"}, False),
        ({"knownAt": "2016-12-31T23:59:60Z"}, False),
        ({"knownAt": "2026-11-23T08:00:00+24:00"}, False),
        ({"knownAt": "2026-11-23"}, False),
    ],
)
def test_a_day_and_a_moment_exist(when: dict[str, str], *, holds: bool) -> None:
    assert _verify().accepts(_asked(**when)) == holds


def test_a_lookup_asks_for_paths_of_the_record() -> None:
    check = validator(request_schema("driver_licence", "lookup"))
    body = {"subject": {"soDinhDanh": NUMBER}, "fields": ["hang", "noiCap.ten"], "purpose": PURPOSE}
    assert check.problems(body) == []
    assert _pointers(check, {**body, "fields": []}) == ["/fields"]
    assert _pointers(check, {**body, "fields": ["hang", "noiCap.khongCo"]}) == ["/fields/1"]


def test_an_event_is_held_against_its_own_type() -> None:
    check = validator(event_schema("population", "rename"))
    body = {"type": "rename", "subject": {"soDinhDanh": NUMBER}, "on": "2026-11-20", "purpose": PURPOSE}
    assert check.problems({**body, "data": {"hoVaTen": "Nguyễn Văn Mới"}}) == []
    assert _pointers(check, body) == [""]
    assert _pointers(check, {**body, "data": {}}) == ["/data"]
    assert _pointers(check, {**body, "type": "death", "data": {"hoVaTen": "A"}}) == ["/type"]


def test_an_event_of_no_type_of_the_registry_is_refused() -> None:
    check = validator(request_schema("population", "events"))
    body = {"type": "wedding", "subject": {"soDinhDanh": NUMBER}, "on": "2026-11-20", "purpose": PURPOSE}
    assert _pointers(check, body) == ["/type"]
    with pytest.raises(KeyError):
        event_schema("population", "wedding")


def test_a_violation_repeats_neither_a_value_nor_a_number_in_a_names_place() -> None:
    claims = {"gioiTinh": "secret", NUMBER: "1", "hoTen": "1"}
    told = _verify().problems(_asked(claims=claims))
    assert {(found.pointer, found.message) for found in told if found.pointer == "/claims"} == {
        ("/claims", "unknown: …, hoTen")
    }
    assert "/claims/gioiTinh" in {found.pointer for found in told}
    assert "secret" not in str(told)
    assert NUMBER not in str(told)


def test_a_pointer_is_escaped() -> None:
    check = validator({"additionalProperties": {"type": "string"}})
    assert _pointers(check, {"a/b~c": 1}) == ["/a~1b~0c"]


def test_half_a_surrogate_pair_is_a_violation() -> None:
    body = _asked(claims={"hoVaTen": "\ud800"})
    assert not _verify().accepts(body)
    assert _pointers(_verify(), body) == [""]


def test_a_projection_keeps_what_was_asked_and_nothing_else() -> None:
    check = validator(projection(LICENCE, ["hang", "noiCap.ten"]))
    told = {"soDinhDanh": NUMBER, "hang": "B", "noiCap": {"ten": "Phòng Cảnh sát giao thông"}}
    assert check.problems(told) == []
    assert _pointers(check, {**told, "diem": 12}) == [""]
    assert _pointers(check, {**told, "noiCap": {"ten": "x", "ma": "1"}}) == ["/noiCap"]


def test_a_projection_reaches_into_lists_and_asks_for_nothing_that_was_not_asked() -> None:
    check = validator(projection(registry("population").record_schema, ["thanhVienHo.quanHe", "chuHo.soDinhDanh"]))
    told = {"soDinhDanh": NUMBER, "thanhVienHo": [{"quanHe": "00"}, {"quanHe": "01"}], "chuHo": {"soDinhDanh": NUMBER}}
    assert check.problems(told) == []
    assert _pointers(check, {**told, "thanhVienHo": [{"hoVaTen": "A"}]}) == ["/thanhVienHo/0"]


def test_a_projection_of_a_field_that_there_is_not_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        projection(LICENCE, ["noiCap.khongCo"])


def test_a_reader_ignores_fields_and_codes_it_does_not_know() -> None:
    """The classes of 2025 must not have broken every agency that had not yet been told of them."""
    check = validator(projection(LICENCE, ["hang", "noiCap", "diem"], open=True))
    told = {"soDinhDanh": NUMBER, "hang": "B3", "moi": 1, "noiCap": {"ten": "x", "moi": 1}}
    assert check.accepts(told)
    assert not check.accepts({**told, "hang": 3})
    assert not check.accepts({**told, "diem": "12"})


def test_a_provider_sends_no_field_and_no_code_that_is_not_promised() -> None:
    check = validator(projection(LICENCE, ["hang"]))
    assert check.accepts({"soDinhDanh": NUMBER, "hang": "B"})
    assert not check.accepts({"soDinhDanh": NUMBER, "hang": "B3"})
    assert not check.accepts({"soDinhDanh": NUMBER, "hang": "B", "moi": 1})


def test_every_path_goes_as_deep_as_the_record() -> None:
    found = {*paths(registry("insurance").record_schema)}
    assert {"theBHYT", "theBHYT.noiDangKyKCB.ten", "quaTrinhDong.donVi.ma"} <= found


def test_what_stands_beside_a_reference_wins() -> None:
    about = resolved({"$ref": "urn:dancu:vocabulary#/$defs/ngay", "title": "Ngày cấp"})
    assert (about["title"], about["format"], "$ref" in about) == ("Ngày cấp", "date", False)
