"""A person of the nation: facts by field, some of them dated, and the relatives they name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from mock_national_db.dates import PartialDate, years_later
from mock_national_db.timeline import AsOf, Fact, Timeline, current

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisations
    from mock_national_db.units import Address


_WHOLE = len("yyyy-mm-dd")


class Kin(msgspec.Struct, frozen=True):
    """A relative as a register names him; `index` is None for somebody the register has no record of."""

    index: int | None
    so_dinh_danh: str | None
    ho_va_ten: str
    so_cmnd: str | None = None
    quoc_tich: str = "VN"
    so_ho_chieu: str | None = None

    def shown(self) -> dict[str, str]:
        """The vocabulary's `nguoiThan`."""
        named = {"hoVaTen": self.ho_va_ten}
        if self.quoc_tich:
            named["quocTich"] = self.quoc_tich
        if self.so_dinh_danh:
            named["soDinhDanh"] = self.so_dinh_danh
        if self.so_cmnd:
            named["soCMND"] = self.so_cmnd
        if self.so_ho_chieu:
            named["soHoChieu"] = self.so_ho_chieu
        return named


class Surroundings(Protocol):
    """What a person's facts refer to: the nation as the asker's workspace sees it."""

    @property
    def as_of(self) -> AsOf: ...

    @property
    def organisations(self) -> Organisations: ...

    def person(self, index: int) -> Person: ...

    def children(self, index: int) -> Sequence[int]: ...

    def household(self, person: Person, as_of: AsOf) -> Sequence[int]: ...

    def sector_number(self, kind: str, index: int) -> str: ...

    def drawn(self, fact: str, person: Person) -> list[Any]: ...

    def chance(self, name: str, index: int) -> Draw: ...

    def kin(self, index: int) -> Kin: ...

    def shown(self, kin: Kin, *, of: Person) -> Mapping[str, str]: ...


class Person:
    """One person; `facts` holds plain values (they never change), Timelines, and is decoded only where asked."""

    __slots__ = ("_birth", "facts", "index", "is_touched", "nation")

    def __init__(self, index: int, facts: Mapping[str, Any], nation: Surroundings) -> None:
        self.index, self.facts, self.nation = index, facts, nation
        self.is_touched = type(facts) is _Learned  # whether the log has taught anything about this person
        self._birth: date | None = None

    def fact(self, name: str) -> Any:
        """The field's value or Timeline, None where nothing is known."""
        try:
            return self.facts[name]
        except KeyError:
            return None

    def at(self, name: str, on: date) -> Any:
        """The field's value on that day."""
        value = self.fact(name)
        return value if type(value) is str else current(value, AsOf.day(on))

    def has_learned(self, registry: str) -> bool:
        """Whether the log has taught a fact that is that registry's own, such as `vehicle.held`, about this person."""
        return self.is_touched and any(name.startswith(f"{registry}.") for name in self.facts)

    @property
    def birth(self) -> date:
        """The first day the birth date can mean."""
        if self._birth is None:
            text = _latest(self.fact("ngaySinh"))
            self._birth = date.fromisoformat(text) if len(text) == _WHOLE else PartialDate.parse(text).first_day
        return self._birth

    @property
    def birth_date(self) -> PartialDate:
        """The birth date at the precision the register has, as corrected last."""
        return PartialDate.parse(_latest(self.fact("ngaySinh")))

    def birthday(self, age: int) -> date:
        """The day the person reaches that age."""
        return years_later(self.birth, age)

    @property
    def sex(self) -> str:
        """Code of `gioiTinh`: 1 male, 2 female."""
        return str(_latest(self.fact("gioiTinh")))

    @property
    def so_dinh_danh(self) -> Any:
        """The personal number; a Timeline for those who were given a new one."""
        return self.fact("soDinhDanh")

    @property
    def death(self) -> date | None:
        """The day of death, known yet or not, None for the living: from then on one does nothing more."""
        day = _latest(self.fact("ngayChet"))
        return date.fromisoformat(day) if day else None

    @property
    def known_death(self) -> date | None:
        """The day of death as known at the point asked about, None for the living: what a register goes by."""
        day = current(self.fact("ngayChet"), AsOf(date.max, self.nation.as_of.known))
        return date.fromisoformat(day) if day else None

    def residence(self, on: date) -> Address | None:
        """The registered permanent residence on that day, the place lived in for those who have none."""
        found: Address | None = self.at("thuongTru", on) or self.at("noiOHienTai", on)
        return found

    def kin(self, name: str, on: date) -> Person | None:
        """The relative of that field (`cha`, `me`, `voChong` …) on that day, if he is in the register."""
        kin: Kin | None = self.at(name, on)
        return self.nation.person(kin.index) if kin is not None and kin.index is not None else None

    def number(self, kind: str) -> str:
        """A sector's number for this person: a keyed permutation of the index, so it can be turned back."""
        return self.nation.sector_number(kind, self.index)

    def known(self, fact: str) -> list[Any]:
        """The values of a fact that another registry is the source of, such as `civil_status.so`, record by record."""
        return self.nation.drawn(fact, self)

    def learning(self, more: Iterable[tuple[str, Fact]]) -> Person:
        """The same person after the log's facts were learned."""
        facts = self.facts.copy() if isinstance(self.facts, _Learned) else _Learned(self.facts)
        for name, fact in more:
            facts[name] = self._timeline(facts.get(name)).adding(fact)
        return Person(self.index, facts, self.nation)

    def _timeline(self, value: Any) -> Timeline:
        if isinstance(value, Timeline):
            return value
        return Timeline([] if value is None else [Fact(value, date.min)])


class _Learned(dict[str, Any]):
    """Facts over others: what the log says first, else what was there before."""

    __slots__ = ("_before",)

    def __init__(self, before: Mapping[str, Any], learned: Mapping[str, Any] | None = None) -> None:
        super().__init__(learned or {})
        self._before = before

    def copy(self) -> _Learned:
        """The same, to learn more."""
        return _Learned(self._before, self)

    def __missing__(self, name: str) -> Any:
        return self._before[name]

    def __bool__(self) -> bool:
        """An event may touch somebody and teach nothing about him: what was known stays."""
        return len(self) > 0 or bool(self._before)

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


def _latest(value: Any) -> Any:
    return value.at(AsOf.day(date.max)) if isinstance(value, Timeline) else value
