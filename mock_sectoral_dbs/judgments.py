"""The courts' judgments: what was decided in whose case, since when it is in force."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Record, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions, _fields
from mock_sectoral_dbs._life import facts_of
from mock_sectoral_dbs._proceedings import APPEAL, bearer, decides_about, decides_of_age, is_meant, rows, staying
from mock_sectoral_dbs._sentences import damages, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Decision, Event
    from mock_national_db.workspace import Workspace

JUDGMENT, SETTLEMENT, ENDING = "banAn", "quyetDinhCongNhan", "quyetDinhDinhChi"
PENDING, APPEALED, IN_FORCE, ANNULLED = "chuaCoHieuLuc", "biKhangCao", "coHieuLuc", "biHuy"
OWES, IS_OWED = "nguoiPhaiThiHanh", "nguoiDuocThiHanh"
PUBLISHED = timedelta(20)
_KINDS = {"daXetXu": JUDGMENT, "congNhanThoaThuan": SETTLEMENT, "dinhChi": ENDING}
_SETTLED = {SETTLEMENT: "congNhanThoaThuan", ENDING: "dinhChi"}
_SIGNS = {JUDGMENT: "BA-ST", SETTLEMENT: "QĐ-CN", ENDING: "QĐ-ĐC"}
_RESULTS = {"chapNhan": 55, "chapNhanMotPhan": 30, "bacYeuCau": 15}
_DIVORCED = "choLyHon"
_LOST, _NOT_OF_MONEY = frozenset({"bacYeuCau", "dinhChi"}), frozenset({"honNhanGiaDinh", "hanhChinh"})
_GIVEN = "judgments.given"  # the fact that an event of this registry teaches
_CASE = ("soThuLy", "toaAn", "trangThai", "ngayKetThuc", "loaiVuAn", "tuCach", "duongSuKhac", "hinhSu")
_COPIED = ("soThuLy", "toaAn", "loaiVuAn", "tuCach", "duongSuKhac")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    cases = {case["soThuLy"]: case for case in rows(person, "court_cases", *_CASE)}
    told = facts_of(person.fact(_GIVEN))
    decided = {fact.value["soThuLy"] for fact in told}
    for number, case in cases.items():
        if case["ngayKetThuc"] and number not in decided:
            yield _drawn(person, draw, case)
    for fact in told:
        case, said = cases.get(fact.value["soThuLy"], {}), fact.value
        yield _record(person, case, fact.since, said["loai"], partial(dict, said), fact.known)


def _drawn(person: Person, draw: Draw, case: Mapping[str, Any]) -> Record:
    day, kind = date.fromisoformat(case["ngayKetThuc"]), _KINDS[case["trangThai"]]
    return _record(person, case, day, kind, lambda: _said(draw, case, kind))


def _said(draw: Draw, case: Mapping[str, Any], kind: str) -> dict[str, Any]:
    number, crime = case["soThuLy"], case["hinhSu"]
    head, _, _ = number.rpartition("/")
    said = {"soBanAn": f"{head}/{_SIGNS[kind]}"}
    if kind == JUDGMENT and crime:
        return {**said, **_criminal(draw, number, crime)}
    result = _result(draw, case, kind)
    duty = _duty(draw, case, result)
    shown = {"ketQua": result} if case["loaiVuAn"] else {}
    return {**said, **shown, **({"nghiaVu": duty} if duty else {})}


def _criminal(draw: Draw, number: str, crime: Mapping[str, Any]) -> dict[str, Any]:
    """The sentence, and what is to be paid: the fine, and damages."""
    given = sentence(crime, draw, number)
    owed = given.get("soTienPhat", 0) + damages(crime, draw, number)
    return {"hinhPhat": given, **({"nghiaVu": _payment(OWES, owed)} if owed else {})}


def _payment(side: str, amount: int) -> dict[str, Any]:
    return {"vaiTro": side, "noiDung": "thanhToan", "soTien": amount}


def _result(draw: Draw, case: Mapping[str, Any], kind: str) -> str:
    if kind != JUDGMENT:
        return _SETTLED[kind]
    return _DIVORCED if case["loaiVuAn"] == "honNhanGiaDinh" else draw.one_of(f"{case['soThuLy']} result", _RESULTS)


def _duty(draw: Draw, case: Mapping[str, Any], result: str) -> dict[str, Any] | None:
    """What the one who was sued has to pay; nothing where the claim was lost or is no matter of money."""
    number, role = case["soThuLy"], case["tuCach"]
    if result in _LOST or case["loaiVuAn"] in _NOT_OF_MONEY or not draw.share(f"{number} pays", 0.7):
        return None
    return _payment(OWES if role in (None, "biDon") else IS_OWED, draw.integer(f"{number} sum", 4, 400) * 500_000)


def _record(
    person: Person,
    case: Mapping[str, Any],
    day: date,
    kind: str,
    said: Callable[[], Mapping[str, Any]],
    known: datetime | None = None,
) -> Record:
    first = {**bearer(person), "loai": kind, "ngayTuyen": day.isoformat()}
    return _fields.record(day, first, lambda: {**_course(person, case, day, kind), **said()}, known)


def _course(person: Person, case: Mapping[str, Any], day: date, kind: str) -> dict[str, Any]:
    """A decision is in force at once, a judgment when nobody has appealed in time."""
    force = day + APPEAL if kind == JUDGMENT else day
    states = [Fact(PENDING, day)] if force > day else []
    open_to_all = kind == JUDGMENT and case.get("loaiVuAn") is not None
    published = force + PUBLISHED
    return {
        **{name: case.get(name) for name in _COPIED},
        "hieuLuc": Timeline((*states, Fact(IN_FORCE, force))),
        "ngayHieuLuc": Timeline((Fact(force.isoformat(), force),)),
        "congBo": Timeline((Fact(_published(person, case, published), published),)) if open_to_all else None,
    }


def _published(person: Person, case: Mapping[str, Any], day: date) -> Callable[[AsOf], dict[str, Any]]:
    """As the courts' portal has it, a judgment's parties by their initials."""

    def parties(as_of: AsOf) -> list[str]:
        hidden = f"{'Ông' if person.sex == '1' else 'Bà'} {_initials(current(person.fact('hoVaTen'), as_of))}"
        if (other := case["duongSuKhac"]) is None:
            return [hidden]
        return [hidden, other["ten"] if "ma" in other else _initials(other["ten"])]

    return lambda as_of: {"ngay": day.isoformat(), "duongSu": parties(as_of)}


def _initials(name: str) -> str:
    return ".".join(word[0].upper() for word in name.split())


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_given(event: Event, seen: Workspace) -> Decision:
    """Only in a case of the person; a judgment unless it says that it is a decision."""
    decides_about("soThuLy", "court_cases.soThuLy")(event, seen)
    kind = event.data.get("loai", JUDGMENT)
    decide = decides_of_age if "hinhPhat" in event.data else _decisions.decides
    return decide({"soBanAn": f"{event.on.year}/{_SIGNS[kind]}"})(event.with_data(loai=kind), seen)


def _appealed(records: list[Record], event: Event) -> list[Record]:
    """What is appealed is not in force, whatever the day, until the appeal is decided."""

    def changed(record: Record) -> Record:
        held = current(record.fields.get("hieuLuc"), AsOf(event.on, event.known))
        if held != PENDING or not is_meant(record, "soBanAn", event):
            return record
        for name, value in {"hieuLuc": APPEALED, "ngayHieuLuc": None, "congBo": None}.items():
            record = staying(record, name, value, event)
        return record

    return [changed(record) for record in records]


def _decided(records: list[Record], event: Event) -> list[Record]:
    state = event.data["hieuLuc"]

    def changed(record: Record) -> Record:
        if not is_meant(record, "soBanAn", event):
            return record
        record = staying(record, "hieuLuc", state, event)
        return staying(record, "ngayHieuLuc", event.on.isoformat() if state == IN_FORCE else None, event)

    return [changed(record) for record in records]


REGISTRY = Registry(
    "judgments",
    _records,
    events={"judgment_appealed": _appealed, "appeal_decided": _decided, "record_corrected": changes()},
    learns={"judgment_given": _decisions.learns(_GIVEN)},
    decides={"judgment_given": _decide_given},
    find={("soBanAn",): _decisions.finds("soBanAn")},
)
