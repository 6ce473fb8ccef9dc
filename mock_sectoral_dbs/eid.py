"""Electronic identification: who has a VNeID account, at which level, whether it is active, what it shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.timeline import SEED_DAY, SEED_TIME, AsOf, Fact, Timeline, current
from mock_sectoral_dbs._life import death_on, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.workspace import Workspace

LEVEL_1, LEVEL_2 = "1", "2"
WAITING, ACTIVE, LOCKED = "choKichHoat", "dangHoatDong", "biKhoa"
BEGAN = date(2022, 7, 18)  # VNeID serves all citizens
LEAST_AGE = 6  # Nghị định 69/2024, art. 7
_OPENED = "eid.opened"  # the fact that the first event of this registry teaches
_LEVEL_2 = ((14, 0.03), (18, 0.41), (60, 0.79), (200, 0.37))  # share of holders of a card, by age below (domain.md 6.6)
_LEVEL_1 = 0.06  # of the other adults
_WAVE = 900  # days in which most came
_SEEDED = AsOf(SEED_DAY, SEED_TIME - timedelta(seconds=1))  # before anything that the log tells
_LOCKING = {"daThuHoi", "biGiu"}  # states of the card that lock the account (Luật Căn cước, art. 34)


class _Account(NamedTuple):
    """The days of an account: application, activation, level 2 (None: not reached)."""

    applied: date
    activated: date
    raised: date | None


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    opened = facts_of(person.fact(_OPENED))
    account = _drawn(person, draw)
    if account is not None:
        yield _record(person, draw, account)
    elif opened:
        first = opened[0]
        raised = first.since if first.value["mucDo"] == LEVEL_2 else None
        yield _record(person, draw, _Account(first.since, first.since, raised), first)


def _drawn(person: Person, draw: Draw) -> _Account | None:
    """Those who hold a card may have level 2, the others of age level 1; nobody after death or the seed day."""
    cards = [f.since for f in facts_of(person.fact("the")) if f.value and f.known is None]
    share = next(share for below, share in _LEVEL_2 if person.birthday(below) > SEED_DAY)
    is_high = bool(cards) and draw.share("level 2", share)
    if not is_high and not (person.birthday(18) <= SEED_DAY and draw.share("level 1", _LEVEL_1)):
        return None
    least = max(
        BEGAN, person.birthday(LEAST_AGE if person.birthday(14) > SEED_DAY else 14), *(cards[:1] if is_high else ())
    )
    room = (SEED_DAY - least).days
    if room < 1:
        return None
    applied = least + timedelta(draw.days("applied", 0, min(_WAVE, room - 1)))
    activated = applied + timedelta(draw.days("activated", 0, 25))
    raised = activated + timedelta(draw.days("raised", 20, 300) if draw.share("began at 1", 0.15) else 0)
    died = current(person.fact("ngayChet"), _SEEDED)
    if died and applied.isoformat() >= died:
        return None
    return _Account(applied, activated, raised if is_high else None)


def _record(person: Person, draw: Draw, account: _Account, stated: Fact | None = None) -> Record:
    known = stated.known if stated else None
    activated = Fact(account.activated.isoformat(), account.activated, None, known)
    raised = account.raised
    levels = [Fact(LEVEL_1, account.applied, None, known)] if raised != account.applied else []
    return Record(
        account.applied,
        None,
        known,
        soDinhDanh=person.so_dinh_danh,
        mucDo=Timeline([*levels, *([Fact(LEVEL_2, raised, None, known)] if raised else [])]).at,
        tinhTrang=_state(person, account, known),
        ngayDangKy=account.applied.isoformat(),
        ngayKichHoat=Timeline((activated,)),
        ngayNangMuc=Timeline((Fact(raised.isoformat(), raised, None, known),)) if raised else None,
        soThietBi=Timeline(_devices(draw, account, known)),
        giayToTichHop=_documents(person, draw, account.activated),
        soDienThoai=person.fact("soDienThoai"),
        email=stated.value.get("email") if stated else _email(draw),
        hoVaTen=person.fact("hoVaTen"),
        ngaySinh=person.fact("ngaySinh"),
        gioiTinh=person.fact("gioiTinh"),
        quocTich=person.fact("quocTich"),
    )


def _state(person: Person, account: _Account, known: Any) -> Callable[[AsOf], str | None]:
    """Active from activation; locked while the card is revoked or held, and by death."""
    states = [] if account.activated == account.applied else [Fact(WAITING, account.applied, None, known)]
    states.append(Fact(ACTIVE, account.activated, None, known))
    for card in facts_of(person.fact("the")):
        if card.value and card.since > account.activated:
            state = LOCKED if card.value["tinhTrang"] in _LOCKING else ACTIVE
            states.append(Fact(state, card.since, card.until, card.known))
    of_the_living = Timeline(states)
    return lambda as_of: LOCKED if death_on(person, as_of) else of_the_living.at(as_of)


def _devices(draw: Draw, account: _Account, known: Any) -> Iterator[Fact]:
    """One from activation; a few changed their telephone since."""
    yield Fact(1, account.activated, None, known)
    if draw.share("another device", 0.12):
        yield Fact(2, years_later(account.activated, 1) + timedelta(draw.days("device", 0, 300)), None, known)


def _email(draw: Draw) -> str | None:
    return f"cong.dan.{draw.integer('address', 1000, 9_999_999)}@example.com" if draw.share("email", 0.45) else None


def _documents(person: Person, draw: Draw, activated: date) -> Callable[[AsOf], list[dict[str, Any]] | None]:
    """The health card and the driver's licence of many, by the numbers that their own registers have."""

    def shown(as_of: AsOf) -> list[dict[str, Any]] | None:
        found = [*_health_card(person, draw, activated), *_licence(person, draw, activated)]
        begun = [document for document in found if document["ngayTichHop"] <= as_of.on.isoformat()]
        return sorted(begun, key=lambda document: str(document["ngayTichHop"])) or None

    return shown


