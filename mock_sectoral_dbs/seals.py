"""The database on seals: which body has which seal, by which certificate, and whether it is valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.draw import Draw, key
from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import Fact, Timeline, current
from mock_sectoral_dbs import _bodies, _firms, _named
from mock_sectoral_dbs._life import facts_of, office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.units import Address
    from mock_national_db.workspace import Workspace

FIRMS_UNTIL = date(2015, 7, 1)  # since Luật Doanh nghiệp 68/2014/QH13 firms decide on their seals themselves
VALID, LOST, WITHDRAWN = "conHieuLuc", "mat", "thuHoi"
INK, RAISED, REDUCED, WAX = "dauUot", "dauNoi", "dauThuNho", "dauXi"
STATE, SERVICE, NOTARY, FIRM = "coQuanNhaNuoc", "donViSuNghiep", "congChung", "doanhNghiep"
_CERTIFICATE, _WITHDRAWAL = "ĐKMD", "THCD"
_KEY, _REGISTERED = "soGCNMauDau", "seals.registered"
_OF_A_UNIT = ("donVi", "soLuong")
_WRITTEN = 100  # certificates that the log gives are counted from here on
_DIGITS = 7  # of a public body's number; an enterprise's code has ten
_KINDS = {  # of a body: what it is, what its head is called, which share has which seals besides the inked one
    _bodies.COMMITTEE: (STATE, "Chủ tịch", {RAISED: 0.3, REDUCED: 0.1}),
    _bodies.POLICE: (STATE, "Trưởng Công an", {REDUCED: 0.2, WAX: 0.15}),
    _bodies.CLINIC: (SERVICE, "Trạm trưởng", {REDUCED: 0.05}),
    _bodies.SCHOOL: (SERVICE, "Hiệu trưởng", {RAISED: 0.6}),
    _bodies.HOSPITAL: (SERVICE, "Giám đốc", {RAISED: 0.5, REDUCED: 0.3}),
    _bodies.NOTARY: (NOTARY, "Trưởng văn phòng", {RAISED: 0.3}),
}


@dataclass(frozen=True, slots=True)
class User:
    """A body or firm that uses seals: its number and name, what it is, who heads it as what, since when."""

    number: str
    shown: Mapping[str, Any]
    kind: str
    position: str
    founded: date
    since: date
    place: Address | None
    others: Mapping[str, float]
    merged: date | None = None
    is_dissolved: bool = False


def _records(person: Person, _: Draw) -> Iterator[Record]:
    users = [*_public(person), *_firms_of(person)]
    for user in users:
        if user.kind == FIRM and user.founded >= FIRMS_UNTIL:
            continue
        draw = Draw(key(user.number), "seals", 0)
        kinds = [INK, *(kind for kind, share in user.others.items() if draw.share(kind, share))]
        for turn, kind in enumerate(kinds, 1):
            issued = user.founded + timedelta(draw.days(f"issued {kind}", 3, 25) + 200 * (turn - 1))
            yield _seal(person, user, kind, turn, issued, max(issued, user.since))
    for fact in facts_of(person.fact(_REGISTERED)):
        its = next((u for u in users if u.shown["ma"] == fact.value["toChuc"]["ma"]), None)
        if its is not None:
            turn = fact.value["thuTu"]
            seal = _seal(person, its, fact.value["loaiDau"], turn, fact.since, fact.since, fact.known)
            unit = {name: fact.value[name] for name in _OF_A_UNIT if name in fact.value}
            yield Record(fact.since, None, fact.known, **seal.fields, **unit)


def _public(person: Person) -> Iterator[User]:
    for body in _bodies.headed_by(person):
        one = body.organisation
        kind, position, others = _KINDS[one.kind]
        since = body.since(person)
        yield User(body.number, one.shown(), kind, position, one.founded, since, one.address, others, merged=body.until)


def _firms_of(person: Person) -> Iterator[User]:
    """The firms that the register of enterprises has in the person's name; household businesses have no seal."""
    if not person.known(f"enterprise.{_firms.CODE}"):
        return
    names = (_firms.CODE, "ten", "loaiHinh", "ngayDangKyLanDau", "tinhTrangPhapLy", "diaChiTruSo")
    for code, name, form, founded, state, place in zip(*(person.known(f"enterprise.{n}") for n in names), strict=True):
        if form == _firms.HOUSEHOLD:
            continue
        begun = date.fromisoformat(founded)
        position, of_age = _firms.position(form), max(begun, person.birthday(18))
        gone = state == _firms.DISSOLVED
        shown = {"ma": code, "ten": name}
        yield User(code, shown, FIRM, position, begun, of_age, place, {}, is_dissolved=gone)


