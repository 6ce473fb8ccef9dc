"""The civil-status register: the acts of birth, marriage and death, each by number, book, year and office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import SEED_DAY, AsOf, Fact, Timeline, current
from mock_national_db.units import legacy, modern
from mock_sectoral_dbs._life import facts_of, must_be_born, office, places
from mock_sectoral_dbs._marriages import Marriage, marriages, ordinal_of, owner_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Kin, Person
    from mock_national_db.registry import Event
    from mock_national_db.units import Address
    from mock_national_db.workspace import Workspace

KIND = "civil_status_act"
BIRTH, MARRIAGE, DEATH = "khaiSinh", "ketHon", "khaiTu"
_KEY = "civil_status.so|quyenSo|nam|noiDangKy"
_BIRTHS, _DEATHS, _MARRIAGES, _OTHERS = 1, 9, 2, 8  # the series of books
_MOST_MARRIAGES = _OTHERS - _MARRIAGES
_ABROAD = {"ma": "CQDD", "ten": "Cơ quan đại diện Việt Nam ở nước ngoài"}
_BEARER = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "danToc", "quocTich", "tinhTrangHonNhan")
_CAUSES = {"Bệnh tim mạch": 32, "Ung thư": 20, "Tuổi già": 18, "Bệnh hô hấp": 12, "Đái tháo đường": 8, "Tai nạn": 10}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    yield _birth(person, draw)
    for marriage in marriages(person):
        yield _marriage(person, marriage)
    yield from _deaths(person, draw)


def _bearer(person: Person) -> dict[str, Any]:
    """The data of the person whose act it is, and his marital status as the register's own fact."""
    return {name: person.fact(name) for name in _BEARER}


def _entry(
    person: Person, kind: str, series: int, day: date, place: Address | None, index: int | None = None
) -> dict[str, Any]:
    """What an act is found by: book and number together lead back to `index`, the person's own by default."""
    number = int(person.nation.sector_number(KIND, person.index if index is None else index))
    return {
        "loai": kind,
        "so": str(number % 10_000 + 1),
        "quyenSo": f"{series}{number // 10_000:04}",
        "nam": str(day.year),
        "noiDangKy": (office(person, "ubnd_xa", day, of=place) if place is not None else None) or _ABROAD,
        "ngayDangKy": day.isoformat(),
    }


def _birth(person: Person, draw: Draw) -> Record:
    """Within 60 days of the birth (Luật Hộ tịch, art. 15); for those who came through the log, when they did."""
    known = next((f.known for f in facts_of(person.fact("hoVaTen"))), None)
    latest = known.date() if known else max(SEED_DAY, person.birth)
    day = max(person.birth, min(person.birth + timedelta(draw.days("registered", 2, 58)), latest))
    place = person.at("noiDangKyKhaiSinh", day) or person.at("noiSinh", day) or next(places(person, day), None)
    return Record(
        day,
        None,
        known,
        **_entry(person, BIRTH, _BIRTHS, day, place),
        **_bearer(person),
        noiSinh=person.fact("noiSinh"),
        queQuan=person.fact("queQuan"),
        cha=lambda as_of: _party(person, current(person.fact("cha"), as_of), as_of, "namSinh"),
        me=lambda as_of: _party(person, current(person.fact("me"), as_of), as_of, "namSinh"),
    )


def _party(person: Person, kin: Kin | None, as_of: AsOf, *births: str) -> dict[str, Any] | None:
    """A parent or spouse as an act names him; of those in the register also birth, ethnic group and nationality."""
    if kin is None:
        return None
    if kin.index is None:
        shown = kin.shown()
        return {name: shown[name] for name in ("hoVaTen", "soDinhDanh", "soHoChieu", "quocTich") if name in shown}
    relative = person.nation.person(kin.index)
    return _oneself(relative, as_of, *births)


def _oneself(person: Person, as_of: AsOf, *births: str) -> dict[str, Any]:
    names = ("hoVaTen", "soDinhDanh", "danToc", "quocTich", *(name for name in births if name != "namSinh"))
    found = {name: current(person.fact(name), as_of) for name in names}
    if "namSinh" in births:
        found["namSinh"] = f"{person.birth.year}"
    return {name: value for name, value in found.items() if value}


def _marriage(person: Person, marriage: Marriage) -> Record:
    """One act for both spouses: its number, office and data are the same on either side."""
    index, ordinal = owner_of(person, marriage)
    owner = person.nation.person(index) if index != person.index else person
    day = marriage.since
    place = next((p for p in places(owner, day) if p.unit), None)
    sides = ("chong", "vo") if person.sex == "1" else ("vo", "chong")
    return Record(
        day,
        None,
        marriage.known,
        **_entry(owner, MARRIAGE, _MARRIAGES + min(ordinal, _MOST_MARRIAGES - 1), day, place, index),
        **_bearer(person),
        **{sides[0]: lambda as_of: {**_oneself(person, as_of, "ngaySinh"), "lanKetHon": marriage.ordinal + 1}},
        **{sides[1]: lambda as_of: _spouse(person, marriage, as_of)},
        ngayChamDut=marriage.ended,
        lyDoChamDut=lambda as_of: marriage.reason(person, as_of),
    )


