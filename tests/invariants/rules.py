"""What no record of any registry breaks, found by the types of the contracts' fields."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import dancu_contracts

from mock_national_db.answering import answer
from mock_national_db.operation import Operation
from mock_national_db.person import Person
from mock_national_db.timeline import Fact, Timeline
from mock_national_db.units import REFORM, legacy, modern
from mock_national_db.withholding import is_secret
from tests.invariants.conftest import Moment, Told

Broken = Iterator[tuple[str, object]]  # what breaks the rule: the path of the field, and what is wrong with it
Part = tuple[str, str, Any]  # a path, the vocabulary's type (or JSON's), the value

# A date by which something ends, falls due or will be so: it may lie beyond today, and beyond a death.
_ENDS = re.compile(r"(han[A-Z]\w*|thoiHan\w*|denNgay|ngayHetHan\w*|\w+Den|ngayXoa|ngayDu5Nam|ngayHieuLuc)$")
_UNIT_SINCE = "hieuLucTu"
_PERIODS = (
    ("tuNgay", "denNgay"),
    ("tuThang", "denThang"),
    ("giaTriTu", "giaTriDen"),
    ("hieuLucTu", "hieuLucDen"),
    ("tamNgungTu", "tamNgungDen"),
    ("ngayCap", "ngayHetHan", "ngayThuHoi"),
    ("ngayCap", "ngayHetHan"),
    ("ngayTrungTuyen", "ngayCap"),
    ("ngayBatDau", "ngayChamDut"),
    ("ngayBatDau", "ngayKetThuc"),
    ("ngayBatDau", "ngayChapHanhXong"),
    ("ngayTuyen", "ngayHieuLuc", "ngayChapHanhXong", "ngayXoa"),
    ("ngayMo", "ngayDong"),
    ("ngayMo", "ngayLienKetAnSinh"),
    ("ngayTuyenDung", "ngayThoi"),
    ("ngayNhan", "ngayGiaiQuyet"),
    ("ngayThuLy", "ngayKetThuc"),
    ("ngayQuyetDinh", "ngayKetThuc"),
    ("ngayViPham", "ngayQuyetDinh", "hanNop"),
    ("ngayQuyetDinh", "ngayNop", "ngayXoa"),
    ("ngayDangKyLanDau", "ngayDangKyThayDoi"),
    ("ngayDangKy", "ngayKichHoat", "ngayNangMuc"),
    ("ngayDangKy", "ngayXacThuc", "ngayHetHan"),
    ("ngayDangKy", "ngayChamDut"),
    ("ngayKiemDinh", "hanKiemDinh"),
    ("ngayLenhChi", "ngayChi"),
    ("ngayKyHopDong", "ngayTreoCongTo"),
    ("ngayKham", "giaTriDen"),
)
_OFFICES = (  # an authority, and the day on which it acted
    ("noiCap", "ngayCap"),
    ("noiDangKy", "ngayDangKy"),
    ("coQuanDangKy", "ngayDangKy"),
    ("coQuanQuyetDinh", "ngayQuyetDinh"),
    ("coQuanXuPhat", "ngayQuyetDinh"),
    ("donViKiemDinh", "ngayKiemDinh"),
)
_LOOKED_UP = 250  # records by whose keys their subjects are looked for
IN_FORCE = {
    "conHieuLuc",
    "conGiaTri",
    "dangHuong",
    "dangHoatDong",
    "coViecLam",
    "dangCongTac",
    "dangHoc",
}


def parts(told: Told) -> Iterator[Part]:
    """Every field of a shown record, objects before what is in them."""
    schema = dancu_contracts.registry(told.registry).record_schema
    for name, value in told.shown.items():
        yield from _parts(schema["properties"][name], value, name)


def _parts(schema: Mapping[str, Any], value: Any, path: str) -> Iterator[Part]:
    whole = dancu_contracts.resolved(schema)
    yield path, schema.get("$ref", "").rpartition("/")[2] or _type(whole), value
    if isinstance(value, list):
        for item in value:
            yield from _parts(whole["items"], item, f"{path}[]")
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _parts(whole["properties"][name], part, f"{path}.{name}")


def _type(whole: Mapping[str, Any]) -> str:
    return "ngay" if whole.get("format") == "date" else str(whole.get("type", ""))


def known_dead(person: Person, moment: Moment) -> tuple[date, date] | None:
    """The day of death and the day on which it was known, None while nobody knows of one."""
    died = moment.fact(person, "ngayChet")
    if not died:
        return None
    held = person.fact("ngayChet")
    fact = held.fact(moment.as_of) if isinstance(held, Timeline) else Fact(died, date.min)
    day = date.fromisoformat(died)
    return day, fact.known.date() if fact is not None and fact.known else day


# -- the rules ---------------------------------------------------------------------------------------------------------


def a_record_begins_before_it_ends(told: Told) -> Broken:
    seen = told.moment.seen
    for record in seen.records(seen.store.registries[told.registry], told.person):
        if record.until is not None and record.since > record.until:
            yield "", f"{record.since} > {record.until}"


def no_act_is_dated_tomorrow(told: Told) -> Broken:
    today = told.moment.as_of.on.isoformat()
    for path, kind, value in parts(told):
        if kind == "ngay" and value > today and not _ENDS.search(path):
            yield path, value


def no_act_is_dated_after_a_death_that_was_known(told: Told) -> Broken:
    dead = known_dead(told.person, told.moment)
    last = max(dead).isoformat() if dead else "9999"
    for path, kind, value in parts(told):
        if kind == "ngay" and value > last and not _ENDS.search(path) and not path.endswith(_UNIT_SINCE):
            yield path, f"{value} > {last}"


def nobody_dead_holds_what_is_for_the_living(told: Told) -> Broken:
    """Of what is a person's own; things and firms outlive whom they belong to."""
    is_personal = dancu_contracts.registry(told.registry).subject_kind == "person"
    if is_personal and known_dead(told.person, told.moment):
        yield from ((path, value) for path, _, value in parts(told) if isinstance(value, str) and value in IN_FORCE)


