"""The national register of enterprises: who heads which company or household business, and whether it is active."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _firms, _handing_over, _places
from mock_sectoral_dbs._firms import HOUSEHOLD, ONE_MEMBER, SEVERAL
from mock_sectoral_dbs._life import facts_of, office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisation
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace

ENTERPRISES_SINCE = date(2000, 1, 1)  # Luật Doanh nghiệp 13/1999/QH10
LEAST_AGE, LAST_AGE = 18, 65
ACTIVE, SUSPENDED, ABSENT = _firms.ACTIVE, "tamNgung", "khongHoatDongTaiTruSo"
DISSOLVING, DISSOLVED = "dangGiaiThe", _firms.DISSOLVED
NUMBER = "enterprise"
_KEY = _firms.CODE
_REGISTERED, _RECEIVED = "enterprise.registered", "enterprise.received"  # facts that events of this registry teach
_FATES = {ACTIVE: 45, SUSPENDED: 28, ABSENT: 7, DISSOLVED: 20}
_WHY = {"Khó khăn về thị trường": 60, "Thiếu vốn": 25, "Sửa chữa trụ sở": 15}
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
    "nganhNghe",
    "chiNhanh",
)


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    company = person.nation.organisations.headed_by("company", person.index)
    if company is not None:
        yield _company(person, draw, company)
    if draw.share("founds", 0.05):
        yield from _own(person, draw)
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
        **_amended(draw, since),
    }
    return _enterprise(person, draw, since, stated, begun=company.founded)


def _amended(draw: Draw, since: date) -> dict[str, Any]:
    """Amendments at long intervals for most."""
    days = [_firms.later(since, draw, f"amended {turn}", 700 * turn, 700 * turn + 600) for turn in (1, 2, 3)]
    held = days[: draw.one_of("amendments", {0: 30, 1: 35, 2: 25, 3: 10})]
    counts = [Fact(0, since), *(Fact(count, day) for count, day in enumerate(held, 1))]
    latest = Timeline(Fact(day.isoformat(), day) for day in held) if held else None
    return {"soLanThayDoi": Timeline(counts), "ngayDangKyThayDoi": latest}


def _own(person: Person, draw: Draw) -> Iterator[Record]:
    """A small firm that the person founded; after his death it stays in his name until somebody takes it over."""
    begun = _firms.later(max(person.birthday(LEAST_AGE + 2), ENTERPRISES_SINCE), draw, "begun", 0, 7500)
    if begun >= min(person.death or date.max, person.birthday(LAST_AGE)):
        return
    words = draw.one_of("form", {"Doanh nghiệp tư nhân": 40, "Công ty TNHH MTV": 45, "Công ty TNHH": 15})
    form = _firms.form_of(words)
    form = ONE_MEMBER if form == SEVERAL and person.at("voChong", begun) is None else form
    trade = draw.one_of("trade", ("Thương mại", "Dịch vụ", "Xây dựng", "Nông sản", "Vận tải", "Cơ khí", "In ấn"))
    start = next(start for start, other in _firms.FORMS.items() if other == form)
    stated = {
        _KEY: person.number(NUMBER),
        "ten": f"{start} {trade} {str(person.at('hoVaTen', begun)).rpartition(' ')[2]} Mẫu",
        "loaiHinh": form,
        "von": draw.integer("capital", 2, 50) * 100_000_000,
    }
    yield _enterprise(person, draw, begun, {**stated, **_fate(person, draw, begun)})


def _fate(person: Person, draw: Draw, begun: date) -> dict[str, Any]:
    """What became of it, while its owner lived."""
    fate, day = draw.one_of("fate", _FATES), _firms.later(begun, draw, "fate on", 200, 4000)
    if fate == ACTIVE or (person.death is not None and day + timedelta(90) >= person.death):
        return {}
    if fate == SUSPENDED:
        return _suspension(draw, begun, day)
    ends = [(DISSOLVING, day), (DISSOLVED, day + timedelta(90))] if fate == DISSOLVED else [(ABSENT, day)]
    return {"tinhTrangPhapLy": Timeline([Fact(ACTIVE, begun), *(Fact(state, since) for state, since in ends)])}


def _suspension(draw: Draw, begun: date, day: date) -> dict[str, Any]:
    """A year, as often as it is asked for again, then active (Luật Doanh nghiệp, art. 206)."""
    after = years_later(day, draw.integer("suspended years", 1, 5))
    said = {
        "tamNgungTu": day.isoformat(),
        "tamNgungDen": (after - timedelta(1)).isoformat(),
        "lyDoTamNgung": draw.one_of("why", _WHY),
    }
    state = Timeline((Fact(ACTIVE, begun), Fact(SUSPENDED, day), Fact(ACTIVE, after)))
    return {"tinhTrangPhapLy": state, **{n: Timeline((Fact(v, day, after),)) for n, v in said.items()}}


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
    whole = {**given, **_headed(person, form), **amended, **({"diaChiTruSo": address(place)} if place else {})}
    return Record(fact.since, None, fact.known, **whole)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """By a company of the nation, the number of a firm's founder, a tax code, or what the log says."""
    code = subject[_KEY]
    company = workspace.organisations.company(code)
    drawn = (workspace.store.numbers.index(NUMBER, code), company.head if company else None)
    found = [index for index in drawn if index is not None]
    found += workspace.store.find(workspace, "tax", {"maSoThue": code})
    found += workspace.written(f"enterprise.{_KEY}", code)
    return _handing_over.holders(workspace, "enterprise", _KEY, code, found)


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    if person.death is not None and person.death <= event.on:
        raise Refused("subject_deceased", "/subject")
    if person.birthday(LEAST_AGE) > event.on:
        raise Refused("invalid", "/subject", reason=f"≥ {LEAST_AGE}")
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


def _decide_amended(event: Event, _: Workspace) -> Decision:
    _places.must_be_known(event, "diaChiTruSo")
    return Decision(event)


def _amend(records: list[Record], event: Event) -> list[Record]:
    then = AsOf(event.on, event.known)
    return [
        changes(
            ngayDangKyThayDoi=event.on.isoformat(), soLanThayDoi=(current(r.fields.get("soLanThayDoi"), then) or 0) + 1
        )([r], event)[0]
        for r in records
    ]


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
        "representative_changed": _handing_over.decides(_KEY, _KEPT),
    },
    find={(_KEY,): _find},
)
