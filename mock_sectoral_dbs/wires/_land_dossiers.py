"""The dossiers of the land offices: handed in, processed, noted on the certificate; what the portal is to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mock_national_db.log import Entry
from mock_national_db.names import folded
from mock_national_db.operation import Operation
from mock_national_db.registry import Refused
from mock_national_db.wires import Desk
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires._applicants import applicant
from mock_sectoral_dbs.wires._progress import PAPERS, Stage, due, foreseen

Json = Mapping[str, Any]
PROCEDURE = "dang-ky-bien-dong-dat-dai"
_REGISTRY = "land"
_STEPS = course.steps(processing=1, settled=10)
ADDED, SUPPLEMENTED = "DanhSachGiayToBoSung", "supplemented"
_TOLD, _EVENT = "told", "event"
_CHANGED, _RELEASED = "owner_information_changed", "mortgage_released"
_EVENTS = {"thay doi thong tin": _CHANGED, "xoa dang ky the chap": _RELEASED}  # by what the procedure is called
_HOLDER = ("hoVaTen", "thuongTru")


class Dossier(NamedTuple):
    """What was handed in under one number of the portal's, and what became of it."""

    number: str
    entries: Sequence[Entry]

    @property
    def content(self) -> Json:
        """The form as handed in."""
        return dict(self.entries[0].what[PAPERS])

    @property
    def person(self) -> str:
        """The personal number of who handed it in."""
        return str(self.entries[0].what["person"])

    @property
    def turns(self) -> list[Entry]:
        """Each time it was set going: handed in, supplemented, or sent back for a wrong result."""
        return [entry for entry in self.entries if PAPERS in entry.what]


def found(desk: Desk, number: str) -> Dossier | None:
    """The dossier of that number, None if none was handed in."""
    entries = desk.entries(number)
    return Dossier(number, entries) if entries else None


def every(desk: Desk) -> Iterator[Dossier]:
    """All dossiers, by number."""
    return (Dossier(number, desk.entries(number)) for number in desk.numbers())


def hand_in(desk: Desk, number: str, content: Json) -> bool:
    """Take a dossier; False if who hands it in is not in the national database."""
    bearer = content["ThongTinNguoiNopDon"]
    person = applicant(desk, bearer["SoChungMinh"], bearer["HoTen"])
    if person is not None:
        desk.enter(number, {PAPERS: content, "person": person}, first=True)
    return person is not None


def go_on(desk: Desk, dossier: Dossier, why: Json) -> None:
    """Set it going again, with what was added to it or found wrong."""
    desk.enter(dossier.number, {PAPERS: dict(why)})


def note(desk: Desk, dossier: Dossier, what: Json) -> None:
    """Add an entry that changes nothing of how it stands."""
    desk.enter(dossier.number, what)


def stage(desk: Desk, dossier: Dossier) -> Stage:
    """How it stands; what it brings about is noted when this is first asked after it was settled."""
    held = course.stage_of(dossier.entries, desk.now, _STEPS, foreseen(_REGISTRY, dossier.person))
    if held.state != course.DONE:
        return held
    try:
        _bring_about(desk, dossier, held)
    except Refused:
        return Stage(course.REFUSED, held.since)
    return held


# -- what it brings about ----------------------------------------------------------------------------------------------


def _bring_about(desk: Desk, dossier: Dossier, settled: Stage) -> None:
    """Once, as it was to be done when the dossier was settled first; raises Refused."""
    kept = next((entry.what[_EVENT] for entry in dossier.entries if _EVENT in entry.what), None)
    event = kept or _event(desk, dossier, settled)
    if event is None:
        return
    desk.record(_REGISTRY, event)
    if kept is None:
        note(desk, dossier, {_EVENT: event})


def _event(desk: Desk, dossier: Dossier, settled: Stage) -> Json | None:
    called = folded(dossier.content["ThongTinQuyTrinh"].get("TenQuyTrinh", ""))
    kind = next((event for words, event in _EVENTS.items() if folded(words) in called), None)
    if kind is None:
        return None
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{_REGISTRY}/{dossier.number}")),
        "type": kind,
        "subject": {"soGCN": _certificate(desk, dossier, settled)},
        "on": settled.since.isoformat(),
        "data": _holder(desk, dossier, settled) if kind == _CHANGED else {},
        "purpose": {"procedure": PROCEDURE},
    }


def _certificate(desk: Desk, dossier: Dossier, settled: Stage) -> str:
    """The one certificate of the applicant's that is of the parcel named, or the only one; raises Refused."""
    asked = Operation(
        _REGISTRY, "lookup", {"soDinhDanh": dossier.person}, fields=("soGCN", "soTo", "soThua"), on=settled.since
    )
    parcels = dossier.content["ThongTinThuaDat"]
    named = [(one.get("SoHieuBanDo"), one.get("SoThuTuThua")) for one in parcels]
    held = {one["soGCN"] for one in desk.ask(asked).records if not named or _place(one) in named}
    if len(held) != 1:
        raise Refused("invalid", "/subject", reason="soGCN")
    return str(held.pop())


def _place(record: Json) -> tuple[str, str]:
    return str(record.get("soTo", "")), str(record.get("soThua", ""))


def _holder(desk: Desk, dossier: Dossier, settled: Stage) -> dict[str, Any]:
    """The land user's name, address and paper as the national database has them."""
    subject = {"soDinhDanh": dossier.person}
    asked = Operation("population", "lookup", subject, fields=_HOLDER, on=settled.since, purpose=PROCEDURE)
    person = next(iter(desk.ask(asked).records), {})
    said = {"hoVaTen": person.get("hoVaTen"), "noiCuTru": person.get("thuongTru")}
    paper = {"loaiGiayTo": "CC", "soGiayTo": dossier.person}
    return {**{name: value for name, value in said.items() if value}, **paper}


# -- what the portal is to be told -------------------------------------------------------------------------------------


def to_tell(desk: Desk, dossier: Dossier) -> list[tuple[str, Stage]]:
    """What has happened since it was last set going and the portal was not told, in order, and how it stands."""
    held, told = stage(desk, dossier), [entry.what[_TOLD] for entry in dossier.entries if _TOLD in entry.what]
    happened = [SUPPLEMENTED] if ADDED in dossier.turns[-1].what[PAPERS] else []
    happened += [] if held.state == course.RECEIVED else [course.PROCESSING]
    happened += [held.state] if held.state in {course.WAITING, course.DONE, course.REFUSED} else []
    return [(what, held) for what in happened if told_of(dossier, what)[_TOLD] not in told]


def worked_at(dossier: Dossier) -> date:
    """Since when somebody works at it: at once if it was set going again."""
    begun = dossier.turns[-1].at.date()
    return begun if len(dossier.turns) > 1 else due(begun, _STEPS[1][0])


def told_of(dossier: Dossier, what: str) -> dict[str, str]:
    """The entry that says the portal was told so, since it was last set going."""
    return {_TOLD: f"{len(dossier.turns)} {what}"}
