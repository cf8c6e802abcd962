"""The order of a matrix, and how alike two actors stand."""

from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.matrix import MANY, kappa, ordered, relative, similarities

ACTORS = "ABCDEFGH"
DIRECTIONS = st.dictionaries(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from(ACTORS)).filter(lambda pair: pair[0] != pair[1]),
    st.floats(-0.99, 0.99),
    max_size=40,
)
PAIRS = st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=20)


def test_two_camps_stand_together():
    """Friends are neighbours, enemies at the two ends."""
    camps = ({"A", "C", "E"}, {"B", "D", "F"})
    told = {
        (one, other): 0.5 if any({one, other} <= camp for camp in camps) else -0.4
        for one in "ABCDEF"
        for other in "ABCDEF"
        if one != other
    }
    order = ordered(told)
    assert {frozenset(order[:3]), frozenset(order[3:])} == set(map(frozenset, camps))


@given(DIRECTIONS)
def test_the_order_has_every_actor_once(told):
    """And is the same every time."""
    order = ordered(told)
    assert sorted(order) == sorted({name for pair in told for name in pair})
    assert order == ordered(dict(reversed(told.items())))


@given(PAIRS)
def test_kappa_is_at_most_one_and_symmetric(pairs):
    """1 only for the same values."""
    found, _ = kappa(pairs)
    assert -1.0000001 <= found <= 1.0000001
    assert found == pytest.approx(kappa([(y, x) for x, y in pairs])[0])


@given(PAIRS)
def test_kappa_is_what_its_source_says(pairs):
    """1 − Σ(x−y)² / [Σ(x−x̄)² + Σ(y−ȳ)² + n(x̄−ȳ)²]."""
    mean, other = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    chance = sum((x - mean) ** 2 + (y - other) ** 2 for x, y in pairs) + len(pairs) * (mean - other) ** 2
    if chance > 1e-6:
        assert kappa(pairs)[0] == pytest.approx(1 - sum((x - y) ** 2 for x, y in pairs) / chance, abs=1e-6)


@given(PAIRS)
def test_kappa_lies_inside_its_interval(pairs):
    """Which is as wide as can be where few pairs are known, and lies the same way for both."""
    found, (low, high) = kappa(pairs)
    assert len(pairs) >= MANY or (low, high) == (-1, 1)
    assert -1 <= low <= found + 1e-9
    assert found - 1e-9 <= high <= 1
    assert (low, high) == pytest.approx(kappa([(y, x) for x, y in pairs])[1])


@pytest.mark.parametrize("likeness", [0.3, 0.8])
def test_the_interval_of_kappa_holds_the_truth(likeness):
    """About 95 times of 100, over samples of pairs of which it is known how alike they are."""
    chance = Random(7)
    held = 0
    for _ in range(1_000):
        common = [chance.gauss(0, 1) for _ in range(40)]
        own = sqrt(1 / likeness - 1)
        _, (low, high) = kappa([(x + chance.gauss(0, own), x + chance.gauss(0, own)) for x in common])
        held += low <= likeness <= high
    assert 0.92 < held / 1_000 < 0.97


def test_agreement_that_everybody_has_counts_for_nothing():
    """Two that differ about nobody but are always of one mind on average are not alike."""
    assert kappa([(0.5, 0.4), (0.5, 0.6), (0.5, 0.5)])[0] == 0


def test_actors_are_compared_over_common_targets():
    """Three of them at least, the two themselves left out."""
    told = {("A", target): 0.1 * n for n, target in enumerate("CDEF")} | {
        ("B", target): 0.1 * n for n, target in enumerate("CDEF")
    }
    (found,) = similarities(told | {("A", "B"): 0.9, ("G", "C"): 0.5}, "ABG")
    assert (found.first, found.second, found.kappa, found.targets) == ("A", "B", 1, 4)


@given(DIRECTIONS)
def test_relative_directions_of_a_holder_cancel_out(told):
    """Some of its targets lie above its mean, others below; one alone is its own mean."""
    found = relative(told)
    assert found.keys() == told.keys()
    for holder in {pair[0] for pair in told}:
        own = [value for pair, value in found.items() if pair[0] == holder]
        assert sum(own) == pytest.approx(0, abs=1e-9)
        assert len(own) > 1 or own == [0]


def test_whoever_is_friendly_to_all_is_friendly_to_none_in_particular():
    """The praise of one that praises everyone counts less than that of one that praises nobody else."""
    told = {("A", "X"): 0.5, ("A", "Y"): 0.5, ("B", "X"): 0.5, ("B", "Y"): -0.5}
    assert relative(told) == {("A", "X"): 0, ("A", "Y"): 0, ("B", "X"): 0.5, ("B", "Y"): -0.5}
