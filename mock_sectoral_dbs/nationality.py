"""The nationality database: who became, remained or ceased to be a Vietnamese national, by which decision."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._life import facts_of, must_be_born, must_live, office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace

BEGAN = date(2009, 7, 1)  # Luật Quốc tịch Việt Nam 24/2008/QH12
HOME, CITIZEN, FORMER_CITIZEN = "VN", "congDan", "thoiQuocTich"
CONFIRMED, ENTERED, REGAINED = "xacNhanCoQuocTich", "nhapQuocTich", "troLaiQuocTich"
RELEASED, DEPRIVED, ANNULLED = "thoiQuocTich", "tuocQuocTich", "huyNhapQuocTich"
CARD_REVOKED_AFTER = 3  # working days, Nghị định 58/2026, art. 5
_GAINS, _LOSSES = frozenset({ENTERED, REGAINED}), frozenset({RELEASED, DEPRIVED, ANNULLED})
_PRESIDENT = {"ma": "CTN", "ten": "Chủ tịch nước"}
_DECREE, _CERTIFICATE = "QĐ-CTN", "GXN-QT"
_DECIDED = "nationality.decided"  # the fact that an event of this registry teaches
_OTHERS = {"US": 45, "AU": 18, "CA": 12, "KH": 15, "FR": 10}
_SATURDAY = 5


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    written = facts_of(person.fact(_DECIDED))
    yield from _confirmed(person, draw)
    yield from _changes(person, {fact.since for fact in written})
    for fact in written:
        yield _record(person, fact.since, fact.value, fact)


def _confirmed(person: Person, draw: Draw) -> Iterator[Record]:
    """A certificate of nationality for the few who had to prove it; some of them have another one besides."""
    if person.at("quocTich", person.birth) != HOME or not draw.share("proof of nationality", 0.02):
        return
    day = max(person.birthday(1), BEGAN) + timedelta(draw.days("day", 0, 4500))
    gone = min((fact.since for fact in facts_of(person.fact("quocTich"))[1:]), default=date.max)
    if day >= min(person.death or date.max, gone):
        return
    other = draw.one_of("other nationality", _OTHERS) if draw.share("two", 0.3) else None
    yield _record(person, day, {"loai": CONFIRMED, "quocTichNuocNgoai": other})


def _changes(person: Person, written: set[date]) -> Iterator[Record]:
    """The decisions behind the changes of nationality that the national database tells of, but the log's own."""
    facts = facts_of(person.fact("quocTich"))
    for before, after in pairwise(facts):
        if after.since in written or (before.value == HOME) == (after.value == HOME):
            continue
        kind = REGAINED if after.value == HOME else RELEASED
        foreign = before.value if kind == REGAINED else after.value
        yield _record(person, after.since, {"loai": kind, "quocTichNuocNgoai": foreign}, after)


def _record(person: Person, day: date, given: Mapping[str, Any], told: Fact | None = None) -> Record:
    is_certificate = given["loai"] == CONFIRMED
    own = {
        "soQuyetDinhQuocTich": _decisions.numbered(
            person, int(f"{day:%Y%m%d}"), _CERTIFICATE if is_certificate else _DECREE
        ),
        "coQuanQuyetDinh": office(person, "so_tu_phap", day) if is_certificate else _PRESIDENT,
    }
    bearer = {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "quocTich")}
    known = told.known if told else None
    return Record(day, None, known, **{**bearer, **own, **given, "ngayQuyetDinh": day.isoformat()})


# -- what a decision settles and teaches -------------------------------------------------------------------------------


def _decide(event: Event, seen: Workspace) -> Decision:
    """Only a foreigner gains and only a national loses; it shows wherever the person is named."""
    person, then = seen.person(event.subject), AsOf(event.on, event.known)
    kind, now = event.data["loai"], current(person.fact("quocTich"), then)
    must_be_born(person, event.on)
    must_live(person, event.on)
    if kind in (_GAINS if now == HOME else _LOSSES):
        raise Refused("nothing_to_change", "/data/loai")
    foreign = {"quocTichNuocNgoai": now} if kind in _GAINS and now else {}
    sign = _CERTIFICATE if kind == CONFIRMED else _DECREE
    number = {"soQuyetDinhQuocTich": _decisions.written(event, person, sign)}
    return Decision(
        event.with_data(**{**foreign, **event.data, **number}), touched=_named_in(seen, person), told=number
    )


def _named_in(seen: Workspace, person: Person) -> tuple[int, ...]:
    """The indexes of spouse, children and household, whose records say the person's nationality."""
    spouse = current(person.fact("voChong"), seen.as_of)
    near = [*seen.children(person.index), *seen.household(person, seen.as_of), spouse.index if spouse else None]
    return tuple({index for index in near if index is not None} - {person.index})


def _learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index != event.subject:
        return
    kind = event.data["loai"]
    if kind in _GAINS:
        yield "quocTich", Fact(HOME, event.on, None, event.known)
        yield "loaiCongDan", Fact(CITIZEN, event.on, None, event.known)
    elif kind in _LOSSES:
        yield "quocTich", Fact(event.data.get("quocTichNuocNgoai"), event.on, None, event.known)
        yield "loaiCongDan", Fact(FORMER_CITIZEN, event.on, None, event.known)
        yield from _card_revoked(event, person)
    yield from _decisions.learns(_DECIDED)(event, person)


def _card_revoked(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    day = _working_days_later(event.on, CARD_REVOKED_AFTER)
    if card := current(person.fact("the"), AsOf(day, event.known)):
        yield "the", Fact({**card, "tinhTrang": "daThuHoi"}, day, None, event.known)


def _working_days_later(day: date, count: int) -> date:
    while count:
        day += timedelta(1)
        count -= day.weekday() < _SATURDAY
    return day


REGISTRY = Registry(
    "nationality",
    _records,
    events={"record_corrected": changes()},
    learns={"decision_made": _learned},
    decides={"decision_made": _decide},
    find={("soQuyetDinhQuocTich",): _decisions.finds("soQuyetDinhQuocTich")},
)