def _seal(person: Person, user: User, kind: str, turn: int, issued: date, since: date, known: Any = None, /) -> Record:
    fields = {
        "soDinhDanh": person.so_dinh_danh,
        "hoVaTen": person.fact("hoVaTen"),
        _KEY: f"{user.number}-{turn}/{_CERTIFICATE}",
        "toChuc": user.shown,
        "loaiToChuc": user.kind,
        "chucVu": user.position,
        "loaiDau": kind,
        "hinhDang": "tron",
        "coQuocHuy": user.kind == STATE and kind != WAX,
        "ngayCap": issued.isoformat(),
        "coQuanCap": office(person, "cong_an_tinh", issued, of=user.place),
        **_state(user, turn, since),
    }
    return Record(since, None, known, **fields)


def _state(user: User, turn: int, since: date) -> dict[str, Any]:
    """Valid until the body is merged into another or the firm dissolved."""
    number = f"{user.number}-{turn}/{_WITHDRAWAL}"
    if user.is_dissolved:
        return {"tinhTrang": WITHDRAWN, "soGCNThuHoi": number, "lyDoThuHoi": "giaiThe"}
    if user.merged is None:
        return {"tinhTrang": VALID}
    told = {"soGCNThuHoi": number, "lyDoThuHoi": "sapNhap", "ngayThuHoi": user.merged.isoformat()}
    ended = {name: Timeline((Fact(value, user.merged),)) for name, value in told.items()}
    return {"tinhTrang": Timeline((Fact(VALID, since), Fact(WITHDRAWN, user.merged))), **ended}


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """The number of a certificate begins with that of the body or firm, which leads to its head."""
    number = subject[_KEY].partition("-")[0]
    if len(number) != _DIGITS:
        return workspace.store.find(workspace, "enterprise", {_firms.CODE: number}) if len(number) == 10 else []
    body = _bodies.numbered(workspace.organisations, number)
    return [] if body is None or body.organisation.head is None else [body.organisation.head]


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    """A first seal, or beside one that is valid another kind or a unit's (Nghị định 58/2026, art. 2)."""
    there = _named.on_the_day(event, seen)
    person, kind = there.person(event.subject), event.data["loaiDau"]
    users = [*_public(person), *_firms_of(person)]
    user = next((u for u in users if u.shown["ma"] == event.data["toChuc"].get("ma")), None)
    if user is None or (user.merged is not None and user.merged <= event.on) or user.is_dissolved:
        raise Refused("invalid", "/data/toChuc/ma", reason="toChuc.ma")
    valid, unit = _valid(there, person, user), event.data.get("donVi")
    if (kind, unit) in valid:
        raise Refused("nothing_to_change", "/data/loaiDau")
    if (kind != INK or unit) and (INK, None) not in valid:
        raise Refused("invalid", "/data/loaiDau", reason=INK)
    turn = _WRITTEN + event.position
    return Decision(event.with_data(thuTu=turn), told={_KEY: f"{user.number}-{turn}/{_CERTIFICATE}"})


def _valid(there: Workspace, person: Person, user: User) -> set[tuple[str, str | None]]:
    """The kinds of seals that the user and its units have."""
    held = there.visible(there.store.registries["seals"], person)
    return {
        (r.fields["loaiDau"], current(r.fields.get("donVi"), there.as_of))
        for r in held
        if current(r.fields["tinhTrang"], there.as_of) == VALID and r.fields["toChuc"]["ma"] == user.shown["ma"]
    }


def _registered(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _REGISTERED, Fact(event.data, event.on, None, event.known)


_one = _named.decides("tinhTrang", VALID, LOST)


def _decide_withdrawn(event: Event, seen: Workspace) -> Decision:
    settled = _one(event, seen).event
    number = {"soGCNThuHoi": str(settled.key[_KEY]).replace(_CERTIFICATE, _WITHDRAWAL)}
    return Decision(settled.with_data(ngayThuHoi=event.on.isoformat(), **number), told=number)


REGISTRY = Registry(
    "seals",
    _records,
    events={
        "withdrawn": changes(tinhTrang=WITHDRAWN),
        "lost": changes(tinhTrang=LOST),
        "record_corrected": changes(),
    },
    learns={"registered": _registered},
    decides={
        "registered": _decide_registered,
        "withdrawn": _decide_withdrawn,
        "lost": _named.decides("tinhTrang", VALID),
    },
    find={(_KEY,): _find},
)
