"""Dated facts: the day asked about and the day it was known decide which one holds."""

from datetime import date, datetime

from mock_national_db.timeline import HANOI, AsOf, Fact, Timeline

BORN, MOVED, MOVED_AGAIN = date(1990, 3, 2), date(2010, 5, 1), date(2020, 6, 1)


def known(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def as_of(on: date, moment: str = "2026-11-23") -> AsOf:
    return AsOf(on, known(moment))


def test_the_latest_fact_that_has_begun_holds() -> None:
    homes = Timeline([Fact("A", BORN), Fact("B", MOVED), Fact("C", MOVED_AGAIN)])
    days = (date(1980, 1, 1), BORN, date(2015, 1, 1), MOVED_AGAIN)
    assert [homes.at(as_of(day)) for day in days] == [None, "A", "B", "C"]


def test_a_fact_is_not_seen_before_it_was_known() -> None:
    death = Timeline([Fact("2026-09-30", date(2026, 9, 30), None, known("2026-10-20"))])
    assert death.at(as_of(date(2026, 10, 1), "2026-10-19")) is None
    assert death.at(as_of(date(2026, 10, 1))) == "2026-09-30"


def test_what_was_learned_last_corrects_what_began_the_same_day() -> None:
    death = Timeline([Fact("2024-01-01", date(2024, 1, 1)), Fact(None, date(2024, 1, 1), None, known("2025-01-01"))])
    assert death.at(as_of(date(2024, 6, 1), "2024-06-01")) == "2024-01-01"
    assert death.at(as_of(date(2024, 6, 1))) is None


def test_a_late_fact_about_the_past_leaves_later_ones_standing() -> None:
    homes = Timeline([Fact("A", BORN), Fact("C", MOVED_AGAIN), Fact("B", MOVED, None, known("2026-01-01"))])
    assert homes.at(as_of(date(2026, 11, 1))) == "C"
    assert homes.at(as_of(date(2012, 1, 1))) == "B"


def test_nothing_holds_after_the_last_fact_ended() -> None:
    stay = Timeline([Fact("A", BORN), Fact("B", MOVED, MOVED_AGAIN)])
    assert stay.at(as_of(MOVED_AGAIN)) is None


def test_former_values_come_latest_first() -> None:
    names = Timeline([Fact("A", BORN), Fact("B", MOVED), Fact("C", MOVED_AGAIN)])
    assert names.former(as_of(date(2026, 1, 1))) == ["B", "A"]
