"""The social-protection database: which household is poor, who draws which allowance, how much, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from dancu_contracts import amount, amount_table

from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.timeline import SEED_DAY, AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._glances import may
from mock_sectoral_dbs._life import death_on, facts_of, office, while_living
from mock_sectoral_dbs._work import last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.workspace import Workspace

_STANDARD = "chuanTroGiupXaHoi"  # what the State pays with a factor of 1, in dong a month
BEGAN = date.fromisoformat(amount_table(_STANDARD)["values"][0]["validFrom"])
SOCIAL_PENSION_SINCE = date(2025, 7, 1)  # Nghị định 176/2025/NĐ-CP: from 75 years on instead of 80
POOR, NEAR_POOR, OLD, SOCIAL_PENSION = "hoNgheo", "hoCanNgheo", "nguoiCaoTuoi", "huuTriXaHoi"
DISABLED, ORPHAN = "khuyetTat", "treMoCoi"
IN_FORCE, ENDED, DIED = "dangHuong", "daThoi", "chet"
SEVERE, VERY_SEVERE = "nang", "dacBietNang"
_SIGN = "BTXH"
_TURNS = {DISABLED: 1, OLD: 2, ORPHAN: 3}
_HOUSEHOLDS = {"HN": (POOR, "HN"), "CN": (NEAR_POOR, "HCN")}  # by the group of the head's health card
_GRANTED = "social_protection.granted"  # the fact that an event of this registry teaches
_GROWN, _AGED = 16, 60
_FUNERAL, _FUNERAL_DAYS = 20, 20  # times the standard; days after the death
_KINDS = {"vanDong": 40, "ngheNoi": 12, "nhin": 14, "thanKinh": 17, "triTue": 10, "khac": 7}
_FACTORS = {SEVERE: (2.0, 1.5, 2.0), VERY_SEVERE: (2.5, 2.0, 2.5)}  # until 16, until 60, after (Nghị định 20/2021)


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    yield from _household(person)
    yield from _allowances(person, draw)
    for fact in facts_of(person.fact(_GRANTED)):
        yield _record(person, fact.since, {"tuNgay": fact.since.isoformat(), **fact.value}, fact)


# -- poor and near-poor households -------------------------------------------------------------------------------------


def _household(person: Person) -> Iterator[Record]:
    """The year's class of the household, for each member: that of the head, whom the insurer insures by it."""
    as_of = person.nation.as_of
    head = current(person.fact("chuHo"), as_of)
    if head is None or head.index is None or death_on(person, as_of):
        return
    holder = person.nation.person(head.index)
    for card in holder.known("insurance.theBHYT") if may(holder, "insurance.coTheHoNgheo") else ():
        if card and card["doiTuong"] in _HOUSEHOLDS and card["tinhTrang"] == "conGiaTri":
            group, sign = _HOUSEHOLDS[card["doiTuong"]]
            since = max(date.fromisoformat(card["giaTriTu"]), person.birth)
            given = {
                "maDoiTuong": _decisions.numbered(person, since.year, sign),
                "nhom": group,
                "tuNgay": since.isoformat(),
                "denNgay": card.get("giaTriDen"),
            }
            yield _record(person, since, given)


# -- monthly allowances ------------------------------------------------------------------------------------------------


def _allowances(person: Person, draw: Draw) -> Iterator[Record]:
    """One at a time, the highest (Nghị định 20/2021, art. 4): as disabled, else as an orphan, else for age."""
    disabled = _disability(person, draw)
    if disabled is not None:
        yield disabled
        return
    yield from _orphan(person)
    yield from _old_age(person)