def _spouse(person: Person, marriage: Marriage, as_of: AsOf) -> dict[str, Any] | None:
    kin = marriage.spouse
    shown = _party(person, kin, as_of, "ngaySinh")
    if shown is None or kin.index is None:
        return shown
    return {**shown, "lanKetHon": ordinal_of(person.nation.person(kin.index), person.index, marriage.since) + 1}


def _deaths(person: Person, draw: Draw) -> Iterator[Record]:
    """The act of death, made when the death became known; a death that was cancelled closes it."""
    deaths = facts_of(person.fact("ngayChet"))
    for place, fact in enumerate(deaths):
        if fact.value:
            cancelled = next((f for f in deaths[place + 1 :] if f.value is None), None)
            yield _death(person, draw, fact, cancelled.known if cancelled else None)


def _death(person: Person, draw: Draw, fact: Fact, cancelled: datetime | None) -> Record:
    died = date.fromisoformat(fact.value)
    day = max(died, fact.known.date() if fact.known else died)
    hour = f"{draw.integer('hour', 0, 23):02}:{draw.integer('minute', 0, 59):02}"
    place = next(places(person, died), None)
    notice = office(person, "tram_y_te", died)
    return Record(
        day,
        cancelled.date() if cancelled else None,
        fact.known,
        **_entry(person, DEATH, _DEATHS, day, place if place is not None and place.unit else None),
        **_bearer(person),
        ngayChet=Timeline((Fact(fact.value, died, None, fact.known),)),
        gioChet=hour,
        noiChet=place,
        nguyenNhan=draw.one_of("cause", _CAUSES),
        giayBaoTu={"so": f"{draw.integer('notice', 1, 400)}/GBT", "ngay": died.isoformat(), "coQuan": notice},
    )


# -- how an act leads to its people, and what events do ----------------------------------------------------------------


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """By book and number, those of the log first."""
    if written := workspace.written(_KEY, _spelled(subject)):
        return written[:1]
    book, number = subject["quyenSo"], int(subject["so"]) - 1
    if len(book) != 5 or not 0 <= number < 10_000:
        return []
    index = workspace.store.numbers.index(KIND, f"{book[1:]}{number:04}")
    return [index] if index is not None and workspace.has(index) else []


def _spelled(act: Mapping[str, Any]) -> str:
    """The key as the log's index has it; a caller names the office by its code, an act says its name too."""
    where = act["noiDangKy"]
    code = where if isinstance(where, str) else where.get("ma") or where["ten"]
    return "|".join((act["so"], act["quyenSo"], act["nam"], code))


def _decide_act(event: Event, seen: Workspace) -> Decision:
    """What the caller left out the register sets: today's office and the next number of its books."""
    person = seen.person(event.subject)
    must_be_born(person, event.on)
    if event.data.get("noiChet", {}).get("maPhuongXa") not in {None, *legacy(), *modern()}:
        raise Refused("unknown_unit", "/data/noiChet/maPhuongXa", on=event.on)
    own = {
        "so": str(event.position),
        "quyenSo": f"{_OTHERS}0001",
        "nam": str(event.on.year),
        "noiDangKy": office(person, "ubnd_xa", event.on) or _ABROAD,
        "ngayDangKy": event.on.isoformat(),
    }
    act = {**own, **event.data}
    told = {name: act[name] for name in ("so", "quyenSo", "nam")}
    number = current(person.so_dinh_danh, seen.as_of)
    data = event.with_data(viec=act, soDinhDanh=number)
    return Decision(data, found_by=((_KEY, _spelled(act), event.subject),), told=told)


def _act_registered(acts: list[Record], event: Event) -> list[Record]:
    """As the office entered it; of a birth or death, in place of the act that follows from its being known."""
    entered = {name: address(value) if name == "noiChet" else value for name, value in event.data["viec"].items()}
    known = (place for place, act in enumerate(acts) if _is_of(act, event))
    place = max(known, default=None) if entered["loai"] in (BIRTH, DEATH) else None
    if place is None:
        bearer = {name: acts[0].fields.get(name) for name in _BEARER} if acts else {}
        number = {"soDinhDanh": event.data["soDinhDanh"]}
        return [*acts, Record(event.on, None, event.known, **{**bearer, **number, **entered})]
    act = Record(event.on, acts[place].until, event.known, **{**acts[place].fields, **entered})
    return [*acts[:place], act, *acts[place + 1 :]]


def _is_of(act: Record, event: Event) -> bool:
    """Whether it is an act of that kind that was known when the office entered it."""
    is_known = act.known is None or act.known <= event.known
    return is_known and act.fields["loai"] == event.data["viec"]["loai"]


REGISTRY = Registry(
    "civil_status",
    _records,
    events={"act_corrected": changes(), "act_registered": _act_registered},
    decides={"act_registered": _decide_act},
    find={("nam", "noiDangKy", "quyenSo", "so"): _find},
)
