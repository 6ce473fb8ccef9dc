"""`dancu events simulate`: days pass in a folder and on a running server alike."""

import json
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.running import running, said

DAYS = ("events", "simulate", "--days", "5", "--rate", "30", "--seed", "7", "--json")


def _json(*words: str | Path) -> Any:
    return json.loads(said(*words).stdout)


def test_a_folder_and_a_server_are_told_the_same_and_the_clock_stands_at_the_last_day(tmp_path: Path) -> None:
    with running() as url:
        served = _json(*DAYS, "--url", url, "--workspace", "mine")
        assert httpx.get(f"{url}/w/mine/_sandbox/clock").json()["now"] == served["now"] == "2026-11-28T08:00:00+07:00"
        size = len(httpx.get(f"{url}/_sandbox/citizens").json()["items"])
    assert size
    assert served["written"]["population.birth"] > 0
    here = _json(*DAYS, "--data", tmp_path, "--population", "300")
    again = _json(*DAYS, "--data", tmp_path, "--workspace", "again")
    assert here == again
    assert _json("clock", "--data", tmp_path, "--json")["now"] == here["now"]


def test_about_as_many_events_happen_as_were_asked_for(tmp_path: Path) -> None:
    words = ("--data", tmp_path, "--population", "1000", "--json")
    told = _json("events", "simulate", "--days", "10", "--events", "200", *words)
    tried = sum(told["written"].values()) + sum(n for codes in told["refused"].values() for n in codes.values())
    assert 160 <= tried <= 240


def test_people_read_a_line_for_each_kind(tmp_path: Path) -> None:
    told = said("events", "simulate", "--days", "3", "--rate", "50", "--data", tmp_path, "--population", "300")
    lines = [line.split("\t") for line in told.stdout.splitlines()]
    assert [line[0] for line in lines] == sorted({line[0] for line in lines})
    assert all(len(line) == 3 and line[1].isdigit() for line in lines)
    assert "3 days" in told.stderr


def test_a_rate_and_a_number_are_one_too_many(tmp_path: Path) -> None:
    told = said("events", "simulate", "--rate", "2", "--events", "9", "--data", tmp_path)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "--rate or --events, not both" in told.stderr


def test_a_server_refuses_a_seed_or_a_rate_that_is_none() -> None:
    with running() as url:
        for body, pointer in (({}, "/seed"), ({"seed": True}, "/seed"), ({"seed": 1, "rate": -1}, "/rate")):
            told = httpx.post(f"{url}/_sandbox/simulation", json=body)
            assert (told.status_code, told.json()["code"], told.json()["pointer"]) == (422, "invalid", pointer)
