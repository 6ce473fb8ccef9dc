"""The database of science and technology: who took part in which research, and whose initiatives were recognised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions, _fields
from mock_sectoral_dbs._life import facts_of, months_later, office, while_living

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Decides, Effect, Event
    from mock_national_db.workspace import Workspace

TASK, INITIATIVE = "nhiemVu", "sangKien"
OPEN, ACCEPTED, STOPPED, RECOGNISED = "dangThucHien", "daNghiemThu", "dungThucHien", "daCongNhan"
LEAST_AGE = 18
_BEGAN, _LAST = date(1985, 1, 1), date(2031, 12, 31)
_TASK, _INITIATIVE, _RESULT = "NV-KHCN", "SK", "KQ-KHCN"
_TASK_OPENED, _RECOGNISED = "science.opened", "science.recognised"  # the facts that events of this registry teach
_TURNS = 3
_OF_THE_STATE, _OF_A_COMPANY = 0.5, 0.08  # share of those at work there on a day who began something on it
_FIRST_AGE, _LAST_AGE = 24, 62
_LEVELS = {"coSo": 75, "tinh": 21, "bo": 4}
_MILLIONS = {"coSo": (20, 90), "tinh": (300, 950), "bo": (1200, 3200)}
_MARKS = {"xuatSac": 15, "dat": 80, "khongDat": 5}
_BY_NAME = {  # by the first word of where the person works: the field, research, initiative
    "Trường": ("giaoDuc", "Nghiên cứu tổ chức dạy học theo dự án ở địa phương", "Sơ đồ tư duy trong tiết ôn tập"),
    "Bệnh": ("yDuoc", "Khảo sát việc dùng kháng sinh ở người bệnh nội trú", "Bảng kiểm an toàn trước phẫu thuật"),
    "Trạm": ("yDuoc", "Khảo sát tăng huyết áp ở người trên 40 tuổi", "Sổ theo dõi tiêm chủng theo màu"),
    "Trung": ("yDuoc", "Đánh giá quản lý đái tháo đường tại tuyến cơ sở", "Quy trình phát số khám theo giờ hẹn"),
    "UBND": ("quanLy", "Giải pháp giảm giấy tờ trong thủ tục hành chính cấp xã", "Mẫu phiếu hẹn trả kết quả tại nhà"),
    "Sở": ("nongNghiep", "Nghiên cứu quy trình trồng khóm thích ứng xâm nhập mặn", "Bản đồ số theo dõi vùng sản xuất"),
}
_COMPANY = ("kyThuat", "Thiết kế máy sấy nông sản dùng nhiệt thải", "Cải tiến khay cấp liệu để giảm hao hụt")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for turn, day in _days(person, draw):
        yield from _drawn(person, draw, turn, day)
    for fact in facts_of(person.fact(_TASK_OPENED)):
        yield _task(person, fact.since, {"vaiTro": "chuNhiem", **fact.value, **_state(person, fact.since)}, fact)
    for fact in facts_of(person.fact(_RECOGNISED)):
        yield _record(person, fact.since, {**_initiative(), **fact.value}, fact)


def _days(person: Person, draw: Draw) -> Iterator[tuple[int, date]]:
    """The days so far on which the person began something, by its turn, if he was in the service of the State."""
    first, today = max(person.birthday(_FIRST_AGE), _BEGAN), person.nation.as_of.on
    last = min(person.birthday(_LAST_AGE), _LAST)
    for turn in range(1, _TURNS + 1) if first <= today and first < last else ():
        if draw.share(f"begins {turn}", _OF_THE_STATE):
            day = first + timedelta(draw.days(f"day {turn}", 0, (last - first).days))
            if day <= today and (person.death is None or day < person.death):
                yield turn, day


def _drawn(person: Person, draw: Draw, turn: int, day: date) -> Iterator[Record]:
    """What somebody at work began on that day, at the place and in the field of that work."""
    unit = _served_at(person, day)
    if unit is None and draw.share(f"begins {turn}", _OF_A_COMPANY):
        unit = _employed_at(person, day)
    if unit is None:
        return
    field, research, idea = _BY_NAME.get(unit["ten"].split()[0], _COMPANY)
    level = draw.one_of(f"level {turn}", _LEVELS)
    given: dict[str, Any] = {"linhVuc": field, "cap": level, "toChucChuTri": unit}
    if draw.share(f"initiative {turn}", 0.6):
        number = _decisions.numbered(person, turn, _INITIATIVE)
        yield _record(person, day, {**given, **_initiative(), "soCongNhanSangKien": number, "ten": idea})
        return
    given |= {
        "maNhiemVu": _decisions.numbered(person, turn, _TASK),
        "ten": research,
        "vaiTro": draw.one_of(f"role {turn}", {"chuNhiem": 40, "thanhVien": 60}),
        "kinhPhi": draw.integer(f"budget {turn}", *_MILLIONS[level]) * 1_000_000,
    }
    yield _task(person, day, {**given, **_outcome(person, draw, turn, day)})


def _served_at(person: Person, day: date) -> Mapping[str, str] | None:
    """Where the person was in the service of the State on that day."""
    stages = (stage for served in person.known("civil_servants.quaTrinhCongTac") for stage in served or ())
    on = day.isoformat()
    return next((s["donVi"] for s in stages if s["tuNgay"] <= on <= s.get("denNgay", on) and s.get("donVi")), None)


def _employed_at(person: Person, day: date) -> Mapping[str, str] | None:
    """Who employed the person on that day, as the insurer knows it."""
    periods = (part for parts in person.known("insurance.quaTrinhDong") for part in parts or () if "donVi" in part)
    month = f"{day:%Y-%m}"
    return next((p["donVi"] for p in periods if p["tuThang"] <= month <= p.get("denThang", month)), None)


def _initiative() -> dict[str, Any]:
    return {"loai": INITIATIVE, "vaiTro": "tacGia", "tinhTrang": RECOGNISED}


def _outcome(person: Person, draw: Draw, turn: int, day: date) -> dict[str, Any]:
    end = months_later(day, draw.integer(f"months {turn}", 10, 36))
    return _state(person, day, end) | {
        "xepLoai": _from(person, end, draw.one_of(f"mark {turn}", _MARKS)),
        "soDangKyKetQua": _from(person, end, _decisions.numbered(person, turn, _RESULT)),
        "congBo": _from(person, end, _published(draw, turn, end)),
    }


def _published(draw: Draw, turn: int, end: date) -> list[dict[str, str]] | None:
    if not draw.share(f"publishes {turn}", 0.6):
        return None
    kind = draw.one_of(f"published {turn}", {"baiBao": 85, "sach": 9, "bangDocQuyen": 6})
    return [{"loai": kind, "nam": f"{end:%Y}"}]


def _state(person: Person, day: date, end: date | None = None) -> dict[str, Any]:
    """Accepted on `end` by whoever lives to see it; a death before it stops the task."""
    if end is None or _is_dead(person, end):
        return {"tinhTrang": while_living(person, day, OPEN, STOPPED), "ngayKetThuc": person.fact("ngayChet")}
    state = Timeline((Fact(OPEN, day), Fact(ACCEPTED, end)))
    return {"tinhTrang": state, "ngayKetThuc": _from(person, end, end.isoformat())}


def _is_dead(person: Person, day: date) -> bool:
    return person.death is not None and person.death <= day


def _from(person: Person, end: date, value: Any) -> Timeline | None:
    return None if value is None or _is_dead(person, end) else Timeline((Fact(value, end),))


def _task(person: Person, day: date, given: Mapping[str, Any], told: Fact | None = None) -> Record:
    return _record(person, day, {"loai": TASK, **given}, told)


def _record(person: Person, day: date, given: Mapping[str, Any], told: Fact | None = None) -> Record:
    def rest() -> dict[str, Any]:
        return {
            "trinhDo": next(iter(person.known("civil_servants.trinhDo")), None),
            "coQuanQuanLy": office(person, "so_khcn", day),
            "ngayBatDau": day.isoformat(),
        }

    bearer = {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}
    return _fields.record(day, {**bearer, **given}, rest, told.known if told else None)


# -- what events do ----------------------------------------------------------------------------------------------------


def _closing(state: str) -> Effect:
    """Ends those of the tasks named that are open."""

    def done(records: list[Record], event: Event) -> list[Record]:
        effect = changes(tinhTrang=state, ngayKetThuc=event.on.isoformat())
        return [effect([r], event)[0] if _is_open(r, event) else r for r in records]

    return done


def _is_open(record: Record, event: Event) -> bool:
    return bool(current(record.fields.get("tinhTrang"), AsOf(event.on, event.known)) == OPEN)


def _of_the_grown(decides: Decides) -> Decides:
    def decide(event: Event, seen: Workspace) -> Decision:
        if seen.person(event.subject).birthday(LEAST_AGE) > event.on:
            raise Refused("under_age", "/on")
        return decides(event, seen)

    return decide


def _of_open(decides: Decides) -> Decides:
    """One of the tasks named is still open."""

    def decide(event: Event, seen: Workspace) -> Decision:
        named = {name: value for name, value in event.key.items() if name != "soDinhDanh"}
        records = (r for r in seen.records(REGISTRY, seen.person(event.subject)) if _is_open(r, event))
        if not any(named.items() <= r.fields.items() for r in records):
            raise Refused("nothing_to_change", "/subject")
        return decides(event, seen)

    return decide


_SIGNS = {"maNhiemVu": _TASK, "soCongNhanSangKien": _INITIATIVE, "soDangKyKetQua": _RESULT}

REGISTRY = Registry(
    "science",
    _records,
    events={
        "task_accepted": _closing(ACCEPTED),
        "task_stopped": _closing(STOPPED),
        "record_corrected": changes(),
    },
    learns={
        "task_opened": _decisions.learns(_TASK_OPENED),
        "initiative_recognised": _decisions.learns(_RECOGNISED),
    },
    decides={
        "task_opened": _of_the_grown(_decisions.decides({"maNhiemVu": _TASK})),
        "initiative_recognised": _of_the_grown(_decisions.decides({"soCongNhanSangKien": _INITIATIVE})),
        "task_accepted": _of_open(_decisions.decides({"soDangKyKetQua": _RESULT})),
        "task_stopped": _of_open(_decisions.decides({}, after_death=True)),
    },
    find={(field,): _decisions.finds(field) for field in _SIGNS},
)
