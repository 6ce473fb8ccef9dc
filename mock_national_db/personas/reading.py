"""From a persona file to facts: what is dated becomes a Timeline, places and relatives become the nation's own terms.

A file says what matters to its case; the rest follows by the rules below, so that a person of twelve lines is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from mock_national_db.dates import PartialDate
from mock_national_db.nation import Marriage
from mock_national_db.nation.card_facts import facts_of_cards
from mock_national_db.person import Kin
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, Fact, Timeline, current

_RELATIVES = ("cha", "me", "voChong", "nguoiDaiDien", "chuHo")
_BORN_IN = ("noiSinh", "noiDangKyKhaiSinh", "queQuan")
_SINGLE, _MARRIED, _PARTED = "1", "2", "3"
_NOT_FACTS = frozenset({"capThe", "sectors"})


class Kinsfolk(NamedTuple):
    """Everybody in the files: by any number they have or had, and as written by index."""

    numbers: Mapping[str, int]
    people: Mapping[int, Mapping[str, Any]]

    def kin(self, stated: str | Mapping[str, Any] | None) -> Kin | None:
        """One of them by his number, or somebody no register knows by his name and papers."""
        if stated is None:
            return None
        if isinstance(stated, str):
            index = self.numbers[stated]
            held = self.people[index]
            number, name = (_last(held[field]) for field in ("soDinhDanh", "hoVaTen"))
            return Kin(index, number, name, _last(held.get("soCMND")), _last(held.get("quocTich", "VN")) or "")
        return Kin(
            None, None, stated["hoVaTen"], stated.get("soCMND"), stated.get("quocTich", "VN"), stated.get("soHoChieu")
        )


def _last(value: Any) -> Any:
    return value[-1]["value"] if isinstance(value, list) else value


def facts_of(stated: Mapping[str, Any], home: str, index: int, kinsfolk: Kinsfolk) -> Mapping[str, Any]:
    """All facts of a person; `home` is the household of those whose file names none."""
    born = PartialDate.parse(_last(stated["ngaySinh"])).first_day
    known = {name: _read(name, value, kinsfolk) for name, value in stated.items() if name not in _NOT_FACTS}
    facts = {**_usual(known, stated, home, index, kinsfolk), **known}
    if "capThe" in stated:
        facts["the"] = facts_of_cards(
            born, [date.fromisoformat(day) for day in stated["capThe"]], lost=None, ended=_died(facts)
        )
    return {name: value for name, value in facts.items() if value is not None}


def _read(name: str, value: Any, kinsfolk: Kinsfolk | None) -> Any:
    if _is_dated(value):
        return Timeline(_fact(name, fact, kinsfolk) for fact in value)
    if name in _RELATIVES and kinsfolk is not None:
        return kinsfolk.kin(value)
    if isinstance(value, Mapping) and ("maPhuongXa" in value or "quocGia" in value):
        return address(value)
    if isinstance(value, Mapping):
        return {part: _read(part, inner, kinsfolk) for part, inner in value.items()}
    return value


def _is_dated(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping) and "since" in value[0]


def _fact(name: str, stated: Mapping[str, Any], kinsfolk: Kinsfolk | None) -> Fact:
    until, known = stated.get("until"), stated.get("known")
    return Fact(
        _read(name, stated["value"], kinsfolk),
        date.fromisoformat(stated["since"]),
        date.fromisoformat(until) if until else None,
        datetime.fromisoformat(known) if known else None,
    )


def _usual(
    known: Mapping[str, Any], stated: Mapping[str, Any], home: str, index: int, kinsfolk: Kinsfolk
) -> Mapping[str, Any]:
    """What holds of anybody of whom the file says nothing else."""
    lives = known.get("thuongTru")
    first = lives.facts[0].value if isinstance(lives, Timeline) else lives
    marriages = tuple(_marriages(stated, kinsfolk))
    return {
        "danToc": "01",
        "tonGiao": "00",
        "quocTich": "VN",
        "tinhTrangHonNhan": _marital(known, marriages),
        "honNhan": marriages,
        **(dict.fromkeys(_BORN_IN, first) if first is not None else {}),
        "noiOHienTai": lives,
        "ho": home,
        "soHoSoCuTru": f"{first.unit}-{index:08}" if first is not None and first.unit else None,
        "quanHe": "00",
        **_headed(stated, home, index, kinsfolk),
    }


def _headed(stated: Mapping[str, Any], home: str, index: int, kinsfolk: Kinsfolk) -> Mapping[str, Any]:
    """The head is the first of the file who lives in that household."""
    lives = stated.get("ho", home)
    if lives is None or _is_dated(lives):
        return {}
    same_file = (i for i in kinsfolk.people if i // 100 == index // 100)
    head = next((i for i in same_file if kinsfolk.people[i].get("ho", home) == lives), index)
    return {"chuHo": kinsfolk.kin(_last(kinsfolk.people[head]["soDinhDanh"]))}


def _marriages(stated: Mapping[str, Any], kinsfolk: Kinsfolk) -> Iterator[Marriage]:
    spouses = stated.get("voChong", [])
    for fact in spouses if _is_dated(spouses) else ():
        if fact["value"] is None:
            continue
        spouse = kinsfolk.kin(fact["value"])
        assert spouse is not None  # noqa: S101 - said on the line above
        until = fact.get("until")
        yield Marriage(
            spouse, date.fromisoformat(fact["since"]), date.fromisoformat(until) if until else None, fact.get("end")
        )


def _marital(known: Mapping[str, Any], marriages: tuple[Marriage, ...]) -> Any:
    if not marriages:
        return _MARRIED if known.get("voChong") is not None else _SINGLE
    facts = [Fact(_SINGLE, date.min)]
    for marriage in marriages:
        facts.append(Fact(_MARRIED, marriage.since))
        if marriage.until is not None:
            facts.append(Fact(_PARTED, marriage.until))
    return Timeline(facts)


def _died(facts: Mapping[str, Any]) -> date | None:
    day = current(facts.get("ngayChet"), AsOf.day(date.max))
    return date.fromisoformat(day) if day else None


def deviation(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """A sector's own view: values read as facts are; relatives and the days of its records stay as written.

    `dossier` says what becomes of a dossier about the person there: "refuse" or "supplement".
    """
    read: dict[str, Any] = {
        "fields": {name: _read(name, value, None) for name, value in stated.get("fields", {}).items()}
    }
    if "records" in stated:
        read["records"] = [
            {
                name: value if name in {"since", "until", "known"} else _read(name, value, None)
                for name, value in r.items()
            }
            for r in stated["records"]
        ]
    if "dossier" in stated:
        read["dossier"] = stated["dossier"]
    return read if read["fields"] or len(read) > 1 else {}
