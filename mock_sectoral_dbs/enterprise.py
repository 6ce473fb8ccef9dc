"""The national register of enterprises: who heads which company or household business, and whether it is active."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _firms, _founding, _handing_over, _named, _places
from mock_sectoral_dbs._firms import ABSENT, ACTIVE, DISSOLVED, DISSOLVING, HOUSEHOLD, SUSPENDED
from mock_sectoral_dbs._life import facts_of, must_be_aged, must_live, office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisation
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace

LEAST_AGE = 18
NUMBER = "enterprise"
_KEY = _firms.CODE
_REGISTERED, _RECEIVED = "enterprise.registered", "enterprise.received"  # facts that events of this registry teach
_KEPT = (
    "maNoiBo",
    "loaiHinh",
    "ten",
    "tenVietTat",
    "tenNuocNgoai",
    "tinhTrangPhapLy",
    "tamNgungTu",
    "tamNgungDen",
    "lyDoTamNgung",
    "ngayDangKyLanDau",
    "soLanThayDoi",
    "coQuanDangKy",
    "von",
    "diaChiTruSo",
    "thanhVien",
    "nganhNghe",
    "chiNhanh",
)


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    company = person.nation.organisations.headed_by("company", person.index)
    if company is not None:
        yield _company(person, draw, company)
    if draw.share("founds", 0.05):
        firm = _founding.founded(person, draw, person.number(NUMBER))
        yield from [_enterprise(person, draw, *firm)] if firm else []
    for shop in person.known("tax.hoKinhDoanh"):
        if shop:
            yield _household(person, draw, shop)
    for fact in facts_of(person.fact(_REGISTERED)):
        yield _enterprise(person, draw, fact.since, fact.value, known=fact.known)
    for given, fact in _handing_over.received(person, _RECEIVED):
        yield _taken_over(person, given, fact)


def _bearer(person: Person) -> dict[str, Any]:
    return {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}


def _headed(person: Person, form: str) -> dict[str, Any]:
    def representatives(_: AsOf) -> list[dict[str, Any]]:
        return [{"nguoi": person.nation.kin(person.index), "chucDanh": _firms.position(form)}]

    return {**_bearer(person), "daiDienPhapLuat": representatives}


def _enterprise(
    person: Person, draw: Draw, since: date, stated: Mapping[str, Any], *, known: Any = None, begun: date | None = None
) -> Record:
    """A firm of the person's since that day; what is stated wins over what follows from it."""
    form, name, code, capital = (stated[field] for field in ("loaiHinh", "ten", _KEY, "von"))
    place = stated.get("diaChiTruSo") or person.residence(since)
    fields = {
        **_headed(person, form),
        **_firms.names(name, form),
        "maNoiBo": int(code[-8:]),
        "tinhTrangPhapLy": ACTIVE,
        "ngayDangKyLanDau": (begun or since).isoformat(),
        "soLanThayDoi": 0,
        "coQuanDangKy": lambda as_of: office(person, "so_tai_chinh", as_of.on, of=place),
        "diaChiTruSo": place,
        "thanhVien": lambda _: _firms.members(person, draw, form, capital, since),
        "nganhNghe": _firms.industries(name, draw),
        "chiNhanh": _firms.branches(code, name, place, draw) if place and place.unit else None,
        **stated,
    }
    return Record(since, None, known, **fields)


def _company(person: Person, draw: Draw, company: Organisation) -> Record:
    """A company of the nation, since its head was of age to head it; employers of others stay in business."""
    since = max(company.founded, person.birthday(LEAST_AGE))
    form = _firms.form_of(company.ten)
    stated = {
        _KEY: company.ma,
        "ten": company.ten,
        "loaiHinh": form,
        "von": draw.integer("capital", 10, 200) * 100_000_000,
        "diaChiTruSo": company.address,
        **_founding.amended(draw, company.founded, since),
    }
    return _enterprise(person, draw, since, stated, begun=company.founded)


def _household(person: Person, draw: Draw, shop: Mapping[str, Any]) -> Record:
    """A household business as the tax office knows it; its code is its owner's tax code."""
    begun, place = date.fromisoformat(shop["ngayBatDau"]), shop.get("diaChi")
    return Record(
        begun,
        **_headed(person, HOUSEHOLD),
        maSoDoanhNghiep=lambda _: next(iter(person.known("tax.maSoThue")), None),
        loaiHinh=HOUSEHOLD,
        ten=shop["ten"],
        tinhTrangPhapLy=ACTIVE,
        ngayDangKyLanDau=shop["ngayBatDau"],
        coQuanDangKy=lambda as_of: office(person, "ubnd_xa", as_of.on, of=place),
        von=draw.integer("shop capital", 2, 40) * 10_000_000,
        diaChiTruSo=place,
        nganhNghe=_firms.industries(shop.get("nganhNghe", shop["ten"]), draw),
    )


