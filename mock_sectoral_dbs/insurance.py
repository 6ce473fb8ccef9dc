"""The insurance database: who is insured, on which health card, what was contributed, which benefits are drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _fields, _glances, _service
from mock_sectoral_dbs._benefits import Parts, benefits, contributed, unemployment, was_out_of_work
from mock_sectoral_dbs._health_card import HOUSEHOLD, card, may_be_poor, province, state
from mock_sectoral_dbs._life import facts_of, office
from mock_sectoral_dbs._proceedings import parts
from mock_sectoral_dbs._work import jobs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace
    from mock_sectoral_dbs._work import Job

BEGAN = date(1995, 10, 1)  # Bảo hiểm xã hội Việt Nam, Nghị định 19/CP
_OPENED = "insurance.opened"  # the fact that the first event of this registry teaches
_PERSONAL = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh")
_GLANCES = ("coTheCongVu", "coTheThatNghiep", "coTheHoNgheo")
_GROWN = 18  # nobody works before


class _Work:
    """The jobs of a working life, worked out when asked for: in the service of the State, else for others."""

    def __init__(self, person: Person, draw: Draw) -> None:
        self._person, self._draw = person, draw

    @cached_property
    def served(self) -> Sequence[Job]:
        """Those in the service of the State."""
        return _service.jobs(self._person, self._draw, lambda: parts(self._person, "education.vanBang"))

    @cached_property
    def otherwise(self) -> Sequence[Job]:
        """Those of whoever is not."""
        return jobs(self._person, self._draw)

    @cached_property
    def jobs(self) -> Sequence[Job]:
        """All of them, oldest first."""
        return self.served or self.otherwise


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    work, opened = _Work(person, draw), facts_of(person.fact(_OPENED))
    is_drawn = not draw.share("never insured", 0.04) or bool(work.jobs)
    if not is_drawn and not opened:
        return
    since, known = (max(person.birth, BEGAN), None) if is_drawn else (opened[0].since, opened[0].known)
    others = partial(_others, person, draw, work, has_card=is_drawn)
    yield _fields.record(since, _glimpsed(person, draw, work), others, known)


def _glimpsed(person: Person, draw: Draw, work: _Work) -> dict[str, Callable[[AsOf], bool]]:
    """Not shown: what other registers ask before they ask for what was contributed, drawn or on the card."""

    def is_grown(as_of: AsOf) -> bool:
        return person.birthday(_GROWN) <= as_of.on

    return {
        "coTheCongVu": lambda as_of: is_grown(as_of) and bool(work.served),
        "coTheThatNghiep": lambda as_of: is_grown(as_of) and was_out_of_work(work.otherwise, as_of),
        "coTheHoNgheo": lambda _as_of: may_be_poor(person, draw),
    }


def _others(person: Person, draw: Draw, work: _Work, *, has_card: bool) -> dict[str, Any]:
    number = person.number("insurance")
    held = cache(lambda as_of: card(person, draw, work.jobs, number, as_of, _latest_card) if has_card else (None, None))
    paid = cache(lambda as_of: contributed(person, draw, work.jobs, as_of))
    return {
        **{name: person.fact(name) for name in _PERSONAL},
        "maSoBHXH": number,
        "maTheBHYT": lambda as_of: held(as_of)[0],
        "theBHYT": lambda as_of: held(as_of)[1],
        "ngayChet": person.fact("ngayChet"),  # not shown; the cards of the log end with it
        "quaTrinhDong": paid,
        "baoHiemThatNghiep": lambda as_of: unemployment(paid(as_of) or [], as_of),
        "huongCheDo": lambda as_of: benefits(person, work.jobs, as_of),
        "coQuanBHXH": lambda as_of: office(person, "bhxh", as_of.on),
    }


def _latest_card(person: Person) -> Mapping[str, Any] | None:
    return next(iter(person.known("insurance.theBHYT")), None)


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_card(event: Event, seen: Workspace) -> Decision:
    """A number the caller leaves out is made of the group, its benefit, the province and the number of the insured."""
    person, issued = seen.person(event.subject), event.data["theBHYT"]
    number = person.number("insurance")
    made = f"{issued.get('doiTuong', HOUSEHOLD)}{issued.get('mucHuong', '4')}{province(person, event.on)}{number}"
    told = {"maTheBHYT": event.data.get("maTheBHYT", made), "maSoBHXH": number}
    keys = (("insurance.maTheBHYT", told["maTheBHYT"], event.subject),)
    return Decision(event.with_data(maTheBHYT=told["maTheBHYT"]), found_by=keys, told=told)


def _card_issued(records: list[Record], event: Event) -> list[Record]:
    issued = event.data["theBHYT"]

    def shown(record: Record) -> Callable[[AsOf], dict[str, Any]]:
        def card_then(as_of: AsOf) -> dict[str, Any]:
            died = current(record.fields.get("ngayChet"), as_of)
            return {**issued, "tinhTrang": state(issued, died, as_of.on)}

        return card_then

    return [
        r.setting({"theBHYT": shown(r), "maTheBHYT": event.data["maTheBHYT"]}, event.on, event.known) for r in records
    ]


def _card_withdrawn(records: list[Record], event: Event) -> list[Record]:
    def withdrawn(before: Any) -> Callable[[AsOf], dict[str, Any] | None]:
        def shown(as_of: AsOf) -> dict[str, Any] | None:
            held = current(before, as_of)
            return {**held, "tinhTrang": "thuHoi"} if held else None

        return shown

    return [r.setting({"theBHYT": withdrawn(r.fields.get("theBHYT"))}, event.on, event.known) for r in records]


def _recorded(field: str) -> Callable[[list[Record], Event], list[Record]]:
    """The event's data is one more part of that list."""

    def effect(records: list[Record], event: Event) -> list[Record]:
        part = {name: value for name, value in event.data.items() if name != "soDinhDanh"}
        return [r.setting(_longer(r, field, part), event.on, event.known) for r in records]

    return effect


def _longer(record: Record, field: str, part: Mapping[str, Any]) -> dict[str, Callable[[AsOf], Any]]:
    before = record.fields.get(field)

    def parts(as_of: AsOf) -> Parts:
        return [*(current(before, as_of) or []), dict(part)]

    found: dict[str, Callable[[AsOf], Any]] = {field: parts}
    if field == "quaTrinhDong":
        found["baoHiemThatNghiep"] = lambda as_of: unemployment(parts(as_of), as_of)
    return found


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """By the log, else by a card's last ten digits: the number of the insured (Quyết định 1351/QĐ-BHXH)."""
    if written := workspace.written("insurance.maTheBHYT", subject["maTheBHYT"]):
        return written
    index = workspace.store.numbers.index("insurance", subject["maTheBHYT"][-10:])
    return [index] if index is not None and workspace.has(index) else []


def _opened(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _OPENED, Fact(event.type, event.on, None, event.known)


_EFFECTS = {
    "card_issued": _card_issued,
    "card_withdrawn": _card_withdrawn,
    "contribution_recorded": _recorded("quaTrinhDong"),
    "benefit_granted": _recorded("huongCheDo"),
    "record_corrected": changes(),
}

REGISTRY = Registry(
    "insurance",
    _records,
    events={name: _glances.opened(effect, _GLANCES) for name, effect in _EFFECTS.items()},
    decides={"card_issued": _decide_card},
    learns=dict.fromkeys(("card_issued", "contribution_recorded", "benefit_granted"), _opened),
    find={("maTheBHYT",): _find},
)