def _disability(person: Person, draw: Draw) -> Record | None:
    if not draw.share("disabled", 0.022):
        return None
    age = 0 if draw.share("from birth", 0.35) else draw.integer("disabled at", 1, 78)
    since = max(person.birthday(age + 1), BEGAN)
    if not _lives(person, since):
        return None
    degree = draw.one_of("degree", {SEVERE: 75, VERY_SEVERE: 25})
    child, grown, aged = _FACTORS[degree]
    stages = ((date.min, child), (person.birthday(_GROWN), grown), (person.birthday(_AGED), aged))
    given = {
        "maDoiTuong": _decisions.numbered(person, _TURNS[DISABLED], _SIGN),
        "nhom": DISABLED,
        "tuNgay": since.isoformat(),
        "mucDoKhuyetTat": degree,
        "dangKhuyetTat": draw.one_of("kind", _KINDS),
        "nguoiGiamHo": lambda as_of: _guardian(person, as_of, always=degree == VERY_SEVERE),
        "mucTroCap": _amounts(person, since, stages),
    }
    return _record(person, since, given)


def _orphan(person: Person) -> Iterator[Record]:
    """Until sixteen, once both parents on record are dead."""
    until = person.birthday(_GROWN)
    if until <= BEGAN:
        return
    deaths = [*takewhile(bool, (_death(person.kin(name, person.birth)) for name in ("cha", "me")))]
    if len(deaths) < 2:
        return
    last = max((f for f in deaths if f is not None), key=lambda fact: date.fromisoformat(fact.value))
    since = max(date.fromisoformat(last.value), person.birth, BEGAN)
    if since >= until or not _lives(person, since):
        return
    given = {
        "maDoiTuong": _decisions.numbered(person, _TURNS[ORPHAN], _SIGN),
        "nhom": ORPHAN,
        "tuNgay": since.isoformat(),
        "nguoiGiamHo": lambda as_of: _guardian(person, as_of, always=True),
        "mucTroCap": _amounts(person, since, ((date.min, 2.5), (person.birthday(4), 1.5))),
    }
    yield _record(person, since, given, last).ending(until)


def _death(parent: Person | None) -> Fact | None:
    """A parent's death, None for those who live and those not on record."""
    if parent is None or not parent.death:
        return None
    return next((f for f in facts_of(parent.fact("ngayChet")) if f.value), None)


def _old_age(person: Person) -> Iterator[Record]:
    """From 80, since July 2025 from 75, for whoever draws no pension."""
    if person.birthday(75) > person.nation.as_of.on:
        return
    since = max(person.birthday(80), BEGAN)
    if since > SOCIAL_PENSION_SINCE:
        since = max(person.birthday(75), SOCIAL_PENSION_SINCE)
    if since > person.nation.as_of.on or not _lives(person, since) or _draws_pension(person):
        return
    group = Timeline((Fact(OLD, since), Fact(SOCIAL_PENSION, max(since, SOCIAL_PENSION_SINCE))))
    given = {
        "maDoiTuong": _decisions.numbered(person, _TURNS[OLD], _SIGN),
        "nhom": group if since < SOCIAL_PENSION_SINCE else SOCIAL_PENSION,
        "tuNgay": since.isoformat(),
        "mucTroCap": _amounts(person, since, ((date.min, 1.0),)),
    }
    yield _record(person, since, given)


def _lives(person: Person, on: date) -> bool:
    return person.death is None or person.death > on


def _draws_pension(person: Person) -> bool:
    drawn = (part for parts in person.known("insurance.huongCheDo") for part in parts or ())
    return any(part["loai"] == "huuTri" for part in drawn)


def _amounts(person: Person, since: date, stages: tuple[tuple[date, float], ...]) -> Callable[[AsOf], int | None]:
    """The standard of the day times the factor of the age; nothing after the death."""

    def paid(as_of: AsOf) -> int | None:
        if as_of.on < since or death_on(person, as_of):
            return None
        standard = amount(_STANDARD, as_of.on.isoformat())
        return int(standard * [factor for day, factor in stages if day <= as_of.on][-1])

    return paid


def _guardian(person: Person, as_of: AsOf, *, always: bool) -> Any:
    """Of a child, and of whoever cannot act for himself: a living parent or spouse, else the head of the household."""
    if death_on(person, as_of) or not (always or as_of.on < person.birthday(_GROWN)):
        return None
    for name in ("me", "cha", "voChong", "chuHo"):
        kin = current(person.fact(name), as_of)
        if kin is None or kin.index in (None, person.index):
            continue
        if not death_on(person.nation.person(kin.index), as_of):
            return kin
    return None