def _taken_over(person: Person, given: Mapping[str, Any], fact: Fact) -> Record:
    form, place = given["loaiHinh"], given.get("diaChiTruSo")
    amended = {"ngayDangKyThayDoi": fact.since.isoformat(), "soLanThayDoi": given.get("soLanThayDoi", 0) + 1}
    owner = {"nguoi": person.nation.kin(person.index), "vonGop": given.get("von"), "tyLe": 100}
    members = {} if form in _firms.SHARED else {"thanhVien": [owner]}
    whole = {
        **given,
        **_headed(person, form),
        **members,
        **amended,
        **({"diaChiTruSo": address(place)} if place else {}),
    }
    return Record(fact.since, None, fact.known, **whole)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """By a company of the nation, the number of a firm's founder, a tax code, or what the log says."""
    code = subject[_KEY]
    company = workspace.organisations.company(code)
    drawn = (workspace.store.numbers.index(NUMBER, code), company.head if company else None)
    found = [index for index in drawn if index is not None]
    found += workspace.store.find(workspace, "tax", {"maSoThue": code})
    return [*found, *workspace.written(f"enterprise.{_KEY}", code)]


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_live(person, event.on)
    must_be_aged(person, LEAST_AGE, event.on)
    _places.must_be_known(event, "diaChiTruSo")
    code = {_KEY: f"009{event.position:07}"}
    start = next(start for start, form in _firms.FORMS.items() if form == event.data["loaiHinh"])
    name = event.data["ten"]
    whole = {"ten": name if name.startswith(start) else f"{start} {name}"}
    return Decision(
        event.with_data(**code, **whole),
        found_by=((f"enterprise.{_KEY}", code[_KEY], event.subject),),
        told=code,
    )


def _registered(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        place = event.data.get("diaChiTruSo")
        stated = {**event.data, **({"diaChiTruSo": address(place)} if place else {})}
        yield _REGISTERED, Fact(stated, event.on, None, event.known)


_one = _named.decides()
_hand_over = _handing_over.decides(_KEY, _KEPT)


def _decide_amended(event: Event, seen: Workspace) -> Decision:
    _places.must_be_known(event, "diaChiTruSo")
    return _one(event, seen)


def _decide_handed_over(event: Event, seen: Workspace) -> Decision:
    """A household business is its owner's alone: another registers his own."""
    if _named.record(event, _named.on_the_day(event, seen)).fields["loaiHinh"] == HOUSEHOLD:
        raise Refused("invalid", "/subject", reason=HOUSEHOLD)
    return _hand_over(event, seen)


def _amend(records: list[Record], event: Event) -> list[Record]:
    then, place = AsOf(event.on, event.known), event.data.get("diaChiTruSo")
    event = event.with_data(diaChiTruSo=address(place)) if place else event
    return [
        changes(
            ngayDangKyThayDoi=event.on.isoformat(), soLanThayDoi=(current(r.fields.get("soLanThayDoi"), then) or 0) + 1
        )([r], event)[0]
        for r in records
    ]


_IS = "tinhTrangPhapLy"
_NO_SUSPENSION = dict.fromkeys(("tamNgungTu", "tamNgungDen", "lyDoTamNgung"))

REGISTRY = Registry(
    "enterprise",
    _records,
    events={
        "amended": _amend,
        "suspended": changes(tinhTrangPhapLy=SUSPENDED),
        "resumed": changes(tinhTrangPhapLy=ACTIVE, **_NO_SUSPENSION),
        "dissolved": changes(tinhTrangPhapLy=DISSOLVED, **_NO_SUSPENSION),
        "representative_changed": _handing_over.effect(_KEY),
        "record_corrected": changes(),
    },
    learns={"registered": _registered, "representative_changed": _handing_over.learns(_RECEIVED)},
    decides={
        "registered": _decide_registered,
        "amended": _decide_amended,
        "suspended": _named.decides(_IS, ACTIVE),
        "resumed": _named.decides(_IS, SUSPENDED),
        "dissolved": _named.decides(_IS, ACTIVE, SUSPENDED, ABSENT, DISSOLVING),
        "representative_changed": _decide_handed_over,
    },
    find={(_KEY,): _find},
)
