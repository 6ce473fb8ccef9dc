"""The dossiers of social protection: what provinces send, the state they report or the days bring, what is granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
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
PURPOSE = "huong-tro-cap-that-nghiep"  # the only allowance among the procedures of the plan
_REGISTRY = "social_protection"
_STEPS = course.steps(processing=1, settled=10)
_UPDATE, _STATUS, _EVENT = "update", "status", "event"
_STANDING = frozenset({"3", "5", "6", "7", "8", "9", "10"})  # what a province reports so is so; else the days decide
_DONE, _WAITING, _STOPPED = frozenset({"9", "10"}), "5", "8"
_CODES = {
    course.RECEIVED: "2",
    course.PROCESSING: "4",
    course.WAITING: _WAITING,
    course.REFUSED: _STOPPED,
    course.DONE: "10",
}
_GROUPS = {  # by what the procedure is called
    "khuyet tat": "khuyetTat",
    "mo coi": "treMoCoi",
    "huu tri": "huuTriXaHoi",
    "cao tuoi": "nguoiCaoTuoi",
    "can ngheo": "hoCanNgheo",
    "ho ngheo": "hoNgheo",
    "co cong": "nguoiCoCong",
    "tro cap xa hoi": "khac",
}


class Dossier(NamedTuple):
    """What a province sent under one number of its own, and what became of it."""

    number: str
    entries: Sequence[Entry]

    @property
    def content(self) -> Mapping[str, str]:
        """The form as last sent."""
        return dict(next(one.what[key] for one in self.entries[::-1] for key in (PAPERS, _UPDATE) if key in one.what))

    @property
    def person(self) -> str:
        """The personal number of whom it is about."""
        return str(self.entries[0].what["person"])

    @property
    def due(self) -> str:
        """The day it is to be settled."""
        sent = [entry for entry in self.entries if PAPERS in entry.what]
        return due(sent[-1].at.date(), _STEPS[-1][0]).isoformat()

    def is_of(self, key: str) -> bool:
        """Whether who has that AcceptKey sent it."""
        return bool(self.entries[0].what["by"] == _trace(key))


class Outcome(NamedTuple):
    """The code of the state, since when, and what was granted as the register shows it."""

    stage: Stage
    granted: Json | None = None


def found(desk: Desk, number: str, key: str) -> Dossier | None:
    """The dossier of that number, if who has that AcceptKey sent it."""
    dossier = Dossier(number, desk.entries(number))
    return dossier if dossier.entries and dossier.is_of(key) else None


def every(desk: Desk, key: str) -> Iterator[Dossier]:
    """All dossiers sent with that AcceptKey, by number."""
    dossiers = (Dossier(number, desk.entries(number)) for number in desk.numbers())
    return (dossier for dossier in dossiers if dossier.is_of(key))


def send(desk: Desk, key: str, form: Mapping[str, str]) -> bool:
    """Take a dossier or its new content; False if it is nobody's, or was sent with another AcceptKey."""
    number = form["MaHoSo"]
    status = {_STATUS: form["StatusId"]} if "StatusId" in form else {}
    if desk.entries(number):
        return _send_again(desk, key, form, status)
    paper = form.get("SoDinhDanh", form.get("CMND", ""))
    person = applicant(desk, paper, form["HoVaTen"], form.get("NgayThangNamSinh", ""))
    if person is None:
        return False
    desk.enter(number, {PAPERS: form, "person": person, "by": _trace(key), **status}, first=True)
    outcome(desk, Dossier(number, desk.entries(number)))
    return True


def _send_again(desk: Desk, key: str, form: Mapping[str, str], status: Json) -> bool:
    """New content supplements a dossier that waits for it, and starts it anew; else it takes the place of the old."""
    dossier = found(desk, form["MaHoSo"], key)
    if dossier is None:
        return False
    if form != dossier.content:
        is_supplement = _stage(desk, dossier).state == _WAITING
        desk.enter(dossier.number, {PAPERS if is_supplement else _UPDATE: form, **status})
        outcome(desk, Dossier(dossier.number, desk.entries(dossier.number)))
    return True


def report(desk: Desk, dossier: Dossier, step: Mapping[str, str]) -> None:
    """A step that the province took; its status is the dossier's."""
    desk.enter(dossier.number, {"step": step, _STATUS: step["StatusId"]})
    outcome(desk, Dossier(dossier.number, desk.entries(dossier.number)))


def outcome(desk: Desk, dossier: Dossier) -> Outcome:
    """How it stands; what its procedure grants is granted when this is first asked after it was settled, once."""
    stage, kept = _stage(desk, dossier), _kept(dossier)
    event = kept or _grant(dossier, stage)
    if stage.state not in _DONE or event is None:
        return Outcome(stage)
    try:
        told = desk.record(_REGISTRY, event)
    except Refused:
        return Outcome(Stage(_STOPPED, stage.since))
    if kept is None:
        desk.enter(dossier.number, {_EVENT: event})
    return Outcome(stage, _granted(desk, told["maDoiTuong"], date.fromisoformat(event["on"])))


def _kept(dossier: Dossier) -> Json | None:
    return next((entry.what[_EVENT] for entry in dossier.entries if _EVENT in entry.what), None)


def _granted(desk: Desk, number: str, on: date) -> Json | None:
    fields = ("maDoiTuong", "tuNgay", "coQuanQuanLy")
    asked = Operation(_REGISTRY, "lookup", {"maDoiTuong": number}, fields=fields, on=on, purpose=PURPOSE)
    return next(iter(desk.ask(asked).records), None)


def _stage(desk: Desk, dossier: Dossier) -> Stage:
    told = [Stage(str(one.what[_STATUS]), one.at.date()) for one in dossier.entries if _STATUS in one.what]
    if told and told[-1].state in _STANDING:
        return told[-1]
    expected = foreseen(_REGISTRY, dossier.person)
    stage = course.stage_of(dossier.entries, desk.now, _STEPS, expected)
    return Stage(_CODES[stage.state], stage.since)


def _grant(dossier: Dossier, stage: Stage) -> Json | None:
    """The event; None if what the procedure is called names no allowance."""
    called = folded(dossier.content["TenTTHC"])
    group = next((group for words, group in _GROUPS.items() if folded(words) in called), None)
    if group is None:
        return None
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{_REGISTRY}/{dossier.number}")),
        "type": "allowance_granted",
        "subject": {"soDinhDanh": dossier.person},
        "on": stage.since.isoformat(),
        "data": {"nhom": group},
        "purpose": {"procedure": PURPOSE},
    }


def _trace(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()[:16]