def _health_card(person: Person, draw: Draw, activated: date) -> Iterator[dict[str, Any]]:
    numbers = [number for number in person.known("insurance.maTheBHYT") if number]
    if numbers and draw.share("health card", 0.75):
        day = activated + timedelta(draw.days("health card on", 0, 200))
        yield {"loai": "theBHYT", "so": numbers[-1], "ngayTichHop": day.isoformat()}


def _licence(person: Person, draw: Draw, activated: date) -> Iterator[dict[str, Any]]:
    numbers, issued = person.known("driver_licence.soGPLX"), person.known("driver_licence.ngayCap")
    if numbers and draw.share("licence", 0.6):
        first = min((date.fromisoformat(day) for day in issued if day), default=activated)
        day = max(activated, first) + timedelta(draw.days("licence on", 0, 300))
        yield {"loai": "giayPhepLaiXe", "so": numbers[-1], "ngayTichHop": day.isoformat()}


# -- what events do ----------------------------------------------------------------------------------------------------


def _device_activated(records: list[Record], event: Event) -> list[Record]:
    """One more than there were, whatever is told later of the days before."""
    return [r.setting({"soThietBi": _one_more(r.fields.get("soThietBi"))}, event.on, event.known) for r in records]


def _one_more(before: Any) -> Callable[[AsOf], int]:
    return lambda as_of: (current(before, as_of) or 0) + 1


def _document_integrated(records: list[Record], event: Event) -> list[Record]:
    told = {name: event.data[name] for name in ("loai", "so") if name in event.data}
    document = {**told, "ngayTichHop": event.on.isoformat()}

    def longer(before: Any) -> Callable[[AsOf], list[dict[str, Any]]]:
        return lambda as_of: [*(current(before, as_of) or []), document]

    return [r.setting({"giayToTichHop": longer(r.fields.get("giayToTichHop"))}, event.on, event.known) for r in records]


def _unlocked(records: list[Record], event: Event) -> list[Record]:
    """What it would be had nobody asked for the lock: a revoked card, or death, still locks it."""
    return [r.setting({"tinhTrang": _unasked(r.fields.get("tinhTrang"))}, event.on, event.known) for r in records]


def _unasked(state: Any) -> Any:
    return state.facts[0].value if isinstance(state, Timeline) else state


def _level_raised(records: list[Record], event: Event) -> list[Record]:
    return [r.setting({"mucDo": LEVEL_2, "ngayNangMuc": event.on.isoformat()}, event.on, event.known) for r in records]


def _opened(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        stated = {name: event.data[name] for name in ("mucDo", "email") if name in event.data}
        yield _OPENED, Fact(stated, event.on, None, event.known)


def _decide_opening(event: Event, seen: Workspace) -> Decision:
    """Once in a life, from six years of age."""
    person = seen.person(event.subject)
    if death_on(person, seen.as_of):
        raise Refused("subject_deceased", "/subject")
    if person.birthday(LEAST_AGE) > event.on:
        raise Refused("invalid", "/subject", reason=f"ngaySinh: {LEAST_AGE}+")
    if seen.records(REGISTRY, person):
        raise Refused("nothing_to_change", "/subject")
    return Decision(event)


def _called_at(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    """A new phone number is the nation's too."""
    if person.index == event.subject and "soDienThoai" in event.data:
        yield "soDienThoai", Fact(event.data["soDienThoai"], event.on, None, event.known)


# -- what a year brings ------------------------------------------------------------------------------------------------


def _applies(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    """Who holds a card and has no account."""
    is_held = occasion.at(person.fact("the")) and occasion.age(person) >= LEAST_AGE
    return {"data": {"mucDo": LEVEL_2}} if is_held and not occasion.records(person) else None


REGISTRY = Registry(
    "eid",
    _records,
    events={
        "level_raised": _level_raised,
        "account_locked": changes(tinhTrang=LOCKED),
        "account_unlocked": _unlocked,
        "device_activated": _device_activated,
        "document_integrated": _document_integrated,
        "contact_changed": changes(),
        "data_corrected": changes(),
    },
    learns={"account_opened": _opened, "contact_changed": _called_at},
    decides={"account_opened": _decide_opening},
    simulates={"account_opened": Happening(0.015, _applies)},
)
