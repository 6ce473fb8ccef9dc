"""A dossier of a birth, death or marriage: handed in, waiting on the clock, and what it brings about (wire.md E.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import dancu_contracts

from mock_national_db.operation import Operation
from mock_national_db.registry import Refused
from mock_sectoral_dbs.wires import _progress
from mock_sectoral_dbs.wires._civil_results import result
from mock_sectoral_dbs.wires._declared import Declared

if TYPE_CHECKING:
    from mock_national_db.log import Entry
    from mock_national_db.wires import Desk

Json = Mapping[str, Any]
_BOOKS = "civil_status"
WAITING, SUPPLEMENT, WORKING, DONE, RETURNED, REFUSED, SENT = "1234567"
_COURSES: Mapping[str | None, _progress.Steps] = {
    None: ((0, WAITING), (1, WORKING), (2, SENT), (3, DONE), (5, RETURNED)),
    _progress.SUPPLEMENT: ((0, WAITING), (1, SUPPLEMENT)),
    _progress.REFUSE: ((0, WAITING), (1, WORKING), (2, REFUSED)),
}
RECEIVED = "Hồ sơ đã được tiếp nhận / The dossier was received before"
MISSING = "Đề nghị bổ sung: thông tin của người được khai / To be supplemented: data of the person declared"
_ON_FILE = "Hồ sơ không đủ điều kiện đăng ký / The dossier does not meet the conditions"
_NOBODY = "Thông tin nhân thân không khớp CSDL quốc gia về dân cư / The national database does not know such a person"
_PROCEDURES = {"KS": "dang-ky-khai-sinh", "KT": "dang-ky-khai-tu", "KH": "dang-ky-ket-hon"}
OUTCOME = "outcome"


class Dossier(NamedTuple):
    """What was handed in, where it stands since when, and its outcome: a result with its `id`, or why it is refused."""

    number: str
    papers: Json
    stage: _progress.Stage
    outcome: Json

    @property
    def kind(self) -> str:
        """KS birth, KT death, KH marriage."""
        return str(self.papers["kind"])

    @property
    def result(self) -> dict[str, Any] | None:
        """What was entered in the books, None as long as nothing was."""
        return json.loads(self.outcome["result"]) if "result" in self.outcome else None


def hand_in(desk: Desk, number: str, papers: Json, declared: Declared) -> bool:
    """Open a dossier, or add what was asked for; False if it is there already and nothing was asked for."""
    entry = {_progress.PAPERS: papers, "declared": declared._asdict()}
    if desk.enter(number, entry, first=True):
        return True
    found = look(desk, number)
    if found is None or found.stage.state != SUPPLEMENT or found.kind != papers["kind"]:
        return False
    return desk.enter(number, entry)


def look(desk: Desk, number: str) -> Dossier | None:
    """Where a dossier stands; what was due by now is brought about first, once."""
    entries = desk.entries(number)
    if not entries:
        return None
    stage = _stage(entries, desk)
    if stage.state in {DONE, RETURNED} and not _outcome(entries):
        desk.enter(number, {OUTCOME: _bring_about(desk, number, entries)})
        entries = desk.entries(number)
    return _seen(number, entries, stage)


def every(desk: Desk) -> list[Dossier]:
    """All dossiers, each brought up to now."""
    return [found for number in desk.numbers() if (found := look(desk, number)) is not None]


def _stage(entries: Sequence[Entry], desk: Desk) -> _progress.Stage:
    foreseen = _progress.foreseen(_BOOKS, *_declared(entries).bearers)
    if foreseen == _progress.SUPPLEMENT and _progress.is_supplemented(entries):
        foreseen = None
    return _progress.state_of(entries, desk.now, _COURSES[foreseen])


def _seen(number: str, entries: Sequence[Entry], stage: _progress.Stage) -> Dossier:
    outcome = _outcome(entries) if stage.state in {DONE, RETURNED} else {}
    if stage.state == REFUSED:
        outcome = {"refused": _ON_FILE}
    elif "refused" in outcome:
        stage = _progress.Stage(REFUSED, stage.since)
    return Dossier(number, _papers(entries), stage, outcome)


def _papers(entries: Sequence[Entry]) -> Json:
    papers: Json = next(e.what[_progress.PAPERS] for e in reversed(entries) if _progress.PAPERS in e.what)
    return papers


def _outcome(entries: Sequence[Entry]) -> Json:
    found: Json = next((entry.what[OUTCOME] for entry in entries if OUTCOME in entry.what), {})
    return found


def _declared(entries: Sequence[Entry]) -> Declared:
    return Declared(**next(entry.what["declared"] for entry in reversed(entries) if "declared" in entry.what))


# -- what comes of it --------------------------------------------------------------------------------------------------


def _bring_about(desk: Desk, number: str, entries: Sequence[Entry]) -> Json:
    """What is entered, dated the day it was due; or why nothing is."""
    papers, declared = _papers(entries), _declared(entries)
    told = _who(desk, declared.party)
    if told is None:
        return {"refused": _NOBODY}
    on = _due(entries)
    try:
        position, bearer = _record(desk, number, papers["kind"], declared, told, on)
    except Refused as refused:
        title = dancu_contracts.faults()[refused.code].title
        return {"refused": f"{title['vi']} / {title['en']}"}
    return {"id": position, "day": on, "result": json.dumps(result(desk, papers, bearer), ensure_ascii=False)}


def _due(entries: Sequence[Entry]) -> str:
    days = next(days for days, state in _COURSES[None] if state == DONE)
    last = [entry for entry in entries if _progress.PAPERS in entry.what][-1]
    return _progress.due(last.at.date(), days).isoformat()


def _record(desk: Desk, number: str, kind: str, declared: Declared, told: Json, on: str) -> tuple[int, str]:
    """The event in the national database and the act in the books: its position, and whose it is; raises Refused."""
    subject, purpose = {"soDinhDanh": told["soDinhDanh"]}, {"procedure": _PROCEDURES[kind]}
    event = {"on": on, **declared.event, "subject": subject, "purpose": purpose, "id": f"{_BOOKS}:{number}"}
    done = desk.record("population", {**event, "data": _placed(event, told)})
    bearer = done.get("soDinhDanh", told["soDinhDanh"])
    if kind == "KH":  # the act of a marriage follows from the marriage, on both sides
        return done["position"], bearer
    act = {"type": "act_registered", "on": on, "data": {**declared.act, "ngayDangKy": on}}
    about = {"subject": {"soDinhDanh": bearer}, "purpose": purpose, "id": f"{_BOOKS}.act:{number}"}
    return desk.record(_BOOKS, {**act, **about})["position"], bearer


def _who(desk: Desk, party: Json) -> Json | None:
    """The person as the national database knows him, if name and birth date agree."""
    keys = [key for key in ("soDinhDanh", "soCMND") if key in party] or ["hoVaTen", "ngaySinh"]
    claims = {key: party[key] for key in ("hoVaTen", "ngaySinh") if key in party}
    subject = {key: party[key] for key in keys}
    fields = ("soDinhDanh", "thuongTru")
    answer = desk.ask(Operation("population", "lookup", subject, claims, fields, name_rule="folded"))
    return answer.records[0] if len(answer.records) == 1 else None


def _placed(event: Json, told: Json) -> Json:
    """A birth is registered where the parent who tells of it lives, and so does the child: the police register that."""
    home = told.get("thuongTru", {})
    if event["type"] != "birth" or "maPhuongXa" not in home:
        return dict(event["data"])
    unit = {part: home[part] for part in ("maTinhThanh", "maQuanHuyen", "maPhuongXa", "hieuLucTu") if part in home}
    lives = {**unit, **({"chiTiet": home["chiTiet"]} if "chiTiet" in home else {})}
    return {**event["data"], "noiDangKyKhaiSinh": unit, "noiOHienTai": lives}
