"""The register of certificates for digital signatures: who signs by which key, for whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _fields
from mock_sectoral_dbs._life import facts_of, must_live
from mock_sectoral_dbs._proceedings import rows
from mock_sectoral_dbs._work import last_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Decides, Effect, Event
    from mock_national_db.workspace import Workspace

KIND = "certificate"
VALID, SUSPENDED, EXPIRED, REVOKED = "hieuLuc", "tamDung", "hetHan", "thuHoi"
PERSONAL, OF_AN_ORGANISATION, OFFICIAL = "caNhan", "thuocToChuc", "congVu"
REMOTE, TOKEN = "tuXa", "usbToken"
DIED, LEFT, LOST = "chet", "thoiCongTac", "matThietBi"
LEAST_AGE = 18
TOKENS_SINCE = date(2011, 1, 1)
REMOTE_SINCE = date(2025, 4, 10)  # Nghị định 23/2025/NĐ-CP
OFFICIAL_SINCE = date(2018, 11, 15)  # Nghị định 130/2018/NĐ-CP
_LAST = date(2031, 12, 31)
_ISSUED = "digital_certificates.issued"  # the fact that an event of this registry teaches
_WRITTEN = 100  # the log's own certificates are counted from here on
_LENGTH = 12  # of a person's part of a serial; what follows counts his certificates
_PROVIDERS = (
    {"ma": "CTS-MAU", "ten": "Tổ chức chứng thực chữ ký số Mẫu"},
    {"ma": "CTS-THU", "ten": "Tổ chức chứng thực chữ ký số Thử nghiệm"},
)
_CIPHERS = {"ma": "BCY", "ten": "Ban Cơ yếu Chính phủ"}
_SHARE_REMOTE, _SHARE_TOKEN, _SHARE_OFFICIAL, _SHARE_HEAD = 0.34, 0.04, 0.6, 0.9
_RENEWS = 0.75


@dataclass(frozen=True, slots=True)
class Use:
    """What a person signs for: the turns of its certificates from `turn` on, for how many years each, with what."""

    turn: int
    kind: str
    years: int
    form: str
    provider: Mapping[str, str] | None = None
    organisation: Callable[[date], Mapping[str, str] | None] = lambda _day: None
    left: date | None = None


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for first, use in _uses(person, draw):
        yield from _chain(person, draw, first, use)
    for fact in facts_of(person.fact(_ISSUED)):
        usual = {"nhaCungCap": _PROVIDERS[0], "thuatToan": "ECDSAP256", "hieuLucTu": fact.since.isoformat()}
        yield _record(person, fact.since, partial(dict, usual, **fact.value), fact.known)


def numbered(person: Person, turn: int) -> str:
    """The serial of the person's certificate of that turn."""
    return f"{person.number(KIND)}{turn:02}"


# -- who signs for what ------------------------------------------------------------------------------------------------


def _uses(person: Person, draw: Draw) -> Iterator[tuple[date, Use]]:
    """From which day on the person signs for what: nobody does as a minor."""
    if person.birthday(LEAST_AGE) <= person.nation.as_of.on:
        yield from _own(person, draw)
        yield from _for_a_company(person, draw)
        yield from _for_the_state(person, draw)


def _own(person: Person, draw: Draw) -> Iterator[tuple[date, Use]]:
    """By telephone for those whose account has level 2; a few had a token long before."""
    grown = person.birthday(LEAST_AGE)
    if draw.share("signs by telephone", _SHARE_REMOTE):
        for raised in (day for day in person.known("eid.ngayNangMuc") if day):
            first = max(date.fromisoformat(raised), grown, REMOTE_SINCE) + timedelta(draw.days("telephone", 0, 420))
            yield first, Use(1, PERSONAL, 1, REMOTE)
    if draw.share("has a token", _SHARE_TOKEN):
        yield max(grown, TOKENS_SINCE) + timedelta(draw.days("token", 200, 4000)), Use(21, PERSONAL, 3, TOKEN)


def _for_a_company(person: Person, draw: Draw) -> Iterator[tuple[date, Use]]:
    if not draw.share("signs for the company", _SHARE_HEAD):
        return
    company = person.nation.organisations.headed_by("company", person.index)
    if company is not None:
        first = max(company.founded, person.birthday(25), TOKENS_SINCE) + timedelta(draw.days("company", 5, 200))
        yield first, Use(41, OF_AN_ORGANISATION, 3, TOKEN, organisation=lambda _day: company.shown())


def _for_the_state(person: Person, draw: Draw) -> Iterator[tuple[date, Use]]:
    """Whoever serves the State signs for the unit served at when a certificate is issued, until service ends."""
    if not draw.share("signs officially", _SHARE_OFFICIAL):
        return
    for told in rows(person, "civil_servants", "ngayTuyenDung", "quaTrinhCongTac", "ngayThoi"):
        since, served, left = told.values()
        if served:
            first = max(date.fromisoformat(since), OFFICIAL_SINCE) + timedelta(draw.days("official", 30, 900))
            end = date.fromisoformat(left) if left else None
            yield first, Use(61, OFFICIAL, 5, TOKEN, _CIPHERS, partial(_unit, served), end)


def _unit(served: Sequence[Mapping[str, Any]], day: date) -> Mapping[str, str] | None:
    begun = [stage for stage in served if stage["tuNgay"] <= day.isoformat()]
    return begun[-1].get("donVi") if begun else None


# -- certificates ------------------------------------------------------------------------------------------------------


