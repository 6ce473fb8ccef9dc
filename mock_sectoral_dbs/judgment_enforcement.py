"""The enforcement of civil judgments: who owes what under which judgment, and what is done about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions, _fields
from mock_sectoral_dbs._life import office
from mock_sectoral_dbs._proceedings import bearer, is_meant, rows, staying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event, Record

RUNNING, NO_MEANS, DONE, ENDED = "dangThiHanh", "chuaCoDieuKien", "daThiHanhXong", "dinhChi"
IN_FORCE, OWES = "coHieuLuc", "nguoiPhaiThiHanh"
WITHOUT_MEANS = timedelta(365)
_ON_REQUEST, _OF_ITSELF = "theoYeuCau", "chuDong"
_SIGN = "QĐ-THADS"
_JUDGMENT = ("nghiaVu", "soBanAn", "toaAn", "hieuLuc", "ngayHieuLuc")
_MEASURES = {"phongToaTaiKhoan": 45, "tamDungChuyenQuyen": 35, "keBien": 12, "truThuNhap": 8}
_COURSES = {DONE: 55, NO_MEANS: 20, RUNNING: 25}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    """One decision for each judgment in force that leaves something to be paid."""
    for judgment in rows(person, "judgments", *_JUDGMENT):
        if judgment["hieuLuc"] == IN_FORCE:
            yield _record(person, draw, judgment)


def _record(person: Person, draw: Draw, judgment: Mapping[str, Any]) -> Record:
    """A debt outlives the debtor: his heirs answer for it out of what he left."""
    number, owed = judgment["soBanAn"], judgment["nghiaVu"]
    day = date.fromisoformat(judgment["ngayHieuLuc"]) + timedelta(draw.days(f"{number} decided", 15, 200))

    def rest() -> dict[str, Any]:
        head, _, _ = number.rpartition("/")
        return {
            **bearer(person, "noiCuTru"),
            "soQuyetDinhTHA": f"{head}/{_SIGN}",
            "soBanAn": number,
            "toaAn": judgment["toaAn"],
            "nghiaVu": owed,
            "loai": _OF_ITSELF if draw.share(f"{number} of itself", 0.2) else _ON_REQUEST,
            "ngayQuyetDinh": day.isoformat(),
            "coQuanThiHanh": office(person, "thi_hanh_an", day),
            **_course(draw, number, owed, day),
        }

    return _fields.record(day, bearer(person), rest)


def _course(draw: Draw, number: str, owed: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Part is paid, then all; or part, and no means for the rest; what secures the debt lasts until it is paid."""
    total = owed["soTien"]
    first = day + timedelta(draw.days(f"{number} part", 20, 120))
    part = total * draw.integer(f"{number} share", 1, 6) // 10
    states, paid = [Fact(RUNNING, day)], [Fact(0, day), Fact(part, first)]
    measures: list[Fact] = []
    if owed["vaiTro"] == OWES and draw.share(f"{number} secured", 0.6):
        on = day + timedelta(draw.days(f"{number} taken", 5, 60))
        measures = [Fact([{"loai": draw.one_of(f"{number} measure", _MEASURES), "ngay": on.isoformat()}], on)]
    course = draw.one_of(f"{number} course", _COURSES)
    if course == NO_MEANS:
        states.append(Fact(NO_MEANS, day + WITHOUT_MEANS))
    done = first + timedelta(draw.days(f"{number} rest", 30, 700)) if course == DONE else None
    if done:
        states.append(Fact(DONE, done))
        paid.append(Fact(total, done))
        measures.append(Fact(None, done))
    return {
        "tinhTrang": Timeline(states),
        "daThiHanh": Timeline(paid),
        "conLai": Timeline(Fact(total - fact.value, fact.since) for fact in paid),
        "ngayKetThuc": Timeline((Fact(done.isoformat(), done),)) if done else None,
        "bienPhap": Timeline(measures) if measures else None,
    }


# -- what events do ----------------------------------------------------------------------------------------------------


def _on_the_one_meant(change: Callable[[Record, Event], Record]) -> Effect:
    return lambda records, event: [
        change(record, event) if is_meant(record, "soQuyetDinhTHA", event) else record for record in records
    ]


def _first_paid(records: list[Record], event: Event) -> list[Record]:
    """Of the decision named, or of the oldest that leaves something to be paid."""
    then = AsOf(event.on, event.known)
    left = (r for r in records if is_meant(r, "soQuyetDinhTHA", event) and current(r.fields["conLai"], then))
    first = next(left, None)
    return [_paid(record, event) if record is first else record for record in records]


def _paid(record: Record, event: Event) -> Record:
    """What is paid counts from its day on; nobody pays more than he owes, and whoever paid all is free."""
    then = AsOf(event.on, event.known)
    total, before = record.fields["nghiaVu"]["soTien"], current(record.fields["daThiHanh"], then)
    now = min(total, (before or 0) + event.data["soTien"])
    if now == total:
        return _over(_kept(record, {"daThiHanh": now, "conLai": 0}, event), DONE, event)
    return record.setting({"daThiHanh": now, "conLai": total - now}, event.on, event.known)


def _over(record: Record, state: str, event: Event) -> Record:
    return _kept(record, {"tinhTrang": state, "bienPhap": None, "ngayKetThuc": event.on.isoformat()}, event)


def _kept(record: Record, said: Mapping[str, Any], event: Event) -> Record:
    for name, value in said.items():
        record = staying(record, name, value, event)
    return record


def _changed(record: Record, event: Event) -> Record:
    state = event.data["tinhTrang"]
    if state in (DONE, ENDED):
        return _over(record, state, event)
    return record.setting({"tinhTrang": state}, event.on, event.known)


def _secured(record: Record, event: Event) -> Record:
    held = current(record.fields["bienPhap"], AsOf(event.on, event.known)) or []
    taken = {**{n: event.data[n] for n in ("loai", "taiSan") if n in event.data}, "ngay": event.on.isoformat()}
    return record.setting({"bienPhap": [*held, taken]}, event.on, event.known)


REGISTRY = Registry(
    "judgment_enforcement",
    _records,
    events={
        "payment_made": _first_paid,
        "enforcement_changed": _on_the_one_meant(_changed),
        "measure_taken": _on_the_one_meant(_secured),
        "record_corrected": changes(),
    },
    find={("soQuyetDinhTHA",): _decisions.finds("soQuyetDinhTHA")},
)
