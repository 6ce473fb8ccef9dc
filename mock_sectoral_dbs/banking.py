"""The banks' accounts: which a person has, by which paper the bank knows its customer, and whether they work."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _fields
from mock_sectoral_dbs._life import death_on, facts_of, must_live, office, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event
    from mock_national_db.workspace import Workspace

KIND = "bank_account"
ACTIVE, SUSPENDED, FROZEN, CLOSED = "hoatDong", "tamDung", "phongToa", "daDong"
PAYMENT, SAVINGS = "thanhToan", "tietKiem"
COUNTER, ELECTRONIC = "taiQuay", "dienTu"
LEAST_AGE = 15  # Nghị định 52/2024, with an own account
CMND_UNTIL = date(2024, 12, 31)  # Luật Căn cước, art. 46
PAPERS_CHECKED_SINCE = date(2025, 1, 1)  # Thông tư 17/2024/TT-NHNN: no transactions on an expired paper
FACES_SINCE = date(2024, 7, 1)  # Quyết định 2345/QĐ-NHNN
ELECTRONIC_SINCE = date(2021, 3, 5)  # Thông tư 16/2020/TT-NHNN
WELFARE_SINCE = date(2025, 8, 1)
BEGAN = date(2007, 1, 1)
_OPENED = "banking.opened"  # the fact that an event of this registry teaches
_HOLDERS = (0.87, 0.36, 0.25)  # share with a first account, of them with a second, of them with a third
_WRITTEN = 100  # the log's own accounts are counted from here on
_LENGTH = 12  # of a first account; what follows counts the others


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    day = max(person.birthday(LEAST_AGE), BEGAN)
    for turn, share in enumerate(_HOLDERS):
        if not draw.share(f"holds {turn}", share):
            break
        day += timedelta(draw.days(f"opened {turn}", 0, 2500))
        if (person.death is None or day < person.death) and _paper(person, _cards(person), day):
            yield _account(person, draw, turn, day)
    for fact in facts_of(person.fact(_OPENED)):
        usual = {"loaiTaiKhoan": PAYMENT, "cachMo": COUNTER, "ngayMo": fact.since.isoformat()}
        yield _record(person, fact.since, partial(dict, usual, **fact.value), fact.known)


def numbered(person: Person, turn: int) -> str:
    """The number of the person's account of that turn; the first has no turn in it."""
    return f"{person.number(KIND)}{turn or ''}"


def _account(person: Person, draw: Draw, turn: int, day: date) -> Record:
    def given() -> dict[str, Any]:
        papers = _papers(person, draw, turn, day)
        home = next((place for place in places(person, day) if place.unit_on(day)), None)
        closed = day + timedelta(draw.days(f"closed {turn}", 300, 4000)) if draw.share(f"closes {turn}", 0.1) else None
        is_electronic = day >= ELECTRONIC_SINCE and draw.share(f"electronic {turn}", 0.7)
        return {
            "soTaiKhoan": numbered(person, turn),
            "loaiTaiKhoan": SAVINGS if turn and draw.share(f"savings {turn}", 0.4) else PAYMENT,
            "nganHang": lambda as_of: office(person, "ngan_hang", as_of.on, of=home) if home else None,
            "ngayMo": day.isoformat(),
            "cachMo": ELECTRONIC if is_electronic else COUNTER,
            **{name: Timeline(papers).map(_part(name)) for name in ("loaiGiayTo", "soGiayTo", "ngayHetHanGiayTo")},
            "ngayDoiChieu": _compared(person, draw, turn, day, papers),
            "ngayDong": Timeline((Fact(closed.isoformat(), closed),)) if closed else None,
            "ngayLienKetAnSinh": None if turn or closed else lambda as_of: _linked(person, draw, day, as_of),
        }

    return _record(person, day, given)