def nothing_happens_before_birth(told: Told) -> Broken:
    born = told.person.birth.isoformat()
    for path, kind, value in parts(told):
        if kind == "ngay" and value < born and not path.endswith(_UNIT_SINCE):
            yield path, f"{value} < {born}"


def periods_are_in_order(told: Told) -> Broken:
    held = [("", "", told.shown), *(part for part in parts(told) if isinstance(part[2], Mapping))]
    for path, kind, value in held:
        for names in () if kind in {"diaChi", "diaChiKhai"} else _PERIODS:
            stated = [str(value[name]) for name in names if value.get(name)]
            if stated != sorted(stated):
                yield path, f"{names}: {stated}"


def amounts_are_not_below_nothing(told: Told) -> Broken:
    for path, _, value in parts(told):
        if isinstance(value, int | float) and value < 0:
            yield path, value


def addresses_are_valid_today(told: Told) -> Broken:
    """By code, names and the day since when; a place abroad has no unit."""
    today = told.moment.as_of.on
    for path, kind, value in parts(told):
        if kind != "diaChi" or "maPhuongXa" not in value:
            continue
        unit = (modern() if today >= REFORM else legacy()).get(value["maPhuongXa"])
        wrong = {n: v for n, v in (unit.shown if unit else {"maPhuongXa": ""}).items() if value.get(n) != v}
        if wrong:
            yield path, f"{value} differs in {sorted(wrong)}"


def authorities_acted_while_there_were_any(told: Told) -> Broken:
    """Offices of the two tiers (codes that end with M) did nothing before 1 July 2025, the old ones nothing since."""
    held = [told.shown, *(part[2] for part in parts(told) if isinstance(part[2], Mapping))]
    for value in held:
        for office, day in _OFFICES:
            code = value.get(office, {}).get("ma", "")
            if (
                day in value
                and re.fullmatch(r"[A-Z]{2,}\d{2,5}M?", code)
                and code.endswith("M") != (value[day] >= REFORM.isoformat())
            ):
                yield office, f"{code} on {value[day]}"


def people_named_are_known(told: Told) -> Broken:
    """A personal number that a record states is one person's, and beside it stands a name that he bears or bore."""
    for path, _, value in parts(told):
        if isinstance(value, Mapping) and "soDinhDanh" in value:
            found = told.moment.seen.by_number(value["soDinhDanh"])
            if len(found) != 1:
                yield path, f"{value['soDinhDanh']} is {len(found)} people's"
            elif "hoVaTen" in value and value["hoVaTen"] not in _names(told.moment.seen.person(found[0])):
                yield path, f"{value} is {found[0]}"


def _names(person: Person) -> set[str]:
    held = person.fact("hoVaTen")
    return {fact.value for fact in held.facts} if isinstance(held, Timeline) else {held}


def every_number_leads_to_its_subject(told: Told) -> Broken:
    """Or to one on the same paper with him: a spouse, party or owner. What is sensitive leads to nobody."""
    if told.place >= _LOOKED_UP or is_secret(told.registry, None):
        return
    named = {value for path, _, value in parts(told) if path.endswith("soDinhDanh")}
    contract = dancu_contracts.registry(told.registry)
    for key in contract.keys:
        if not all(told.shown.get(name) for name in key.fields) or contract.sensitive.intersection(key.fields):
            continue
        subject = {n: v.get("ma") or v["ten"] if isinstance(v := told.shown[n], Mapping) else v for n in key.fields}
        asked = Operation(told.registry, "lookup", subject, fields=("soDinhDanh",))
        found = answer(told.moment.store, told.moment.seen, asked)
        if found.outcome in {"ambiguous", "pending_identity"}:
            continue
        if not named & {record.get("soDinhDanh") for record in found.records}:
            yield "|".join(key.fields), f"{subject}: {found.outcome} {found.records}"


def a_timeline_is_in_order(told: Told) -> Broken:
    for name, value in told.record.fields.items():
        if isinstance(value, Timeline):
            for fact in value.facts:
                if fact.until is not None and fact.until < fact.since:
                    yield name, f"{fact.since} > {fact.until}"


RULES: tuple[Callable[[Told], Broken], ...] = (
    a_record_begins_before_it_ends,
    no_act_is_dated_tomorrow,
    no_act_is_dated_after_a_death_that_was_known,
    nobody_dead_holds_what_is_for_the_living,
    nothing_happens_before_birth,
    periods_are_in_order,
    amounts_are_not_below_nothing,
    addresses_are_valid_today,
    authorities_acted_while_there_were_any,
    people_named_are_known,
    every_number_leads_to_its_subject,
    a_timeline_is_in_order,
)
