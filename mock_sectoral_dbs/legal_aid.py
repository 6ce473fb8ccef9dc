"""The legal aid database: who is aided by right of what, in which case, by whom, and who collaborates.

By what right, and whether about a crime, may tell of an accusation: it is answered to nobody, and no number shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._life import death_on, facts_of, office, places, while_living
from mock_sectoral_dbs._proceedings import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Kin, Person
    from mock_national_db.registry import Effect, Event
    from mock_national_db.workspace import Workspace

BEGAN = date(2018, 1, 1)  # Luật Trợ giúp pháp lý 11/2017/QH14
CASE, COLLABORATOR = "vuViec", "congTacVien"
OPEN, COMPLETED, DISCONTINUED = "dangThucHien", "hoanThanh", "khongTiepTuc"
VALID, REVOKED = "conHieuLuc", "daThuHoi"
CHILD, ACCUSED, POOR, DISABLED, AGED, MINORITY = (
    "treEm",
    "buocToiDuoi18",
    "hoNgheo",
    "khuyetTat",
    "nguoiCaoTuoi",
    "danTocThieuSo",
)
IN_COURT, ADVICE = "thamGiaToTung", "tuVan"
_AGES = {CHILD: (0, 16), ACCUSED: (16, 18)}  # years, from and until before
_GROWN, _AGED = 16, 60  # years of age until which an orphan, from which the aged have an allowance
_ALLOWANCES_BEGAN = date(2015, 1, 1)  # Nghị định 136/2013/NĐ-CP
_CENTRE = "trung_tam_tgpl"
_CASE, _CARD = "TGPL", "CTV-TGPL"
_ACCEPTED = "legal_aid.accepted"  # the fact that an event of this registry teaches
_KINH = "01"
_LAST = date(2031, 12, 31)
_BY_ALLOWANCE = {"khuyetTat": DISABLED, "treMoCoi": CHILD, "nguoiCaoTuoi": AGED, "huuTriXaHoi": AGED}
_FIELDS = {
    CHILD: {"hinhSu": 45, "honNhanGiaDinh": 40, "danSu": 15},
    ACCUSED: {"hinhSu": 1},
    MINORITY: {"danSu": 30, "datDai": 25, "honNhanGiaDinh": 25, "hinhSu": 15, "hanhChinh": 5},
}
_FORMS = {IN_COURT: 68, ADVICE: 25, "daiDienNgoaiToTung": 7}
_OFFICER_AGE = 24
_SOONEST_RETIRED = 45  # years of age: ten before the least age of women
_LEARNED = {"congChuc", "canBo"}


@dataclass(frozen=True, slots=True)
class Right:
    """What entitles a person to aid on a day, and the entitlement's code where another register proves it."""

    group: str
    day: date
    code: str | None = None


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for right in _rights(person, draw):
        if right.day >= BEGAN and (person.death is None or right.day < person.death):
            yield _drawn(person, draw, right)
    yield from _card(person, draw)
    for fact in facts_of(person.fact(_ACCEPTED)):
        yield _case(person, fact.since, {**fact.value, **_state(person, fact.since)}, fact)


# -- by what right -----------------------------------------------------------------------------------------------------


def _rights(person: Person, draw: Draw) -> Iterator[Right]:
    """Children and the accused under eighteen by age, minorities by birth, the others by what they are allowed."""
    if draw.share("as a child", 0.02):
        yield _between(draw, CHILD, person.birthday(3), person.birthday(16) - timedelta(1))
    if draw.share("accused", 0.004):
        yield _between(draw, ACCUSED, person.birthday(16), person.birthday(18) - timedelta(1))
    if person.at("danToc", person.birth) != _KINH and draw.share("of a minority", 0.06):
        since = max(BEGAN, person.birthday(18))
        yield _between(draw, MINORITY, since, max(since, _LAST))
    allowed = _allowed(person, draw)
    if not (allowed and (groups := person.known("social_protection.nhom"))):
        return
    told = (person.known(f"social_protection.{name}") for name in ("maDoiTuong", "tuNgay"))
    for group, code, since in zip(groups, *told, strict=True):
        if since:
            yield from _by_allowance(person, draw, allowed, group, code, date.fromisoformat(since))


def _between(draw: Draw, group: str, first: date, last: date) -> Right:
    return Right(group, first + timedelta(draw.days(f"{group} day", 0, (last - first).days)))


def _allowed(person: Person, draw: Draw) -> set[str]:
    """By which allowances age and chance let the person be aided, should he draw them: asked first, as quickly told."""
    aged, child = person.birthday(_AGED) <= person.nation.as_of.on, person.birthday(_GROWN) > _ALLOWANCES_BEGAN
    groups = (DISABLED, *((AGED,) if aged else ()), *((CHILD,) if child else ()))
    by = {group for group in groups if draw.share(f"allowed {group}", 0.2)}
    return by | {POOR} if draw.share("as poor", 0.12) else by


def _by_allowance(person: Person, draw: Draw, allowed: set[str], group: str, code: str, since: date) -> Iterator[Right]:
    """The poor of today once in these years; who draws an allowance within four years of it."""
    if group == POOR and POOR in allowed:
        day = max(BEGAN, person.birth) + timedelta(draw.days("poor day", 0, 4000))
        yield Right(POOR, day, code if since <= day else None)
    elif (by := _BY_ALLOWANCE.get(group)) and by in allowed:
        yield Right(by, max(since, BEGAN) + timedelta(draw.days(f"{by} day", 0, 1500)), code)


# -- cases and cards ---------------------------------------------------------------------------------------------------


