"""The test vectors: well-formed, and each says what it is there to say."""

import hashlib
import re
import unicodedata
from typing import Any

import pytest
from dancu_contracts import resolved, validator, vectors, vocabulary

from tests.contracts.documents import ROOT, read

NAMES = ("names", "dates", "vdxp_hash")
TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize("name", NAMES)
def test_vectors_keep_their_schema(name: str) -> None:
    assert validator(read(ROOT / f"meta/{name}.schema.json")).problems(vectors(name)) == []


def test_every_file_of_vectors_has_a_schema() -> None:
    assert sorted(path.stem for path in (ROOT / "vectors").glob("*.json")) == sorted(NAMES)


@pytest.mark.parametrize(("name", "group"), [("names", "exact"), ("names", "folded"), ("dates", "compare")])
def test_a_vector_stands_once(name: str, group: str) -> None:
    pairs = [(vector["claimed"], vector["held"]) for vector in vectors(name)[group]]
    assert len(pairs) == len({*pairs})


@pytest.mark.parametrize("rule", ["exact", "folded"])
def test_a_rule_is_tried_by_what_it_accepts_and_what_it_does_not(rule: str) -> None:
    results = {vector["result"] for vector in vectors("names")[rule]}
    assert results == {"match", "near", "mismatch"}


def test_the_exact_rule_never_passes_over_a_tone() -> None:
    """Names that match have the same tones in the same order of syllables."""
    for vector in vectors("names")["exact"]:
        if vector["result"] == "match":
            assert _tones(vector["claimed"]) == _tones(vector["held"]), vector


def _tones(name: str) -> list[list[str]]:
    return [[mark for mark in unicodedata.normalize("NFD", word) if mark in TONES] for word in name.split()]


def test_the_decomposed_vectors_are_still_decomposed() -> None:
    """An editor that normalises the file would take their point away."""
    decomposed = [v for v in vectors("names")["exact"] if v["claimed"] != unicodedata.normalize("NFC", v["claimed"])]
    assert len(decomposed) >= 2


def test_every_name_of_the_vectors_may_be_sent() -> None:
    check = validator(resolved(vocabulary()["$defs"]["hoVaTen"]))
    named = [v[side] for rule in ("exact", "folded") for v in vectors("names")[rule] for side in ("claimed", "held")]
    assert [name for name in named if not check.accepts(name)] == []


def test_every_date_that_is_read_is_a_birth_date_of_the_vocabulary() -> None:
    check = validator(resolved(vocabulary()["$defs"]["ngaySinh"]))
    read_as = [vector["read"] for vector in vectors("dates")["read"] if vector["read"]]
    compared = [vector[side] for vector in vectors("dates")["compare"] for side in ("claimed", "held")]
    assert [text for text in (*read_as, *compared) if not check.accepts(text)] == []


def test_what_counts_as_a_yes_is_no_coarser_than_the_register() -> None:
    for vector in vectors("dates")["compare"]:
        finer = len(vector["claimed"]) >= len(vector["held"])
        assert vector["agrees"] == (vector["result"] in {"match", "partial"} and finer), vector


@pytest.mark.parametrize("vector", vectors("vdxp_hash"), ids=lambda vector: vector["timestamp"])
def test_the_hash_is_of_path_user_time_and_secret_in_a_row(vector: dict[str, Any]) -> None:
    told = "".join(vector[part] for part in ("svUrl", "user", "timestamp", "secret"))
    assert hashlib.sha256(told.encode()).hexdigest() == vector["hash"]


def test_the_secrets_of_the_vectors_are_made_up() -> None:
    assert all(
        re.fullmatch("mock_[a-z]+", vector[part]) for vector in vectors("vdxp_hash") for part in ("user", "secret")
    )
