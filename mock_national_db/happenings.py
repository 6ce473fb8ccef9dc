"""What a year brings to a nation: births, deaths, marriages, divorces, moves, new names and lost cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import exp
from typing import TYPE_CHECKING, Any

from mock_national_db.acts import MARRIED
from mock_national_db.registry import Happening
from mock_national_db.timeline import AsOf

if TYPE_CHECKING:
    from mock_national_db.person import Person
    from mock_national_db.registry import Occasion

Said = Mapping[str, Any] | None
MALE, FEMALE = "1", "2"
_BOYS = 0.526  # 111 boys for 100 girls (domain.md 6.1)
_MOTHERS = ((20, 0.3), (25, 1.0), (30, 1.0), (35, 0.6), (40, 0.3), (45, 0.05))  # up to that age (domain.md 6.2)
_BRIDES = ((18, 0.0), (20, 0.4), (30, 1.0), (40, 0.3), (60, 0.05))
_APART = timedelta(300)  # of two children of one mother
_DYING = (0.000_05, 0.09)  # a year's risk is a * e^(b * age); twice as high for men before 70
_HIGHEST = 0.4
_WHOLE_HOUSEHOLD = 0.3


def _is_drawn(person: Person, occasion: Occasion, shares: tuple[tuple[int, float], ...]) -> bool:
    """By the share of the first age that the person is below."""
    years = occasion.age(person)
    return occasion.draw.share("of that age", next((share for limit, share in shares if years < limit), 0.0))


def _birth(mother: Person, occasion: Occasion) -> Said:
    """To a married woman, of her husband; the child has his surname and ethnic group."""
    if mother.sex != FEMALE or occasion.age(mother) < 18 or not _is_drawn(mother, occasion, _MOTHERS):
        return None
    father = mother.kin("voChong", occasion.on)
    if father is None or father.sex != MALE or occasion.at(father.fact("ngayChet")) or _has_a_baby(mother, occasion):
        return None
    sex = MALE if occasion.draw.share("a boy", _BOYS) else FEMALE
    given = next((_given(other, occasion) for other in occasion.others() if other.sex == sex), None)
    place = mother.residence(occasion.on)
    if given is None or place is None or place.unit_on(occasion.on) is None:
        return None
    where = {"maPhuongXa": place.on(occasion.on)["maPhuongXa"]}
    child = {
        "hoVaTen": f"{str(occasion.at(father.fact('hoVaTen'))).split()[0]} {given}",
        "gioiTinh": sex,
        "danToc": occasion.at(father.fact("danToc")),
        "cha": {"soDinhDanh": occasion.at(father.fact("soDinhDanh"))},
        "noiSinh": where,
        "noiDangKyKhaiSinh": where,
        "queQuan": where,
    }
    if child["cha"]["soDinhDanh"] is None:
        return None
    return {"data": {name: value for name, value in child.items() if value is not None}}


def _has_a_baby(mother: Person, occasion: Occasion) -> bool:
    children = (mother.nation.person(index) for index in mother.nation.children(mother.index))
    return any(child.birth + _APART > occasion.on for child in children)


def _given(other: Person, occasion: Occasion) -> str | None:
    """The name without the surname."""
    return " ".join(str(occasion.at(other.fact("hoVaTen"))).split()[1:]) or None


def _death(person: Person, occasion: Occasion) -> Said:
    least, growth = _DYING
    years = occasion.age(person)
    risk = least * exp(growth * years) * (2 if person.sex == MALE and years < 70 else 1)
    return {} if occasion.draw.share("dies", min(1.0, risk / _HIGHEST)) else None


def _marriage(bride: Person, occasion: Occasion) -> Said:
    """A single woman and a single man of about her age, not of one family."""
    if bride.sex != FEMALE or not _is_free(bride, 18, occasion) or not _is_drawn(bride, occasion, _BRIDES):
        return None
    grooms = (other for other in occasion.others() if other.sex == MALE and _is_free(other, 20, occasion))
    fitting = (groom for groom in grooms if -3 <= occasion.age(groom) - occasion.age(bride) <= 9)
    groom = next((groom for groom in fitting if not _are_kin(bride, groom, occasion)), None)
    return None if groom is None else {"data": {"voChong": {"soDinhDanh": occasion.at(groom.fact("soDinhDanh"))}}}


def _is_free(person: Person, least: int, occasion: Occasion) -> bool:
    is_married = (
        occasion.at(person.fact("tinhTrangHonNhan")) == MARRIED or occasion.at(person.fact("voChong")) is not None
    )
    return person.birthday(least) <= occasion.on and not is_married and occasion.at(person.fact("quocTich")) == "VN"


def _are_kin(one: Person, other: Person, occasion: Occasion) -> bool:
    """Parent and child, or children of one parent or of one house."""
    family, others = ({person.index, *_parents(person, occasion)} for person in (one, other))
    home = occasion.at(one.fact("ho"))
    return bool(family & others) or (home is not None and home == occasion.at(other.fact("ho")))


def _parents(person: Person, occasion: Occasion) -> Iterator[int]:
    for name in ("cha", "me"):
        kin = occasion.at(person.fact(name))
        if kin is not None and kin.index is not None:
            yield kin.index


def _divorce(person: Person, occasion: Occasion) -> Said:
    spouse = person.kin("voChong", occasion.on)
    return None if spouse is None or occasion.at(spouse.fact("ngayChet")) else {}


def _move(person: Person, occasion: Occasion) -> Said:
    """To the commune of somebody else: who heads a household with all of it, others alone."""
    if person.birthday(18) > occasion.on:
        return None
    head, members = occasion.at(person.fact("chuHo")), []
    if head is None or head.index == person.index:
        members = _household(person, occasion)
        if not occasion.draw.share("the whole household", _WHOLE_HOUSEHOLD):
            return None
    here = person.residence(occasion.on)
    places = (place for other in occasion.others() if (place := other.residence(occasion.on)) is not None)
    there = next((place for place in places if place != here and place.unit_on(occasion.on)), None)
    if there is None:
        return None
    shown = there.on(occasion.on)
    where = {name: shown[name] for name in ("maPhuongXa", "chiTiet") if name in shown}
    return {"data": {"thuongTru": where, **({"thanhVien": members} if members else {})}}


def _household(person: Person, occasion: Occasion) -> list[str]:
    """The numbers of the others, as far as they live."""
    indexes = person.nation.household(person, AsOf.day(occasion.on))
    others = [person.nation.person(index) for index in indexes if index != person.index]
    living = (occasion.at(other.fact("soDinhDanh")) for other in others if not occasion.at(other.fact("ngayChet")))
    return [number for number in living if number is not None]


def _rename(person: Person, occasion: Occasion) -> Said:
    """The surname stays."""
    surname = str(occasion.at(person.fact("hoVaTen"))).split()[0]
    given = next((_given(other, occasion) for other in occasion.others() if other.sex == person.sex), None)
    name = f"{surname} {given}"
    return None if given is None or name == occasion.at(person.fact("hoVaTen")) else {"data": {"hoVaTen": name}}


def _card_lost(person: Person, occasion: Occasion) -> Said:
    card = occasion.at(person.fact("the"))
    return {} if card and card.get("tinhTrang") == "conHieuLuc" else None


HAPPENINGS = {  # domain.md 6; moves as in the census of 2019, between communes
    "birth": Happening(0.014, _birth),
    "death": Happening(0.006, _death),
    "marriage": Happening(0.006, _marriage),
    "divorce": Happening(0.001, _divorce),
    "move": Happening(0.012, _move),
    "rename": Happening(0.0005, _rename),
    "card_lost": Happening(0.006, _card_lost),
}