def _funeral(person: Person, as_of: AsOf) -> dict[str, Any] | None:
    """Twenty times the standard, twenty days after a death of the past (Nghị định 20/2021, art. 11)."""
    died = death_on(person, as_of)
    paid = died + timedelta(_FUNERAL_DAYS) if died else None
    if paid is None or paid > min(as_of.on, SEED_DAY - timedelta(90)) or paid < BEGAN:
        return None
    granted = _FUNERAL * amount(_STANDARD, paid.isoformat())
    before = AsOf(died - timedelta(1), as_of.known) if died else as_of
    kin = next((kin for name in ("voChong", "chuHo", "cha", "me") if (kin := _other(person, name, before))), None)
    return {"ngay": paid.isoformat(), "mucHuong": granted, **({"nguoiNhan": kin} if kin else {})}


def _other(person: Person, name: str, as_of: AsOf) -> Any:
    kin = current(person.fact(name), as_of)
    return None if kin is None or kin.index == person.index else kin


# -- what all have in common -------------------------------------------------------------------------------------------


def _record(person: Person, since: date, given: dict[str, Any], told: Fact | None = None) -> Record:
    last = given.get("denNgay")
    fields = {
        "soDinhDanh": person.so_dinh_danh,
        "hoVaTen": person.fact("hoVaTen"),
        "ngaySinh": person.fact("ngaySinh"),
        "gioiTinh": person.fact("gioiTinh"),
        "noiCuTru": person.fact("thuongTru"),
        "coQuanQuanLy": lambda as_of: office(person, "ubnd_xa", as_of.on),
        **given,
        "tinhTrang": while_living(person, since, IN_FORCE, ENDED),
        "lyDoThoi": while_living(person, since, None, DIED),
        "maiTang": None if told else lambda as_of: _funeral(person, as_of),
        "denNgay": last or (lambda as_of: died.isoformat() if (died := death_on(person, as_of)) else None),
    }
    return Record(since, None, told.known if told else None, **fields)


def _stopped(records: list[Record], event: Event) -> list[Record]:
    last = last_day(event.on).isoformat()
    return changes(tinhTrang=ENDED, denNgay=last, mucTroCap=None)(records, event)


def _decide_funeral(event: Event, seen: Workspace) -> Decision:
    """Paid to somebody whom the national database knows."""
    found = seen.by_number(event.data["nguoiNhan"].get("soDinhDanh", ""))
    if len(found) != 1:
        raise Refused("unknown_relative", "/data/nguoiNhan/soDinhDanh")
    paid = {"ngay": event.on.isoformat(), "mucHuong": event.data["mucHuong"]}
    return Decision(event.with_data(maiTang={**paid, "nguoiNhan": seen.kin(found[0]).shown()}))


def _buried(records: list[Record], event: Event) -> list[Record]:
    return changes()(records, replace(event, data={"maiTang": event.data["maiTang"]}))


# -- what a year brings ------------------------------------------------------------------------------------------------


def _is_granted(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    """The social pension, to those of age who draw nothing yet."""
    if occasion.age(person) < 75 or occasion.records(person):
        return None
    return {"data": {"nhom": SOCIAL_PENSION, "mucTroCap": amount(_STANDARD, occasion.on.isoformat())}}


REGISTRY = Registry(
    "social_protection",
    _records,
    events={
        "allowance_changed": changes(),
        "allowance_stopped": _stopped,
        "funeral_granted": _buried,
        "record_corrected": changes(),
    },
    learns={"allowance_granted": _decisions.learns(_GRANTED)},
    decides={"allowance_granted": _decisions.decides({"maDoiTuong": _SIGN}), "funeral_granted": _decide_funeral},
    find={("maDoiTuong",): _decisions.finds("maDoiTuong")},
    simulates={"allowance_granted": Happening(0.002, _is_granted)},
)
