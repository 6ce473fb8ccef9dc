"""Who is whose spouse, parent, guardian and head: both sides say the same, of everybody, at both moments."""

from collections.abc import Callable, Iterator

import pytest

from mock_national_db.person import Person
from tests.invariants.conftest import Moment, who

Broken = Iterator[object]
ON_PURPOSE = {  # persona and place: what, and why
    "P26/0": "his death became known late, and nobody has cleared his marriage and household yet",
    "P26/1": "her husband heads the household until another is named",
    "P26/2": "his father heads the household until another is named",
    "P37/0": "lives in no household that the register knows",
    "P38/0": "lives in no household that the register knows",
    "P46/0": "lives in no household that the register knows",
}


def spouses(moment: Moment, person: Person) -> Broken:
    """Each names the other, they are a man and a woman, and the state of marriage agrees; death ends it."""
    kin, dead = moment.fact(person, "voChong"), moment.fact(person, "ngayChet")
    if kin is not None and kin.index is not None:
        other = moment.seen.person(kin.index)
        back = moment.fact(other, "voChong")
        if back is None or back.index != person.index:
            yield "the spouse names another"
        if other.sex == person.sex:
            yield "the spouse has the same sex"
    if kin is not None and dead:
        yield "married after death"
    if not dead and (kin is not None) != (moment.fact(person, "tinhTrangHonNhan") == "2"):
        yield "the state of marriage is another"


def parents(moment: Moment, person: Person) -> Broken:
    """The parent's record has the child, and was of an age to have it, and alive."""
    for name, sex in (("cha", "1"), ("me", "2")):
        kin = moment.fact(person, name)
        if kin is None or kin.index is None:
            continue
        parent = moment.seen.person(kin.index)
        years = (person.birth - parent.birth).days / 365.25
        if parent.sex != sex or not 15 <= years <= (50 if sex == "2" else 75):
            yield f"{name} of sex {parent.sex} is {years:.1f} years older"
        if person.index not in moment.seen.children(parent.index):
            yield f"{name} does not name the child"
        if parent.death is not None and (person.birth - parent.death).days > (300 if sex == "1" else 0):
            yield f"{name} was dead"


def guardians(moment: Moment, person: Person) -> Broken:
    """A guardian is a living grown person of the register, or a named foreigner."""
    kin = moment.fact(person, "nguoiDaiDien")
    if kin is not None and kin.index is not None:
        guardian = moment.seen.person(kin.index)
        if guardian.birthday(18) > moment.as_of.on or moment.fact(guardian, "ngayChet"):
            yield "the guardian is dead or no adult"


def heads(moment: Moment, person: Person) -> Broken:
    """Whoever heads a household lives in it, is alive and grown, and heads himself; the relation says so."""
    if moment.fact(person, "ngayChet"):
        return
    kin = moment.fact(person, "chuHo")
    if kin is None or kin.index is None:
        yield "nobody heads the household"
        return
    head = moment.seen.person(kin.index)
    if moment.fact(head, "ho") != moment.fact(person, "ho"):
        yield "the head lives in another household"
    if moment.fact(head, "chuHo").index != head.index:
        yield "the head has another head"
    if (head.index == person.index) != (moment.fact(person, "quanHe") == "00"):
        yield f"the relation to the head is {moment.fact(person, 'quanHe')}"
    if moment.fact(head, "ngayChet"):
        yield "the head is dead"
    if moment.fact(person, "quanHe") in {"01", "02"} and not _is_spouse(moment, person, head):
        yield "the head's spouse by relation is none by marriage"


def _is_spouse(moment: Moment, person: Person, head: Person) -> bool:
    kin = moment.fact(person, "voChong")
    return kin is not None and kin.index == head.index


def households(moment: Moment, person: Person) -> Broken:
    """Who lives in a household is found in it, at the head's permanent address if he has one himself."""
    if moment.fact(person, "ngayChet"):
        return
    if person.index not in moment.seen.household(person, moment.as_of):
        yield "not found in the household"
    kin, home = moment.fact(person, "chuHo"), moment.fact(person, "thuongTru")
    if kin is None or kin.index is None or home is None:
        return
    place = moment.fact(moment.seen.person(kin.index), "thuongTru")
    if place is not None and place.on(moment.as_of.on) != home.on(moment.as_of.on):
        yield "another permanent address than the head's"


def births(moment: Moment, person: Person) -> Broken:
    if person.birth > moment.as_of.on:
        yield "not yet born"
    if person.death is not None and person.death < person.birth:
        yield "died before birth"


def numbers(moment: Moment, person: Person) -> Broken:
    number = moment.fact(person, "soDinhDanh")
    if number is not None and moment.seen.by_number(number) != [person.index]:
        yield f"{number} is {moment.seen.by_number(number)}"


@pytest.mark.parametrize("rule", [spouses, parents, guardians, heads, households, births, numbers])
def test_relations_agree_both_ways(rule: Callable[[Moment, Person], Broken], moment: Moment) -> None:
    broken = [
        f"{who(index)}: {what}"
        for index in moment.everybody
        if who(index) not in ON_PURPOSE
        for what in rule(moment, moment.seen.person(index))
    ]
    assert broken == []


def test_every_exception_is_needed(drawn: Moment) -> None:
    """An exception that no rule breaks any more is taken off the list."""
    rules = (spouses, parents, guardians, heads, households)
    broken = {who(index) for index in drawn.everybody for rule in rules for _ in rule(drawn, drawn.seen.person(index))}
    assert broken == {*ON_PURPOSE}