def _chain(person: Person, draw: Draw, first: date, use: Use) -> Iterator[Record]:
    """One certificate after another, as long as they are renewed, the person lives and the service lasts."""
    end = min([_LAST, *(day for day in (person.death, use.left) if day)])
    turn, day = use.turn, first
    while day < end:
        until = years_later(day, use.years)
        lost = day + timedelta(draw.days(f"lost {turn}", 20, 360)) if draw.share(f"loses {turn}", 0.05) else None
        yield _certificate(person, draw, use, turn, (day, until), lost)
        if not draw.share(f"renews {turn}", _RENEWS):
            return
        day = (lost or until) + timedelta(draw.days(f"renewed {turn}", 0, 25))
        turn += 1


def _certificate(person: Person, draw: Draw, use: Use, turn: int, term: tuple[date, date], lost: date | None) -> Record:
    def given() -> dict[str, Any]:
        since, until = term
        ends = [(day, why) for day, why in ((lost, LOST), (use.left, LEFT)) if day and since < day < until]
        day, why = min(ends, default=(None, ""))
        return {
            "soSeri": numbered(person, turn),
            "loai": use.kind,
            "toChuc": use.organisation(since),
            "nhaCungCap": use.provider or draw.one_of(f"provider {use.turn}", _PROVIDERS),
            "hinhThuc": use.form,
            "mucBaoDam": "coBan" if use.form == REMOTE else "cao",
            "thuatToan": "RSA2048" if use.form == TOKEN and since.year < 2024 else "ECDSAP256",
            "hieuLucTu": since.isoformat(),
            "hieuLucDen": last_day(until).isoformat(),
            "thuHoi": {"ngay": day.isoformat(), "lyDo": why} if day else None,
        }

    return _record(person, term[0], given)


def _record(person: Person, day: date, given: Callable[[], Mapping[str, Any]], known: datetime | None = None) -> Record:
    def rest() -> dict[str, Any]:
        told = {
            "ngayChet": person.fact("ngayChet"),  # not shown; a death revokes what is still valid
            "mucDo": lambda _as_of: next(iter(person.known("eid.mucDo")), None),
            **given(),
        }
        return {**told, **_following(told)}

    return _fields.record(day, {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}, rest, known)


def _restated(record: Record) -> Record:
    """The same certificate in the state that follows from its other fields."""
    return record.under(_following(record.fields))


def _following(fields: Mapping[str, Any]) -> dict[str, Callable[[AsOf], Any]]:
    return {
        "tinhTrang": lambda as_of: _state(fields, as_of),
        "ngayThuHoi": lambda as_of: _revoked(fields, as_of).get("ngay"),
        "lyDoThuHoi": lambda as_of: _revoked(fields, as_of).get("lyDo"),
    }


def _revoked(fields: Mapping[str, Any], as_of: AsOf) -> Mapping[str, str]:
    """When and why it was revoked by that day, if that was before it expired; nothing else."""
    died = current(fields.get("ngayChet"), as_of)
    told = [{"ngay": died, "lyDo": DIED} if died else {}, current(fields.get("thuHoi"), as_of) or {}]
    last = min(as_of.on.isoformat(), current(fields["hieuLucDen"], as_of))
    return min((one for one in told if one and one["ngay"] <= last), key=lambda one: one["ngay"], default={})


def _state(fields: Mapping[str, Any], as_of: AsOf) -> str:
    if _revoked(fields, as_of):
        return REVOKED
    if current(fields["hieuLucDen"], as_of) < as_of.on.isoformat():
        return EXPIRED
    return SUSPENDED if current(fields.get("tamDung"), as_of) else VALID


# -- what events do ----------------------------------------------------------------------------------------------------


def _stating(effect: Effect) -> Effect:
    return lambda records, event: [_restated(record) for record in effect(records, event)]


def _revoking(records: list[Record], event: Event) -> list[Record]:
    revoked = {"ngay": event.on.isoformat(), "lyDo": event.data["lyDoThuHoi"]}
    return changes(thuHoi=revoked)(records, event)


def _decide_issue(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_live(person, event.on)
    if person.birthday(LEAST_AGE) > event.on:
        raise Refused("under_age", "/on")
    if event.data["hieuLucDen"] <= event.on.isoformat():
        raise Refused("invalid", "/data/hieuLucDen")
    serial = {"soSeri": numbered(person, _WRITTEN + event.position)}
    return Decision(event.with_data(**serial), told=serial)


def _of_those_in(*states: str) -> Decides:
    """One certificate is named, and in one of those states."""

    def decide(event: Event, seen: Workspace) -> Decision:
        then = AsOf(event.on, event.known)
        records = (r for r in seen.records(REGISTRY, seen.person(event.subject)) if r.since <= event.on)
        named = [r for r in records if r.fields["soSeri"] == event.key.get("soSeri")]
        if not named:
            raise Refused("invalid", "/subject", reason="soSeri")
        if _state(named[0].fields, then) not in states:
            raise Refused("nothing_to_change", "/subject")
        return Decision(event)

    return decide


def _learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        stated = {name: value for name, value in event.data.items() if name != "soDinhDanh"}
        yield _ISSUED, Fact(stated, event.on, None, event.known)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    index = workspace.store.numbers.index(KIND, subject["soSeri"][:_LENGTH])
    return [] if index is None or not workspace.has(index) else [index]


REGISTRY = Registry(
    "digital_certificates",
    _records,
    events={
        "certificate_suspended": _stating(changes(tamDung=True)),
        "certificate_resumed": _stating(changes(tamDung=None)),
        "certificate_revoked": _stating(_revoking),
        "record_corrected": changes(),
    },
    learns={"certificate_issued": _learned},
    decides={
        "certificate_issued": _decide_issue,
        "certificate_suspended": _of_those_in(VALID),
        "certificate_resumed": _of_those_in(SUSPENDED),
        "certificate_revoked": _of_those_in(VALID, SUSPENDED),
    },
    find={("soSeri",): _find},
)
