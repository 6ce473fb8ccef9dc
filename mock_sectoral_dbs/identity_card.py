"""The identity-card database: every card that a person was given, its state, and what was taken down for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.nation.card_facts import card_expiry, issuer
from mock_national_db.nation.cards import CC_SINCE
from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs._life import death_on, facts_of, must_be_born

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.timeline import AsOf
    from mock_national_db.workspace import Workspace

KIND = "identity_card"
VALID, EXPIRED, LOST, REVOKED, HELD = "conHieuLuc", "hetHan", "daMat", "daThuHoi", "biGiu"
FIRST, EXCHANGED, REISSUED = "capLanDau", "capDoi", "capLai"
_CAPTURED_FROM = 6  # years of age: below it neither photo nor prints (Luật Căn cước, art. 23)
_COMPULSORY_FROM = 14
_NEAR = timedelta(60)
_MARKS = ("Nốt ruồi cách {} cm {}", "Sẹo chấm cách {} cm {}", "Sẹo thẳng cách {} cm {}")
_WHERE = ("dưới mép phải", "trên đầu mày trái", "sau đuôi mắt phải", "dưới cánh mũi trái", "trước cằm")
_GROWN = {"Nông dân": 38, "Buôn bán": 20, "Lao động tự do": 30, "Nội trợ": 12}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    """Cards are counted in the order they were learned of: one that is told of late renumbers none."""
    cards = _cards(person)
    serials = {id(facts): _serial(person, place, facts) for place, facts in enumerate(cards)}
    ordered = sorted(cards, key=lambda facts: facts[0].rank)
    for before, facts, after in zip([None, *ordered], ordered, [*ordered[1:], None], strict=False):
        yield _record(person, draw, serials[id(facts)], facts, before, after)


def _cards(person: Person) -> list[list[Fact]]:
    """What the nation was told of each card; a card is told from another by its kind, day and serial."""
    found: dict[tuple[str | None, ...], list[Fact]] = {}
    for fact in facts_of(person.fact("the")):
        if fact.value:
            found.setdefault(tuple(fact.value.get(n) for n in ("loai", "ngayCap", "soThe")), []).append(fact)
    return [*found.values()]


def _serial(person: Person, place: int, facts: Sequence[Fact]) -> str:
    return facts[0].value.get("soThe") or f"{person.number(KIND)}{place + 1:02}"


def _record(
    person: Person,
    draw: Draw,
    serial: str,
    facts: Sequence[Fact],
    before: Sequence[Fact] | None,
    after: Sequence[Fact] | None,
) -> Record:
    card = facts[0].value
    issued = date.fromisoformat(card["ngayCap"])
    names = ("loai", "ngayCap", "ngayHetHan", "noiCap")
    captured = years_later(person.birth, _CAPTURED_FROM) <= issued
    return Record(
        max(facts[0].since, person.birth) if facts[0].since > date.min else issued,
        None,
        facts[0].known,
        soDinhDanh=person.so_dinh_danh,
        soThe=serial,
        **{name: card.get(name) for name in names},
        lyDoCap=_reason(draw, issued, before),
        tinhTrang=_state(facts, after),
        sinhTracHoc=_captured(draw, issued) if captured else None,
        dacDiemNhanDang=_mark(draw) if captured else None,
        ngheNghiep=_occupation(person, draw, issued),
        hoVaTen=person.fact("hoVaTen"),
        ngaySinh=person.fact("ngaySinh"),
        gioiTinh=person.fact("gioiTinh"),
        quocTich=person.fact("quocTich"),
        noiDangKyKhaiSinh=person.fact("noiDangKyKhaiSinh"),
        noiCuTru=person.fact("thuongTru"),
    )


def _reason(draw: Draw, issued: date, before: Sequence[Fact] | None) -> str:
    """A lost card is issued again, an expiring one exchanged; before its time it may be either."""
    if before is None:
        return FIRST
    if any(fact.value["tinhTrang"] == LOST for fact in before):
        return REISSUED
    expires = before[0].value.get("ngayHetHan")
    if expires and issued >= date.fromisoformat(expires) - _NEAR:
        return EXCHANGED
    return draw.one_of(f"reason {issued}", {EXCHANGED: 60, REISSUED: 40})


def _state(facts: Sequence[Fact], after: Sequence[Fact] | None) -> Timeline:
    """What the nation says of it, its expiry where nothing ended it before, and its end when the next is given."""
    states = [Fact(f.value["tinhTrang"], f.since, f.until, f.known) for f in facts]
    told = date.fromisoformat(facts[0].value.get("ngayHetHan", date.max.isoformat()))
    ended = [s.since for s in states if s.value != VALID] + ([after[0].since] if after is not None else [])
    if told < min(ended, default=date.max):
        states.append(Fact(EXPIRED, max(told, facts[0].since), None, facts[0].known))
    if after is not None:
        states.append(Fact(REVOKED, after[0].since, None, after[0].known))
    return Timeline(states)


def _captured(draw: Draw, issued: date) -> list[str]:
    """Face and prints always, the iris since the law of 2023 asks for it."""
    iris = ["mongMat"] if issued >= CC_SINCE and not draw.share(f"no iris {issued}", 0.02) else []
    return ["anhKhuonMat", "vanTay", *iris]


def _mark(draw: Draw) -> str:
    return draw.one_of("mark", _MARKS).format(draw.integer("mark at", 1, 4), draw.one_of("mark where", _WHERE))


def _occupation(person: Person, draw: Draw, issued: date) -> Callable[[AsOf], str | None]:
    """The insured job of that month; of others what they said."""

    def told(_: AsOf) -> str | None:
        month = issued.isoformat()[:7]
        parts = [part for known in person.known("insurance.quaTrinhDong") for part in known or []]
        jobs = [p["chucDanh"] for p in parts if p["tuThang"] <= month <= p.get("denThang", "9999") and "chucDanh" in p]
        return jobs[-1] if jobs else _said(person, draw, issued)

    return told


def _said(person: Person, draw: Draw, issued: date) -> str | None:
    if issued < person.birthday(6):
        return None
    if issued < person.birthday(18):
        return "Học sinh"
    if issued < person.birthday(22) and draw.share("student", 0.4):
        return "Sinh viên"
    return "Già yếu" if issued >= person.birthday(75) else draw.one_of("occupation", _GROWN)


# -- how a serial leads to its person, and what events do --------------------------------------------------------------


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    index = workspace.store.numbers.index(KIND, subject["soThe"][:-2])
    return [index] if index is not None and workspace.has(index) else []


def _decide_issue(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    if death_on(person, seen.as_of):
        raise Refused("subject_deceased", "/subject")
    must_be_born(person, event.on)
    return Decision(event)


def _issued(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        expires = card_expiry(person.birth, event.on)
        card = {"loai": "CC", "ngayCap": event.on.isoformat(), "noiCap": {"ten": issuer(event.on)}, "tinhTrang": VALID}
        stated = {name: value for name, value in event.data.items() if name in ("loai", "ngayHetHan")}
        yield (
            "the",
            Fact(
                {**card, **({"ngayHetHan": expires.isoformat()} if expires else {}), **stated},
                event.on,
                None,
                event.known,
            ),
        )


def _turned(state: str) -> Callable[[Event, Person], Iterator[tuple[str, Fact]]]:
    """The card held last is so from that day; one named by its serial only if it is the one held last."""

    def learns(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
        cards = _cards(person)
        if person.index != event.subject or not cards:
            return
        place, facts = max(enumerate(cards), key=lambda at: at[1][0].rank)
        if event.key.get("soThe", serial := _serial(person, place, facts)) == serial:
            yield "the", Fact({**facts[-1].value, "tinhTrang": state}, event.on, None, event.known)

    return learns


# -- what a year brings ------------------------------------------------------------------------------------------------


def _applies(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    """Whose card is lost or runs out, and who turns fourteen without one."""
    cards = occasion.records(person)
    if not cards:
        return {} if occasion.age(person) >= _COMPULSORY_FROM else None
    last = cards[-1].fields
    runs_out = last["ngayHetHan"] is not None and last["ngayHetHan"] <= (occasion.on + _NEAR).isoformat()
    return {} if runs_out or occasion.at(last["tinhTrang"]) in {EXPIRED, LOST} else None


REGISTRY = Registry(
    "identity_card",
    _records,
    events={"data_corrected": changes()},
    learns={
        "card_issued": _issued,
        "card_lost": _turned(LOST),
        "card_held": _turned(HELD),
        "card_returned": _turned(VALID),
        "card_revoked": _turned(REVOKED),
    },
    decides={"card_issued": _decide_issue},
    find={("soThe",): _find},
    simulates={"card_issued": Happening(0.03, _applies)},
)