def _part(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda paper: paper.get(name)


def _papers(person: Person, draw: Draw, turn: int, opened: date) -> list[Fact]:
    """The papers shown, oldest first: the one had on that day, and the newer cards that the customer brought."""
    cards = _cards(person)
    found = [Fact(paper, opened) for paper in [_paper(person, cards, opened)] if paper]
    for card in cards:
        brought = card.since + timedelta(draw.days(f"brought {turn} {card.since}", 3, 400))
        if found and brought > opened < card.since and draw.share(f"brings {turn} {card.since}", 0.8):
            found.append(Fact(_card(person, card), brought))
    return found


def _cards(person: Person) -> list[Fact]:
    return [f for f in facts_of(person.fact("the")) if f.value and f.value["tinhTrang"] == "conHieuLuc" and not f.known]


def _paper(person: Person, cards: Sequence[Fact], opened: date) -> dict[str, Any] | None:
    held = [card for card in cards if card.since <= opened]
    if held:
        return _card(person, held[-1])
    number = person.at("soCMND", opened)
    if number is None or opened > CMND_UNTIL:
        return None
    return {"loaiGiayTo": "CMND", "soGiayTo": number, "ngayHetHanGiayTo": CMND_UNTIL.isoformat()}


def _card(person: Person, card: Fact) -> dict[str, Any]:
    kind = "CCCD" if card.value["loai"] == "CCCD" else "CC"
    number = current(person.so_dinh_danh, AsOf.day(card.since))
    return {"loaiGiayTo": kind, "soGiayTo": number, "ngayHetHanGiayTo": card.value.get("ngayHetHan")}


def _compared(
    person: Person, draw: Draw, turn: int, opened: date, papers: Sequence[Fact]
) -> Callable[[AsOf], str | None] | None:
    """The day the face was compared with a card's chip, once the bank had seen a card; not after death."""
    shown = next((p.since for p in papers if p.value["loaiGiayTo"] != "CMND"), None)
    if shown is None or not draw.share(f"compared {turn}", 0.85):
        return None
    day = max(shown, opened, FACES_SINCE) + timedelta(draw.days(f"compared on {turn}", 0, 150))
    return lambda as_of: _in_life(person, day, as_of)


def _in_life(person: Person, day: date, as_of: AsOf) -> str | None:
    died = death_on(person, as_of)
    return day.isoformat() if day <= as_of.on and (died is None or day < died) else None


def _linked(person: Person, draw: Draw, opened: date, as_of: AsOf) -> str | None:
    """Half of those with level 2 had their first account linked; not after death."""
    raised = [day for day in person.known("eid.ngayNangMuc") if day]
    if not raised or not draw.share("linked", 0.5):
        return None
    since = max(date.fromisoformat(raised[0]), WELFARE_SINCE, opened)
    return _in_life(person, since + timedelta(draw.days("linked on", 0, 400)), as_of)


def _record(person: Person, day: date, given: Callable[[], Mapping[str, Any]], known: datetime | None = None) -> Record:
    def rest() -> dict[str, Any]:
        told = {
            "ngayChet": person.fact("ngayChet"),  # not shown; whatever happens to the account, a death freezes it
            "tenTaiKhoan": _plain(person.at("hoVaTen", day) or ""),
            **given(),
        }
        return {**told, "tinhTrang": lambda as_of: _state(told, as_of)}

    return _fields.record(day, {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}, rest, known)


def _plain(name: str) -> str:
    """Capitals without marks, as on a transfer."""
    letters = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _restated(record: Record) -> Record:
    """The same account in the state that follows from its other fields."""
    return record.under({"tinhTrang": lambda as_of: _state(record.fields, as_of)})


def _state(fields: Mapping[str, Any], as_of: AsOf) -> str:
    """Closed for good; else frozen by an order or by a death; else suspended once the paper on file has expired."""
    now = {name: current(fields.get(name), as_of) for name in ("ngayDong", "phongToa", "ngayChet", "ngayHetHanGiayTo")}
    today = as_of.on.isoformat()
    if now["ngayDong"] and now["ngayDong"] <= today:
        return CLOSED
    if now["phongToa"] or (now["ngayChet"] and now["ngayChet"] <= today):
        return FROZEN
    is_expired = as_of.on >= PAPERS_CHECKED_SINCE and (now["ngayHetHanGiayTo"] or "9999") <= today
    return SUSPENDED if is_expired else ACTIVE


# -- what events do ----------------------------------------------------------------------------------------------------


def _stating(effect: Effect) -> Effect:
    return lambda records, event: [_restated(record) for record in effect(records, event)]


def _closed(records: list[Record], event: Event) -> list[Record]:
    return changes(ngayDong=event.on.isoformat())(records, event)


def _welfare_linked(records: list[Record], event: Event) -> list[Record]:
    """One account of a person receives benefits."""
    linked = changes(ngayLienKetAnSinh=event.on.isoformat())(records, event)
    pairs = zip(records, linked, strict=True)
    return [
        now.setting({"ngayLienKetAnSinh": None}, event.on, event.known) if now is then else now for then, now in pairs
    ]


def _decide_opening(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_live(person, event.on)
    if person.birthday(LEAST_AGE) > event.on:
        raise Refused("under_age", "/on")
    number = {"soTaiKhoan": numbered(person, _WRITTEN + event.position)}
    return Decision(event.with_data(**number), told=number)


def _decide_link(event: Event, seen: Workspace) -> Decision:
    """The account is named, and open."""
    person, then = seen.person(event.subject), AsOf(event.on, event.known)
    named = [
        r
        for r in seen.records(REGISTRY, person)
        if current(r.fields["soTaiKhoan"], then) == event.key.get("soTaiKhoan")
    ]
    if not named:
        raise Refused("invalid", "/subject", reason="soTaiKhoan")
    if _state(named[0].fields, then) in {CLOSED, FROZEN}:
        raise Refused("nothing_to_change", "/subject")
    return Decision(event)


def _learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        stated = {name: value for name, value in event.data.items() if name != "soDinhDanh"}
        yield _OPENED, Fact(stated, event.on, None, event.known)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    index = workspace.store.numbers.index(KIND, subject["soTaiKhoan"][:_LENGTH])
    return [] if index is None or not workspace.has(index) else [index]


REGISTRY = Registry(
    "banking",
    _records,
    events={
        "documents_updated": _stating(changes()),
        "account_frozen": _stating(changes(phongToa=True)),
        "account_released": _stating(changes(phongToa=None)),
        "account_closed": _stating(_closed),
        "welfare_linked": _welfare_linked,
        "record_corrected": changes(),
    },
    learns={"account_opened": _learned},
    decides={"account_opened": _decide_opening, "welfare_linked": _decide_link},
    find={("soTaiKhoan",): _find},
)