def _drawn(person: Person, draw: Draw, right: Right) -> Record:
    group, day = right.group, right.day
    form = IN_COURT if group == ACCUSED else draw.one_of(f"{group} form", _FORMS)
    end = day + timedelta(draw.days(f"{group} takes", *((0, 5) if form == ADVICE else (40, 320))))
    good = draw.one_of(f"{group} quality", {"dat": 30, "kha": 45, "tot": 25})
    given = {
        "maVuViec": _decisions.numbered(person, place(draw, group), _CASE),
        "dien": group,
        "maDoiTuong": right.code,
        "linhVuc": draw.one_of(f"{group} field", _FIELDS.get(group, _FIELDS[MINORITY])),
        "hinhThuc": form,
        **_state(person, day, end, good),
    }
    return _case(person, day, given)


def _state(person: Person, day: date, end: date | None = None, good: str | None = None) -> dict[str, Any]:
    """Completed on `end` if the person lived to see it; a death before it ends the case."""
    if end is None or (person.death is not None and person.death <= end):
        return {
            "tinhTrang": while_living(person, day, OPEN, DISCONTINUED),
            "ngayKetThuc": person.fact("ngayChet"),
        }
    over = {"ngayKetThuc": end.isoformat(), "chatLuong": good}
    return {
        "tinhTrang": Timeline((Fact(OPEN, day), Fact(COMPLETED, end))),
        **{name: Timeline((Fact(value, end),)) for name, value in over.items()},
    }


def _case(person: Person, day: date, given: Mapping[str, Any], told: Fact | None = None) -> Record:
    fields = {
        **_bearer(person, CASE),
        "noiCuTru": person.fact("thuongTru"),
        "nguoiThucHien": lambda _as_of: _officer(person, day),
        "trungTam": office(person, _CENTRE, day),
        "ngayThuLy": day.isoformat(),
        **given,
    }
    return Record(day, None, told.known if told else None, **fields)


def _bearer(person: Person, kind: str) -> dict[str, Any]:
    return {"loai": kind, **{name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}}


def _officer(person: Person, day: date) -> Kin | None:
    """The head of the centre, where he was old enough on that day and is not the person aided."""
    for home in places(person, day):
        if unit := home.unit_on(day):
            head = person.nation.organisations.authority(_CENTRE, unit.code, day).head
            is_fit = head not in {None, person.index} and person.nation.person(head).birthday(_OFFICER_AGE) <= day
            return person.nation.kin(head) if head is not None and is_fit else None
    return None


def _card(person: Person, draw: Draw) -> Iterator[Record]:
    """Most officials give advice as collaborators once they are retired (art. 24)."""
    if person.birthday(_SOONEST_RETIRED) > person.nation.as_of.on or not draw.share("collaborates", 0.7):
        return
    if "nghiHuu" not in person.known("civil_servants.tinhTrang"):
        return
    told = (person.known(f"civil_servants.{name}") for name in ("doiTuong", "ngayThoi"))
    for group, retired in zip(*told, strict=True):
        if group not in _LEARNED or not retired:
            continue
        day = max(date.fromisoformat(retired), BEGAN) + timedelta(draw.days("card after", 30, 700))
        if person.death is None or day < person.death:
            yield _collaborator(person, draw, day)


def _collaborator(person: Person, draw: Draw, day: date) -> Record:
    a_year = draw.integer("cases a year", 1, 6)
    return Record(
        day,
        **_bearer(person, COLLABORATOR),
        soTheCTV=_decisions.numbered(person, 1, _CARD),
        ngayCapThe=day.isoformat(),
        tinhTrangThe=while_living(person, day, VALID, REVOKED),
        soVuViec=lambda as_of: a_year * max(0, (min(as_of.on, death_on(person, as_of) or date.max) - day).days // 365),
        trungTam=office(person, _CENTRE, day),
    )


# -- what events do ----------------------------------------------------------------------------------------------------


def _of(kind: str, effect: Effect) -> Effect:
    """Done to what is still open among the records of that kind."""

    def is_open(record: Record, event: Event) -> bool:
        now = {name: current(record.fields.get(name), AsOf(event.on, event.known)) for name in _OPEN}
        return bool(record.fields["loai"] == kind and now[_STATE[kind]] == _OPEN[_STATE[kind]])

    def done(records: list[Record], event: Event) -> list[Record]:
        return [effect([r], event)[0] if is_open(r, event) else r for r in records]

    return done


_STATE = {CASE: "tinhTrang", COLLABORATOR: "tinhTrangThe"}
_OPEN = {"tinhTrang": OPEN, "tinhTrangThe": VALID}


def _ended(state: str) -> Effect:
    def done(records: list[Record], event: Event) -> list[Record]:
        return changes(tinhTrang=state, ngayKetThuc=event.on.isoformat())(records, event)

    return _of(CASE, done)


def _decide(event: Event, seen: Workspace) -> Decision:
    """Children and the accused under eighteen are of that age on the day."""
    person, group = seen.person(event.subject), event.data["dien"]
    if group in _AGES:
        first, last = _AGES[group]
        if not person.birthday(first) <= event.on < person.birthday(last):
            raise Refused("invalid", "/data/dien", reason=f"ngaySinh: {first}-{last}")
    return _decides(event, seen)


_decides: Callable[[Event, Workspace], Decision] = _decisions.decides({"maVuViec": _CASE})

REGISTRY = Registry(
    "legal_aid",
    _records,
    events={
        "case_completed": _ended(COMPLETED),
        "case_discontinued": _ended(DISCONTINUED),
        "card_revoked": _of(COLLABORATOR, changes(tinhTrangThe=REVOKED)),
        "record_corrected": changes(),
    },
    learns={"case_accepted": _decisions.learns(_ACCEPTED)},
    decides={"case_accepted": _decide},
    find={(field,): _decisions.finds(field) for field in ("maVuViec", "soTheCTV")},
)
