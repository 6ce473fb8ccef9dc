"""The dossiers of those who want a criminal-record certificate: handed in, processed, the certificate issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mock_national_db.log import Entry
from mock_national_db.operation import Operation
from mock_national_db.registry import Refused
from mock_national_db.wires import Desk
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires._applicants import applicant
from mock_sectoral_dbs.wires._criminal_forms import Declared
from mock_sectoral_dbs.wires._fields import text
from mock_sectoral_dbs.wires._progress import PAPERS, Stage, foreseen

Json = Mapping[str, Any]
ONLINE, ONE_STOP = "1", "2"  # how it came in, as the official document counts
TAKEN, SUPPLEMENTED, AGAIN, OTHER, NOBODY = "taken", "supplemented", "again", "other", "nobody"
PROCEDURE = "cap-phieu-ly-lich-tu-phap"
_REGISTRY = "criminal_record"
_STEPS = course.steps(processing=1, settled=5)
_DECLARATION = "declarationWSForm"


class Dossier(NamedTuple):
    """What was handed in by one channel under one number of the client, and what became of it."""

    channel: str
    number: str
    entries: Sequence[Entry]

    @property
    def id(self) -> str:
        """The register's own number for it, which tells nothing of the client's."""
        return str(uuid5(NAMESPACE_URL, f"{_REGISTRY}/{self.channel}/{self.number}"))

    @property
    def content(self) -> Json:
        """The forms as last handed in."""
        return dict([entry.what[PAPERS] for entry in self.entries if PAPERS in entry.what][-1])

    @property
    def form(self) -> Mapping[str, str]:
        """The declaration."""
        return dict(self.content[_DECLARATION])

    @property
    def person(self) -> str:
        """The personal number of whom it is about."""
        return str(self.entries[0].what["person"])


class Outcome(NamedTuple):
    """How a dossier stands, and the certificate as the register of criminal records numbered it, if there is one."""

    stage: Stage
    certificate: Json | None = None


def found(desk: Desk, channel: str, number: str) -> Dossier | None:
    """The dossier of that number, None if none was handed in."""
    entries = desk.entries(f"{channel}/{number}") if text.holds(number) else ()
    return Dossier(channel, number, entries) if entries else None


def every(desk: Desk) -> Iterator[Dossier]:
    """All dossiers, by channel and number."""
    for name in desk.numbers():
        channel, _, number = name.partition("/")
        yield Dossier(channel, number, desk.entries(name))


def hand_in(desk: Desk, channel: str, declared: Declared) -> tuple[str, Dossier | None]:
    """Take a dossier, or what supplements one that waits for it; which of the five words it is."""
    before = found(desk, channel, declared.number)
    if before is not None:
        return _again(desk, before, declared.content)
    form = declared.content[_DECLARATION]
    person = applicant(desk, form["identifyNo"], form["fullName"], form["birthDateStr"])
    if person is None:
        return NOBODY, None
    entry = {"person": person, PAPERS: declared.content}
    desk.enter(f"{channel}/{declared.number}", entry, first=True)
    return TAKEN, found(desk, channel, declared.number)


def _again(desk: Desk, dossier: Dossier, content: Json) -> tuple[str, Dossier]:
    if _stage(desk, dossier).state == course.WAITING:
        note(desk, dossier, {PAPERS: content})
        return SUPPLEMENTED, dossier
    return AGAIN if dossier.content == content else OTHER, dossier


def note(desk: Desk, dossier: Dossier, what: Json) -> None:
    """Add an entry to a dossier."""
    desk.enter(f"{dossier.channel}/{dossier.number}", what)


def _stage(desk: Desk, dossier: Dossier) -> Stage:
    return course.stage_of(dossier.entries, desk.now, _STEPS, foreseen(_REGISTRY, dossier.person))


def outcome(desk: Desk, dossier: Dossier) -> Outcome:
    """How it stands; the certificate is issued when this is first asked after it was due, as of the day it was due."""
    stage = _stage(desk, dossier)
    if stage.state != course.DONE:
        return Outcome(stage)
    try:
        told = desk.record(_REGISTRY, _issue(dossier, stage))
    except Refused:
        return Outcome(Stage(course.REFUSED, stage.since))
    kind = dossier.form["formType"]
    return Outcome(stage, {"soPhieu": told["soPhieu"], "loaiPhieu": kind, "ngayCap": stage.since.isoformat()})


def _issue(dossier: Dossier, stage: Stage) -> dict[str, Any]:
    form = dossier.form
    purpose = {"mucDich": form["purpose"]} if "purpose" in form else {}
    return {
        "id": dossier.id,
        "type": "certificate_issued",
        "subject": {"soDinhDanh": dossier.person},
        "on": stage.since.isoformat(),
        "data": {"loaiPhieu": form["formType"], **purpose},
        "purpose": {"procedure": PROCEDURE},
    }


def convictions(desk: Desk, dossier: Dossier, issued: Stage) -> Json:
    """What the certificate says, as of the day it was issued, so that every later answer is the same.

    Number 1 tells what is not cleared, and of bans if that was asked for; number 2 everything.
    """
    subject = {"soDinhDanh": dossier.person}
    asked = Operation(_REGISTRY, "lookup", subject, fields=("anTich",), on=issued.since, purpose=PROCEDURE)
    held = next(iter(desk.ask(asked).records), {}).get("anTich", {})
    told = {"tinhTrangAnTich": "khongCoAnTich", "thongTinAn": [], "dsCDNCV": [], **held}
    if dossier.form["formType"] == "2":
        return told
    standing = [one for one in told["thongTinAn"] if one["tinhTrang"] == "chuaXoa"]
    bans = told["dsCDNCV"] if dossier.form.get("isBanPosition") == "1" else []
    return {**told, "thongTinAn": standing, "dsCDNCV": bans}
