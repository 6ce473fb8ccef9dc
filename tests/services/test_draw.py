"""Chance is a pure function: the same everywhere, uniform, and permutations can be turned back."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_national_db.draw import Draw, Permutation, key, mix


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50))
def test_ints_and_arrays_are_mixed_alike(numbers: list[int]) -> None:
    assert mix(np.array(numbers, dtype=np.uint64)).tolist() == [mix(n) for n in numbers]


def test_mix_is_the_finaliser_of_splitmix64() -> None:
    assert mix(0x9E3779B97F4A7C15) == 0xE220A8397B1DCDAF  # first output of the published generator for seed 0


def test_keys_depend_on_order_and_boundaries_of_the_names() -> None:
    assert len({key("a", "b"), key("b", "a"), key("ab"), key("a", "b", ""), key(1), key("1")}) == 6


def test_draws_are_the_same_in_another_process() -> None:
    program = (
        "from mock_national_db.draw import Draw; d = Draw(453, 'tax', 7); print(d.bits('a'), d.integer('b', 1, 9))"
    )
    draw = Draw(453, "tax", 7)
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert answer.split() == [str(draw.bits("a")), str(draw.integer("b", 1, 9))]


def test_share_is_near_what_was_asked() -> None:
    held = sum(Draw(1, "licence", index).share("holds", 0.42) for index in range(20_000))
    assert 0.40 < held / 20_000 < 0.44


def test_share_of_nothing_and_of_all_hold_for_everyone() -> None:
    draws = [Draw(1, "licence", index) for index in range(1_000)]
    assert not any(d.share("holds", 0) for d in draws)
    assert all(d.share("holds", 1) for d in draws)


def test_weights_are_respected_and_order_of_equal_mappings_too() -> None:
    counts = {"A1": 0, "B": 0, "never": 0}
    for index in range(20_000):
        counts[Draw(1, "licence", index).one_of("class", {"A1": 3, "never": 0, "B": 1})] += 1
    assert counts["never"] == 0
    assert 2.7 < counts["A1"] / counts["B"] < 3.3


def test_one_of_a_sequence_takes_each() -> None:
    assert {Draw(1, "x", index).one_of("n", ("a", "b", "c")) for index in range(100)} == {"a", "b", "c"}


def test_integers_reach_both_ends() -> None:
    assert {Draw(1, "x", index).integer("n", -1, 1) for index in range(100)} == {-1, 0, 1}
    assert {Draw(1, "x", index).days("n", 5, 5) for index in range(10)} == {5}


def test_an_empty_range_or_no_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing between"):
        Draw(1, "x", 0).integer("n", 2, 1)
    with pytest.raises(ValueError, match="no weight"):
        Draw(1, "x", 0).one_of("n", {"a": 0})


@pytest.mark.parametrize("size", [1, 2, 3, 10, 97, 1000, 4096])
def test_a_permutation_is_one_to_one_on_its_range(size: int) -> None:
    permuted = [Permutation(key("p"), size).of(i) for i in range(size)]
    assert sorted(permuted) == list(range(size))


@given(st.integers(0, 33 * 999_999 - 1))
def test_a_permutation_can_be_turned_back(number: int) -> None:
    permutation = Permutation(key("number"), 33 * 999_999)
    assert permutation.index(permutation.of(number)) == number


def test_arrays_are_permuted_as_ints_are() -> None:
    permutation, numbers = Permutation(key("p"), 1009), np.arange(1009, dtype=np.uint64)
    assert permutation.of(numbers).tolist() == [permutation.of(i) for i in range(1009)]
    assert permutation.index(permutation.of(numbers)).tolist() == list(range(1009))


def test_numbers_outside_are_refused() -> None:
    permutation = Permutation(key("p"), 10)
    for outside in (-1, 10):
        with pytest.raises(ValueError, match="outside"):
            permutation.of(outside)
    with pytest.raises(ValueError, match="outside"):
        permutation.of(np.array([10], dtype=np.uint64))
    with pytest.raises(ValueError, match="nothing to permute"):
        Permutation(0, 0)


def test_another_key_permutes_otherwise() -> None:
    assert [Permutation(1, 100).of(i) for i in range(100)] != [Permutation(2, 100).of(i) for i in range(100)]
