"""The courts' case files: who is a party to which case, and how far it has come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline
from mock_sectoral_dbs import _decisions, _fields
from mock_sectoral_dbs._cases import ACCEPTED, CLOSED, ENDED, SUSPENDED, TRIED, Case, divorces, sign
from mock_sectoral_dbs._disputes import disputes
from mock_sectoral_dbs._life import facts_of, office
from mock_sectoral_dbs._proceedings import LIABLE, bearer, is_meant, parts, place, staying, until_death

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace
    from mock_sectoral_dbs._disputes import Dispute

ACCUSED = "biCao"
_ACCEPTED = "court_cases.accepted"  # the fact that an event of this registry teaches


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    cases = (*_criminal(person, draw), *_civil(person, draw), *divorces(person), *_written(person))
    for case in sorted(cases, key=lambda one: one.day):
        yield _record(person, case)


def _criminal(person: Person, draw: Draw) -> Iterator[Case]:
    """The case that an indictment begins."""
    for charge in parts(person, "preventive_measures.bienPhap"):
        if "ngayCaoTrang" not in charge:
            continue
        day = date.fromisoformat(charge["ngayCaoTrang"]) + timedelta(draw.days("accepted", 3, 15))
        if person.death is not None and day >= person.death:
            continue
        held = {"tamGiamTuNgay": charge["tuNgay"]} if charge["loai"] == "tamGiam" else {}
        told = {name: charge[name] for name in ("toiDanh", "dieuLuat") if name in charge}
        tried = day + timedelta(draw.days("tried", 30, 75))
        number = _decisions.numbered(person, place(draw, charge["soLenh"]), sign(day))
        yield Case(number, day, (TRIED, tried), {"hinhSu": {"tuCach": ACCUSED, **told, **held}}, ENDED)


def _civil(person: Person, draw: Draw) -> Iterator[Case]:
    found = disputes(person, draw, lambda: parts(person, "insurance.quaTrinhDong"))
    for turn, dispute in enumerate(found):
        number = _decisions.numbered(person, place(draw, f"dispute {turn}"), sign(dispute.day))
        # A death ends what is heard in private, so that it still looks as a criminal case does.
        at_death = ENDED if dispute.is_private else SUSPENDED
        yield Case(number, dispute.day, (dispute.ends, dispute.closed), _told(dispute), at_death)


def _told(dispute: Dispute) -> dict[str, Any]:
    """What it is about; nothing of what is heard in private, as of a criminal case."""
    if dispute.is_private:
        return {}
    told = {"loaiVuAn": dispute.kind, "quanHePhapLuat": dispute.about, "tuCach": dispute.role}
    return {**told, "duongSuKhac": dispute.other}


def _written(person: Person) -> Iterator[Case]:
    for fact in facts_of(person.fact(_ACCEPTED)):
        given = dict(fact.value)
        at_death = ENDED if "hinhSu" in given else SUSPENDED
        yield Case(given.pop("soThuLy"), fact.since, None, given, at_death, fact.known)


def _record(person: Person, case: Case) -> Record:
    def rest() -> dict[str, Any]:
        facts = [Fact(ACCEPTED, case.day), *([Fact(*case.closed)] if case.closed else [])]
        return {
            **bearer(person, "noiCuTru"),
            "toaAn": office(person, "toa_an", case.day),
            **case.given,
            "capXetXu": "soTham",
            "ngayThuLy": case.day.isoformat(),
            **_course(until_death(person, facts, case.at_death, closed=CLOSED)),
        }

    return _fields.record(case.day, {**bearer(person), "soThuLy": case.number}, rest, case.known)


def _course(states: Timeline) -> dict[str, Any]:
    """The state, the steps that led to it, and the day of the one that closed the case."""

    def steps(as_of: AsOf) -> list[dict[str, str]]:
        days = sorted({fact.since for fact in states.facts if fact.since <= as_of.on})
        stood = [(day, states.at(AsOf(day, as_of.known))) for day in days]
        changed = [
            (day, now)
            for (day, now), before in zip(stood, [None, *(s for _, s in stood)], strict=False)
            if now != before
        ]
        return [{"ngay": day.isoformat(), "trangThai": now} for day, now in changed if now]

    def closed(as_of: AsOf) -> str | None:
        last = (steps(as_of) or [{}])[-1]
        return last.get("ngay") if last.get("trangThai") in CLOSED else None

    return {"trangThai": states, "quaTrinh": steps, "ngayKetThuc": closed}


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_accepted(event: Event, seen: Workspace) -> Decision:
    """A child answers for no crime; what an event says of a crime leaves no room for a civil dispute."""
    if "hinhSu" in event.data and seen.person(event.subject).birthday(LIABLE) > event.on:
        raise Refused("under_age", "/data/hinhSu")
    return _decisions.decides({"soThuLy": sign(event.on)})(event, seen)


def _advanced(records: list[Record], event: Event) -> list[Record]:
    """That state from its day on; what closes a case, or suspends it, leaves nothing to follow of itself."""
    state = event.data["trangThai"]

    def moved(record: Record) -> Record:
        is_last = state in {*CLOSED, SUSPENDED}
        now = (
            staying(record, "trangThai", state, event)
            if is_last
            else record.setting({"trangThai": state}, event.on, event.known)
        )
        return now.under(_course(now.fields["trangThai"]))

    return [moved(record) if is_meant(record, "soThuLy", event) else record for record in records]


REGISTRY = Registry(
    "court_cases",
    _records,
    events={"case_advanced": _advanced, "record_corrected": changes()},
    learns={"case_accepted": _decisions.learns(_ACCEPTED)},
    decides={"case_accepted": _decide_accepted},
    find={("soThuLy",): _decisions.finds("soThuLy")},
)
