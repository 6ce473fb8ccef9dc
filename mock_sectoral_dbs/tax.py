"""The tax register: who has a tax code, whether it is in use, who depends on the taxpayer and who pays him."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.draw import Permutation, key
from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._life import death_on, facts_of, office, while_living

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.workspace import Workspace

PERSONAL_NUMBER_SINCE = date(2025, 7, 1)  # Thông tư 86/2024/TT-BTC: the personal number is the tax code
INCOME_TAX_SINCE = date(2009, 1, 1)  # Luật Thuế thu nhập cá nhân 04/2007/QH12
FEES_SINCE = date(2022, 3, 1)  # Nghị định 10/2022/NĐ-CP
ACTIVE, CLOSED, PENDING = "00", "01", "10"
CHILD, GROWN = "03", 18
_FEE = "LPTB"  # sign of a declaration of the registration fee
_DIGITS = 10  # of a firm's tax code
_REGISTERED = "tax.registered"  # the fact that an event of this registry teaches
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)  # of the check digit, TT 105/2020 annex 1
_CODES = Permutation(key("personal tax code"), 90_000_000)
_SECOND_CODE = 60_000_000  # added to the index of who was given two codes
_TRADES = ("Tạp hóa", "Quán ăn", "Sửa xe", "May mặc", "Cắt tóc", "Vật liệu xây dựng", "Trái cây", "Nông sản")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    if (registration := _registration(person, draw)) is None:
        return
    since, known = registration
    number = person.so_dinh_danh
    yield Record(
        since,
        None,
        known,
        soDinhDanh=number,
        hoVaTen=person.fact("hoVaTen"),
        ngaySinh=person.fact("ngaySinh"),
        thuongTru=person.fact("thuongTru"),
        noiOHienTai=person.fact("noiOHienTai"),
        ngayCap=since.isoformat(),
        trangThai=while_living(person, since, ACTIVE, CLOSED),
        coQuanThue=lambda as_of: office(person, "thue", as_of.on),
        nguoiPhuThuoc=lambda as_of: _dependants(person, draw, since, as_of),
        coQuanChiTra=lambda as_of: _payer(person, as_of),
        lePhiTruocBa=lambda _: _fees(person),
        hoKinhDoanh=_business(person, draw, since),
        **_codes(person, draw, since, number),
    )


def _registration(person: Person, draw: Draw) -> tuple[date, datetime | None] | None:
    """The first day in the register and when it became known: drawn, or by an event that came before."""
    adult = person.birthday(GROWN)
    drawn = None
    if draw.share("registered", 0.8 if adult.year > 1966 else 0.15):
        wave = INCOME_TAX_SINCE + timedelta(draw.days("wave", 0, 2000))
        since = max(adult + timedelta(draw.days("wait", 60, 2600)), wave)
        drawn = (since, None) if person.death is None or since < person.death else None
    written = next(iter(facts_of(person.fact(_REGISTERED))), None)
    if written is not None and (drawn is None or written.since < drawn[0]):
        return written.since, written.known
    return drawn


def _codes(person: Person, draw: Draw, since: date, number: Any) -> Mapping[str, Any]:
    """The ten-digit code until 30 June 2025, then the personal number; codes before are merged into it."""
    if since >= PERSONAL_NUMBER_SINCE:
        return {"maSoThue": number}
    own = code_of(person.index)
    later = (Fact(f.value, max(f.since, PERSONAL_NUMBER_SINCE), f.until, f.known) for f in facts_of(number))
    former = [own, code_of(person.index + _SECOND_CODE)] if _has_two(person, draw) else [own]
    return {
        "maSoThue": Timeline((Fact(own, since), *later)),
        "maSoThueCu": Timeline((Fact(former, PERSONAL_NUMBER_SINCE),)),
    }


def _has_two(person: Person, draw: Draw) -> bool:
    return person.index < _CODES.size - _SECOND_CODE and draw.share("two codes", 0.02)


def code_of(index: int) -> str:
    """Ten digits that start with 8 and that nobody has: the check remainder of the first nine is 0 (domain.md 1.4)."""
    place = _CODES.of(index)
    first = f"8{place // 90:06}"
    eighth = _eighths(first)[place // 10 % 9]
    return f"{first}{eighth}{_ninth(first, eighth)}{place % 10}"


def index_of(code: str) -> int | None:
    """Whose ten-digit code it would be."""
    first, eighth = code[:7], int(code[7])
    if len(code) != 10 or code[0] != "8" or _ninth(first, eighth) != int(code[8]) or eighth not in _eighths(first):
        return None
    index = _CODES.index(int(first[1:]) * 90 + _eighths(first).index(eighth) * 10 + int(code[9]))
    return index - _SECOND_CODE if index >= _SECOND_CODE else index


def _eighths(first: str) -> list[int]:
    """The nine eighth digits that leave a ninth."""
    return [digit for digit in range(10) if _ninth(first, digit) < 10][:9]


def _ninth(first: str, eighth: int) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(f"{first}{eighth}", _WEIGHTS, strict=False))
    return -total * 4 % 11


def _dependants(person: Person, draw: Draw, since: date, as_of: AsOf) -> list[Mapping[str, Any]] | None:
    """Children until they are grown, each claimed by one parent (Luật Thuế thu nhập cá nhân, art. 19)."""
    end = death_on(person, as_of) or as_of.on
    children = (person.nation.person(index) for index in person.nation.children(person.index))
    claimed = (child for child in children if _claims(person, draw, child, since, end))
    return [_dependant(child, since, end, as_of) for child in claimed] or None


def _claims(person: Person, draw: Draw, child: Person, since: date, end: date) -> bool:
    turn = (child.index + (person.sex == "1")) % 2 == 0
    return turn and child.birth < end and child.birthday(GROWN) > since and draw.share("claims children", 0.7)


def _dependant(child: Person, since: date, end: date, as_of: AsOf) -> Mapping[str, Any]:
    first, last = max(child.birth, since), child.birthday(GROWN)
    gone = death_on(child, as_of)
    until = min(last, gone or last)
    months = {"tuThang": _month(first), **({"denThang": _month(until)} if until <= end else {})}
    shown = {name: current(child.fact(name), as_of) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}
    return {**shown, "quanHe": CHILD, **months}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _payer(person: Person, as_of: AsOf) -> Mapping[str, str] | None:
    """The employer the insurer knows, while it lasts."""
    for periods in person.known("insurance.quaTrinhDong"):
        latest = (periods or [{}])[-1]
        if "donVi" in latest and "denThang" not in latest and not death_on(person, as_of):
            code = latest["donVi"].get("ma", "")
            is_a_firms = code.isdecimal() and len(code) == _DIGITS  # a unit of the State has a code of another kind
            return {**({"maSoThue": code} if is_a_firms else {}), "ten": latest["donVi"]["ten"]}
    return None


def _fees(person: Person) -> list[Mapping[str, str]] | None:
    """Those of the vehicles registered since they are declared by wire, paid before the plate was given."""
    held = zip(person.known("vehicle.soKhung"), person.known("vehicle.ngayDangKy"), strict=True)
    return [
        {"maHoSo": _decisions.numbered(person, turn, _FEE), "soKhung": frame, "tinhTrang": "daNop", "ngayNop": day}
        for turn, (frame, day) in enumerate(held, 1)
        if frame and day and day >= FEES_SINCE.isoformat()
    ] or None


def _business(person: Person, draw: Draw, since: date) -> Any:
    if not draw.share("business", 0.06):
        return None
    begun = since + timedelta(draw.days("business begun", 0, 2500))
    if person.death is not None and begun >= person.death:
        return None
    trade = draw.one_of("trade", _TRADES)
    name = str(person.at("hoVaTen", begun)).rpartition(" ")[2]
    shop = {"ten": f"Hộ kinh doanh {trade} {name}", "nganhNghe": trade, "ngayBatDau": begun.isoformat()}
    place = person.residence(begun)
    running = while_living(person, begun, {**shop, "diaChi": place} if place else shop)
    return running if isinstance(running, Timeline) else Timeline((Fact(running, begun),))


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    code = subject["maSoThue"]
    if len(code) == 12:
        return workspace.by_number(code)
    index = index_of(code)
    return [] if index is None or not workspace.has(index) else [index]


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    if seen.visible(REGISTRY, person):
        raise Refused("nothing_to_change", "/subject")
    return Decision(event)


def _decide_dependant(event: Event, seen: Workspace) -> Decision:
    found = seen.by_number(event.data["soDinhDanh"])
    if len(found) != 1:
        raise Refused("unknown_relative", "/data/soDinhDanh")
    dependant = seen.person(found[0])
    known = {name: current(dependant.fact(name), seen.as_of) for name in ("hoVaTen", "ngaySinh")}
    item = {"quanHe": CHILD, "tuThang": _month(event.on), **known, **event.data}
    return Decision(event.with_data(nguoiPhuThuoc=item))


def _dependant_added(records: list[Record], event: Event) -> list[Record]:
    def longer(before: Any) -> Any:
        return lambda as_of: [*(current(before, as_of) or []), event.data["nguoiPhuThuoc"]]

    return [r.setting({"nguoiPhuThuoc": longer(r.fields.get("nguoiPhuThuoc"))}, event.on, event.known) for r in records]


def _decide_fee(event: Event, seen: Workspace) -> Decision:
    """One declaration for each vehicle: told of again, it keeps its number."""
    person, frame = seen.person(event.subject), event.data["soKhung"]
    held = [
        part
        for record in seen.visible(REGISTRY, person)
        for part in current(record.fields.get("lePhiTruocBa"), seen.as_of) or ()
    ]
    before = next((part["maHoSo"] for part in held if part["soKhung"] == frame), None)
    number = {"maHoSo": before or _decisions.written(event, person, _FEE)}
    paid = {"ngayNop": event.on.isoformat()} if event.data["tinhTrang"] == "daNop" else {}
    return Decision(event.with_data(**number, **paid), told=number)


def _fee_recorded(records: list[Record], event: Event) -> list[Record]:
    fee = {name: value for name, value in event.data.items() if name != "soDinhDanh"}

    def longer(before: Any) -> Any:
        return lambda as_of: [*(one for one in current(before, as_of) or () if one["soKhung"] != fee["soKhung"]), fee]

    return [r.setting({"lePhiTruocBa": longer(r.fields.get("lePhiTruocBa"))}, event.on, event.known) for r in records]


def _registered(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _REGISTERED, Fact(event.on.isoformat(), event.on, None, event.known)


# -- what a year brings ------------------------------------------------------------------------------------------------


def _registers(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    return {} if 18 <= occasion.age(person) < 60 and not occasion.records(person) else None


REGISTRY = Registry(
    "tax",
    _records,
    events={
        "status_changed": changes(),
        "dependant_added": _dependant_added,
        "registration_fee_recorded": _fee_recorded,
        "record_corrected": changes(),
    },
    learns=dict.fromkeys(("registered", "registration_fee_recorded"), _registered),
    decides={
        "registered": _decide_registered,
        "dependant_added": _decide_dependant,
        "registration_fee_recorded": _decide_fee,
    },
    find={("maSoThue",): _find},
    pending=lambda record: record.get("trangThai") == PENDING,
    simulates={"registered": Happening(0.008, _registers)},
)
