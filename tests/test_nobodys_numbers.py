"""No file holds a number that could be somebody's: what looks like a real one lies in a block that is nobody's."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from dancu_contracts import number

from tests.tree import NATION, texts

# Files whose digits are no numbers of people, and why.
NOT_READ = {
    "requirements/": "hashes of packages",
    "contracts/dancu_contracts/units/": "codes, positions and areas of communes",
    "mock_national_db/nation/data/": "counts of people, codes of provinces",
}
# Single numbers that must stand in the tree although they look like somebody's, and why.
ALLOWED: dict[str, str] = {}
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True)
class Shape:
    """What a number looks like in a text, and when it is nobody's (`line` is where it stands)."""

    kind: str
    looks: str
    is_nobodys: Callable[[str, str], bool]


@cache
def _real_prefixes() -> frozenset[str]:
    """The three-digit prefixes that provinces have, and Hà Tây's, which had one until 2008."""
    with (NATION / "nation/data/provinces_63.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset({row["id_prefix3"] for row in csv.DictReader(rows)} | {"028"})


def _personal(word: str, line: str) -> bool:
    is_licence = re.search("gplx|licence|lái xe", line, re.IGNORECASE) is not None and _safe("driver_licence", word)
    return word[:3] not in _real_prefixes() or is_licence


def _safe(kind: str, word: str) -> bool:
    return re.fullmatch(number(kind).document["pattern"], word) is not None


def _could_be_issued(word: str) -> bool:
    """Whether a tax or enterprise code passes the check of circular 105/2020: a remainder of 0 is never issued."""
    remainder = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, word[:9], strict=True)) % 11
    return remainder != 0 and int(word[9]) == 10 - remainder


SHAPES = (
    Shape("personal number", r"\d{12}", _personal),
    Shape("CMND", r"\d{9}", lambda word, _: _safe("cmnd", word)),
    Shape("mobile phone", r"0(?:3\d|5[2-9]|7[06-9]|8[1-9]|9\d)\d{7}", lambda word, _: _safe("phone", word)),
    Shape(
        "mobile phone", r"\+?84(?:3\d|5[2-9]|7[06-9]|8[1-9]|9\d)\d{7}", lambda word, _: word.lstrip("+")[2:4] == "30"
    ),
    Shape("tax code", r"\d{10}", lambda word, _: word.startswith(("00", "030")) or not _could_be_issued(word)),
    Shape("health card", r"[A-Z]{2}[1-5]\d{12}", lambda word, _: _safe("insurance", word[-10:])),
    Shape("passport", r"[A-Z]\d{7,8}", lambda word, _: _safe("passport", word)),
    Shape("plate", r"\d{2}[A-Z][A-Z0-9]?[- ]\d{3}\.?\d{2}", lambda word, _: word.startswith("10")),
    Shape("land certificate", r"[A-Z]{2} ?\d{6,8}", lambda word, _: word.startswith(("ZZ", "PX"))),
    Shape("customer code", r"P[A-Z]\d{11}", lambda word, _: word.startswith("PX")),
)


def somebodys(text: str, shape: Shape) -> Iterator[tuple[int, str]]:
    """The line and the text of each number of that shape that could be somebody's."""
    word = re.compile(rf"(?<![\w.+-]){shape.looks}(?![\w]|\.\d)")
    for at, line in enumerate(text.splitlines(), 1):
        for found in word.finditer(line):
            if found.group() not in ALLOWED and not shape.is_nobodys(found.group(), line):
                yield at, found.group()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.kind} {shape.looks}")
def test_every_number_in_the_tree_is_nobodys(shape: Shape) -> None:
    read = {name: text for name, text in texts().items() if not name.startswith(tuple(NOT_READ))}
    found = [f"{name}:{line}: {word}" for name, text in read.items() for line, word in somebodys(text, shape)]
    assert not found, f"a {shape.kind} outside the blocks that are nobody's (contracts: numbers/):\n" + "\n".join(found)


# Each is put together here, so that the tree itself stays free of them.
@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("personal number", "093" + "19000" + "0001"),
        ("CMND", "3" + "63000001"),
        ("mobile phone", "0" + "912000001"),
        ("mobile phone", "+84" + "912000001"),
        ("tax code", "01000" + "00003"),
        ("health card", "DN4" + "931234567890"),
        ("passport", "C" + "1234567"),
        ("plate", "95" + "B1-123.45"),
        ("land certificate", "BV " + "123456"),
        ("customer code", "PB" + "17000000001"),
    ],
)
def test_a_number_that_could_be_somebodys_is_found(kind: str, word: str) -> None:
    assert any([*somebodys(f'"{word}",', shape)] for shape in SHAPES if shape.kind == kind)


@pytest.mark.parametrize(
    "word",
    ["099190000001", "003190000001", "963000001", "0300000001", "0012345678", "X12345678", "10A-123.45", "ZZ 12345678"],
)
def test_a_number_that_is_nobodys_may_stand(word: str) -> None:
    assert not any([*somebodys(word, shape)] for shape in SHAPES)


def test_what_is_excused_is_still_there() -> None:
    everything = "\n".join(texts().values())
    assert [word for word in ALLOWED if word not in everything] == []
    assert [folder for folder in NOT_READ if not any(name.startswith(folder) for name in texts())] == []
