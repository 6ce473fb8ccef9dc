"""The database of petitions: who complained, denounced, proposed or reported what, and what became of it.

What a petition says is answered to nobody, so its fields are plain or functions of the day: a history shows neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._life import death_on, facts_of, office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event
    from mock_national_db.workspace import Workspace

COMPLAINT, DENUNCIATION, PROPOSAL, REPORT = "khieuNai", "toCao", "kienNghi", "phanAnh"
RECEIVED, ACCEPTED, DECIDED, REFUSED = "tiepNhan", "daThuLy", "daGiaiQuyet", "khongThuLy"
WITHDRAWN, ENDED = "daRut", "dinhChi"
BEGAN, _LAST = date(2014, 7, 1), date(2031, 12, 31)  # Luật Tiếp công dân 42/2013/QH13
LEAST_AGE, _LAST_AGE, _MOST = 18, 80, 2
_TIME_TO_DECIDE = timedelta(30)  # from acceptance: Luật Khiếu nại, art. 28; Luật Tố cáo, art. 30
_SIGNS = {COMPLAINT: "KN", DENUNCIATION: "TC", PROPOSAL: "KNg", REPORT: "PA"}
_RESULTS = {COMPLAINT: "QĐ-GQKN", DENUNCIATION: "KL-TC", PROPOSAL: "TL", REPORT: "TL"}
_RECEIVED = "complaints.received"  # the fact that an event of this registry teaches
_FINDINGS = {"dung": 15, "dungMotPhan": 22, "sai": 63}
_OPEN = {RECEIVED, ACCEPTED}
_SECOND = 10  # added to the turn of a complaint that goes to the second instance


@dataclass(frozen=True, slots=True)
class Matter:
    """What a petition is about, and the kind of authority that decides it."""

    kind: str
    field: str
    text: str
    office: str = "ubnd_xa"


_MATTERS = {
    Matter(COMPLAINT, "datDai", "Khiếu nại kết quả hòa giải và xác nhận ranh giới thửa đất"): 16,
    Matter(COMPLAINT, "xayDung", "Khiếu nại quyết định xử phạt về xây dựng không phép"): 9,
    Matter(COMPLAINT, "chinhSach", "Khiếu nại việc đưa hộ ra khỏi danh sách hộ nghèo"): 10,
    Matter(DENUNCIATION, "datDai", "Tố cáo cán bộ xác nhận sai nguồn gốc đất", "thanh_tra"): 7,
    Matter(DENUNCIATION, "hanhChinh", "Tố cáo công chức nhũng nhiễu khi giải quyết hồ sơ", "thanh_tra"): 5,
    Matter(PROPOSAL, "hanhChinh", "Kiến nghị rút ngắn thời gian trả kết quả hồ sơ"): 13,
    Matter(PROPOSAL, "xayDung", "Kiến nghị nâng cấp đường liên ấp"): 18,
    Matter(REPORT, "moiTruong", "Phản ánh cơ sở sản xuất xả nước thải ra kênh", "so_nnmt"): 14,
    Matter(REPORT, "hanhChinh", "Phản ánh thái độ phục vụ tại bộ phận một cửa"): 8,
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for turn in range(1, _MOST + 1):
        if not draw.share(f"writes {turn}", 0.08):
            break
        yield from _written(person, draw, turn)
    for fact in facts_of(person.fact(_RECEIVED)):
        state = _state(person, [(fact.since, RECEIVED)])
        yield _record(person, fact.since, {"lanGiaiQuyet": 1, **fact.value, "tinhTrang": state}, fact)


def _written(person: Person, draw: Draw, turn: int) -> Iterator[Record]:
    """A petition of a grown person; a complaint found wrong may go on to the province."""
    first, last = max(person.birthday(LEAST_AGE), BEGAN), min(person.birthday(_LAST_AGE), _LAST)
    if first >= last:
        return
    day = first + timedelta(draw.days(f"day {turn}", 0, (last - first).days))
    matter = draw.one_of(f"matter {turn}", _MATTERS)
    record, decided = _petition(person, draw, turn, day, matter, 1)
    if person.death is not None and day >= person.death:
        return
    yield record
    if matter.kind == COMPLAINT and decided and draw.share(f"goes on {turn}", 0.25):
        again = decided + timedelta(draw.days(f"goes on after {turn}", 5, 30))
        if person.death is None or again < person.death:
            yield _petition(person, draw, turn + _SECOND, again, matter, 2)[0]


def _petition(
    person: Person, draw: Draw, turn: int, day: date, matter: Matter, instance: int
) -> tuple[Record, date | None]:
    """The petition, and the day of a decision against its sender."""
    accepted = day + timedelta(draw.days(f"accepted {turn}", 1, 9))
    decided = accepted + timedelta(draw.days(f"decided {turn}", 8, 45))
    end = draw.one_of(f"end {turn}", {DECIDED: 86, REFUSED: 8, WITHDRAWN: 6})
    closes = accepted if end == REFUSED else decided
    steps = [(day, RECEIVED), *([] if end == REFUSED else [(accepted, ACCEPTED)]), (closes, end)]
    is_judged = matter.kind in {COMPLAINT, DENUNCIATION}
    finding = draw.one_of(f"finding {turn}", _FINDINGS) if is_judged else "daTraLoi"
    answer = {
        "soQuyetDinh": _decisions.numbered(person, turn, _RESULTS[matter.kind]),
        "ngayGiaiQuyet": decided.isoformat(),
        "ketQua": finding,
    }
    state = _state(person, steps)
    given = {
        "maDon": _decisions.numbered(person, turn, _SIGNS[matter.kind]),
        "loaiDon": matter.kind,
        "linhVuc": matter.field,
        "noiDung": matter.text,
        "doiTuong": office(person, "ubnd_xa", day) if is_judged else None,
        "lanGiaiQuyet": instance,
        "coQuanThuLy": office(person, matter.office if instance == 1 else "ubnd_tinh", day),
        "hanGiaiQuyet": _when(state, ACCEPTED, (accepted + _TIME_TO_DECIDE).isoformat(), also=DECIDED),
        **{name: _when(state, DECIDED, value) for name, value in answer.items()},
        "tinhTrang": state,
    }
    return _record(person, day, given), decided if (end, finding) == (DECIDED, "sai") else None


def _state(person: Person, steps: Sequence[tuple[date, str]]) -> Callable[[AsOf], str]:
    """The last step taken; a death ends what is open when it is known."""

    def at(as_of: AsOf) -> str:
        died = death_on(person, as_of)
        last = min(as_of.on, died - timedelta(1)) if died else as_of.on
        taken = [state for day, state in steps if day <= last]
        state = taken[-1] if taken else RECEIVED
        return ENDED if died and state in _OPEN else state

    return at


def _when(state: Callable[[AsOf], str], wanted: str, value: Any, *, also: str = "") -> Callable[[AsOf], Any]:
    return lambda as_of: value if state(as_of) in {wanted, also} else None


def _record(person: Person, day: date, given: Mapping[str, Any], told: Fact | None = None) -> Record:
    fields = {
        **{name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")},
        "noiCuTru": lambda as_of: current(person.fact("thuongTru"), as_of),
        "ngayNhan": day.isoformat(),
        **given,
    }
    return Record(day, None, told.known if told else None, **fields)


# -- what events do ----------------------------------------------------------------------------------------------------


def _now(read: Callable[[Event], Mapping[str, Any]]) -> Effect:
    """Those fields of the petition that the event names, from its day on."""

    def done(records: list[Record], event: Event) -> list[Record]:
        return [
            r.under({name: _from(event, value, r.fields.get(name)) for name, value in read(event).items()})
            if r.fields.get("maDon") == event.data["maDon"]
            else r
            for r in records
        ]

    return done


def _from(event: Event, value: Any, before: Any) -> Callable[[AsOf], Any]:
    return lambda as_of: value if as_of.on >= event.on else current(before, as_of)


def _accepted(event: Event) -> Mapping[str, Any]:
    return {"tinhTrang": ACCEPTED, "hanGiaiQuyet": (event.on + _TIME_TO_DECIDE).isoformat()}


def _decided(event: Event) -> Mapping[str, Any]:
    return {"tinhTrang": DECIDED, "ngayGiaiQuyet": event.on.isoformat(), "ketQua": event.data["ketQua"]}


def _decide_receipt(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    if person.birthday(LEAST_AGE) > event.on:
        raise Refused("under_age", "/on")
    return _decisions.decides({"maDon": _SIGNS[event.data["loaiDon"]]})(event, seen)


def _decide_step(event: Event, seen: Workspace) -> Decision:
    """The petition is the person's, and open."""
    then = AsOf(event.on, event.known)
    records = seen.records(REGISTRY, seen.person(event.subject))
    named = [r for r in records if r.fields.get("maDon") == event.data["maDon"] and r.since <= event.on]
    if not named:
        raise Refused("invalid", "/data/maDon")
    if current(named[0].fields.get("tinhTrang"), then) not in _OPEN:
        raise Refused("nothing_to_change", "/data/maDon")
    return Decision(event)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """The code of a denunciation leads to nobody (Luật Tố cáo, art. 56)."""
    if subject["maDon"].endswith(f"/{_SIGNS[DENUNCIATION]}"):
        return []
    return _by_number(workspace, subject)


_by_number = _decisions.finds("maDon")
_STEPS = ("petition_accepted", "petition_decided", "petition_withdrawn")

REGISTRY = Registry(
    "complaints",
    _records,
    events={
        "petition_accepted": _now(_accepted),
        "petition_decided": _now(_decided),
        "petition_withdrawn": _now(lambda _event: {"tinhTrang": WITHDRAWN}),
        "record_corrected": changes(),
    },
    learns={"petition_received": _decisions.learns(_RECEIVED)},
    decides={"petition_received": _decide_receipt, **dict.fromkeys(_STEPS, _decide_step)},
    find={("maDon",): _find},
)
