"""Firms as their founders state them: form, name, industries, members, branches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.names import folded
from mock_national_db.units import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Kin, Person

SOLE, ONE_MEMBER, SEVERAL, SHARES, HOUSEHOLD = (
    "doanhNghiepTuNhan",
    "tnhhMotThanhVien",
    "tnhhHaiThanhVien",
    "coPhan",
    "hoKinhDoanh",
)
FORMS = {  # as a name begins, the longest first
    "Công ty TNHH MTV": ONE_MEMBER,
    "Công ty TNHH": SEVERAL,
    "Công ty Cổ phần": SHARES,
    "Doanh nghiệp tư nhân": SOLE,
}
SHARED = frozenset({SEVERAL, SHARES})
_ENGLISH = {
    ONE_MEMBER: "ONE MEMBER COMPANY LIMITED",
    SEVERAL: "COMPANY LIMITED",
    SHARES: "JOINT STOCK COMPANY",
    SOLE: "PRIVATE ENTERPRISE",
}
CODE = "maSoDoanhNghiep"
ACTIVE, SUSPENDED, ABSENT = "dangHoatDong", "tamNgung", "khongHoatDongTaiTruSo"
DISSOLVING, DISSOLVED = "dangGiaiThe", "daGiaiThe"
_SHORT = {ONE_MEMBER: "CO., LTD", SEVERAL: "CO., LTD", SHARES: "JSC", SOLE: "PE"}
_POSITIONS = {SOLE: "Chủ doanh nghiệp", HOUSEHOLD: "Chủ hộ kinh doanh", SHARES: "Tổng giám đốc"}
TRADES = {  # words of a name, and the industry they stand for
    "Thương mại": "4690",
    "Dịch vụ": "8299",
    "Xây dựng": "4101",
    "Nông sản": "4620",
    "Thủy sản": "1020",
    "Vận tải": "4933",
    "Lương thực": "1061",
    "Cơ khí": "2592",
    "May mặc": "1410",
    "In ấn": "1811",
    "Tạp hóa": "4711",
    "Quán ăn": "5610",
    "Sửa xe": "4542",
    "Cắt tóc": "9631",
    "Vật liệu xây dựng": "4752",
    "Trái cây": "4722",
}
_SHARES = {1: (100,), 2: (60, 40), 3: (50, 30, 20)}  # in per cent, by the number of members
_TURNS = 8


def form_of(name: str) -> str:
    """The legal form that the name begins with."""
    return next(form for words, form in FORMS.items() if name.startswith(words))


def names(name: str, form: str) -> dict[str, str]:
    """The short and the foreign name of a firm whose Vietnamese name this is."""
    own = name[len(next(words for words, other in FORMS.items() if other == form)) :].split()
    plain = " ".join(folded(word) for word in own)
    initials = "".join(folded(word)[0] for word in own if word.isalpha())
    return {"tenVietTat": f"{initials} {_SHORT[form]}", "tenNuocNgoai": f"{plain} {_ENGLISH[form]}"}


def position(form: str) -> str:
    """What the representative of a firm of that form is called."""
    return _POSITIONS.get(form, "Giám đốc")


def industries(name: str, draw: Draw) -> list[dict[str, Any]]:
    """The main industry, which the name tells, and often a second one."""
    main = next((code for word, code in TRADES.items() if word in name), "4690")
    second = draw.one_of("second industry", ("4690", "4933", "8299", "4620"))
    held = [main] if second == main or draw.share("one industry", 0.4) else [main, second]
    told = dancu_contracts.code_table("nganhKinhTe")["values"]
    return [{"ma": code, "ten": told[code]["vi"], "laChinh": code == main} for code in held]


def members(person: Person, draw: Draw, form: str, capital: int, on: date) -> list[dict[str, Any]]:
    """The owner alone, or founders with what each put in: the spouse first, then heads of other companies."""
    wanted = {SEVERAL: 2, SHARES: 3}.get(form, 1)
    found = [person.nation.kin(person.index), *_partners(person, draw, on)][:wanted]
    parts = zip(found, _SHARES[len(found)], strict=True)
    return [{"nguoi": kin, "vonGop": capital * share // 100, "tyLe": share} for kin, share in parts]


def _partners(person: Person, draw: Draw, on: date) -> Iterator[Kin]:
    spouse = person.kin("voChong", on)
    taken = {person.index}
    if spouse is not None:
        taken.add(spouse.index)
        yield person.nation.kin(spouse.index)
    organisations = person.nation.organisations
    companies = organisations.of_kind("company", next(iter(organisations.provinces)))
    for turn in range(_TURNS):
        head = companies[draw.integer(f"partner {turn}", 0, len(companies) - 1)].head
        if head is not None and head not in taken and person.nation.person(head).birthday(18) <= on:
            taken.add(head)
            yield person.nation.kin(head)


def branches(code: str, name: str, place: Address, draw: Draw) -> list[dict[str, Any]] | None:
    """A branch in the same commune for some."""
    if not draw.share("branch", 0.3):
        return None
    there = Address(place.unit, place.era, f"Số {draw.integer('branch house', 1, 400)}", place.target)
    return [{"ma": f"{code}-001", "ten": f"Chi nhánh 1 - {name}", "diaChi": there}]


def later(day: date, draw: Draw, name: str, low: int, high: int) -> date:
    """Some days after that day."""
    return day + timedelta(draw.days(name, low, high))
