"""The most balanced partition of a signed graph: what it is on known graphs, and the laws that it keeps."""

import time
from itertools import combinations
from math import fsum
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.balance import Edge, Edges, Triangle, balanced, frustrated_triangles, stability
from tests.signed import brute_force, complete, contradicted, named, nodes_of, planted, some_edges

LAW = settings(max_examples=200, deadline=None)

FRIENDS = {("a", "b"): 1.0, ("a", "c"): 2.0, ("b", "c"): 3.0}
RIVALS = {("a", "b"): 1.0, ("a", "c"): 2.0, ("b", "c"): -3.0}

MONASTERY = {
    ("ambrose", "bonaventure"): 2.0, ("ambrose", "louis"): 1.0, ("bonaventure", "louis"): 3.0,
    ("berthold", "peter"): 3.0, ("berthold", "victor"): 2.0, ("peter", "victor"): 1.0,
    ("gregory", "john"): 3.0, ("gregory", "mark"): 3.0, ("john", "mark"): 2.0, ("hugh", "mark"): 1.0,
    ("gregory", "peter"): -3.0, ("john", "peter"): -3.0, ("mark", "peter"): -2.0, ("berthold", "gregory"): -2.0,
    ("berthold", "hugh"): -2.0, ("bonaventure", "peter"): 2.0, ("john", "louis"): -1.0, ("louis", "victor"): -0.5,
    ("bonaventure", "hugh"): 0.5,
}  # fmt: skip
"""In the manner of Sampson's monastery (1968): a loyal party, young Turks, outcasts; the weights are invented."""


# Known graphs


def test_friends_are_one_camp():
    """Nobody stands opposite."""
    found = balanced(FRIENDS)
    assert found.camps == ({"a", "b", "c"}, set())
    assert (found.frustration, found.total, found.frustrated, found.exact) == (0, 6, (), True)


def test_in_a_frustrated_triangle_the_weakest_edge_gives_way():
    """One of the three contradicts any partition."""
    found = balanced(RIVALS)
    assert found.camps == ({"a", "c"}, {"b"})
    assert found.frustrated == (Edge("a", "b", 1.0),)
    assert (found.frustration, found.bound, found.exact) == (1, 1, True)


def test_a_monastery_falls_into_two_parties():
    """The waverers side with the loyal party; a quarrel in it and a friendship across the line contradict that."""
    found = balanced(MONASTERY)
    assert found.camps == (
        {"ambrose", "berthold", "bonaventure", "louis", "peter", "victor"},
        {"gregory", "hugh", "john", "mark"},
    )
    assert found.frustrated == (Edge("bonaventure", "hugh", 0.5), Edge("louis", "victor", -0.5))
    assert found.exact


@pytest.mark.parametrize("size", range(2, 21))
def test_all_against_all(size):
    """The least that two camps of enemies leave: the pairs within each half."""
    half = size // 2
    found = balanced(complete(size, -1))
    assert found.frustration == half * (half - 1) / 2 + (size - half) * (size - half - 1) / 2
    assert found.exact
    assert sorted(map(len, found.camps)) == [half, size - half]


@pytest.mark.parametrize(("size", "frustration"), [(3, 0.5), (4, 0), (5, 0.5), (8, 0), (9, 0.5)])
def test_a_ring_of_enemies(size, frustration):
    """An odd ring keeps one edge frustrated, the weakest."""
    ring = {(n, n + 1): -1.0 for n in range(size - 1)} | {(0, size - 1): -0.5}
    assert balanced(named(ring)).frustration == frustration


def test_the_sides_of_two_components_are_apart():
    """Each has its own; the largest comes first, and an isolated node has nobody opposite."""
    found = balanced({("a", "z"): -1.0, ("b", "c"): 1.0, ("b", "d"): -1.0, ("c", "d"): -1.0, ("m", "n"): 0.0})
    assert found.components == (({"b", "c"}, {"d"}), ({"a"}, {"z"}), ({"m"}, set()), ({"n"}, set()))
    assert found.camps == ({"a", "b", "c", "m", "n"}, {"d", "z"})
    assert found.frustration == 0


def test_nothing_is_balanced():
    """A graph without edges has no camps, and nothing against them."""
    assert balanced({}) == ((frozenset(), frozenset()), (), 0, 0, (), True, 0)


@pytest.mark.parametrize("edges", [{("b", "a"): 1.0}, {("a", "a"): -1.0}, {("a", "b"): float("nan")}])
def test_what_is_no_graph_is_refused(edges):
    """A pair is in sorted order, and a weight is a number."""
    for each in (balanced, frustrated_triangles):
        with pytest.raises(ValueError, match="not a"):
            each(edges)


# Laws


@LAW
@given(some_edges())
def test_no_partition_is_better(edges):
    """Up to nine nodes the answer is that of trying them all, and is known to be."""
    found = balanced(edges)
    assert found.exact
    assert found.bound == found.frustration == pytest.approx(brute_force(edges), abs=1e-9)


@LAW
@given(some_edges())
def test_the_answer_adds_up(edges):
    """Every node is in one camp, and the frustrated edges are those that contradict them."""
    found = balanced(edges)
    assert sorted([*found.camps[0], *found.camps[1]]) == nodes_of(edges)
    assert sorted(node for sides in found.components for side in sides for node in side) == nodes_of(edges)
    assert all(not other or min(one) < min(other) for one, other in (found.camps, *found.components))
    assert found.frustration == contradicted(edges, found.camps[0]) == fsum(abs(e.weight) for e in found.frustrated)
    assert sorted(found.frustrated, key=lambda edge: -abs(edge.weight)) == list(found.frustrated)
    assert found.frustration <= found.total / 2  # else turning one node at a time would still gain


@LAW
@given(some_edges(), st.data())
def test_switching_changes_nothing(edges, data):
    """One node turns friends into enemies and enemies into friends: it changes camp, and the frustration stays."""
    node = data.draw(st.sampled_from(nodes_of(edges) or ["n000"]))
    switched = {pair: -weight if node in pair else weight for pair, weight in edges.items()}
    assert balanced(switched).frustration == pytest.approx(balanced(edges).frustration, abs=1e-9)


@LAW
@given(some_edges(), st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(edges, random):
    """Other names leave the frustration, another order of the edges leaves everything."""
    nodes = nodes_of(edges)
    others = dict(zip(nodes, random.sample(nodes, len(nodes)), strict=True))
    renamed = {(min(others[a], others[b]), max(others[a], others[b])): w for (a, b), w in edges.items()}
    assert balanced(renamed).frustration == pytest.approx(balanced(edges).frustration, abs=1e-9)
    assert balanced(dict(random.sample(list(edges.items()), len(edges)))) == balanced(edges)


@LAW
@given(some_edges(most=14), st.sets(st.integers(0, 13)))
def test_a_balanced_graph_has_no_frustration(edges, camp):
    """And its components fall into its camps."""
    chosen = {f"n{n:03}" for n in camp}
    consistent = {(a, b): abs(w) if (a in chosen) == (b in chosen) else -abs(w) for (a, b), w in edges.items()}
    found = balanced(consistent)
    assert (found.frustration, found.exact, found.bound) == (0, True, 0)
    assert all(not one & chosen or not other & chosen for one, other in found.components)


# Large graphs


@pytest.mark.parametrize("noise", [0.1, 0.2])
def test_planted_camps_are_recovered(noise):
    """Two hundred nodes, two thousand edges, a share of them wrong, in seconds, and the same each time."""
    edges, camp = planted(200, 0.1, noise, seed=1)
    start = time.perf_counter()
    found = balanced(edges)
    assert time.perf_counter() - start < 10
    assert len(found.camps[0] ^ camp) <= 0.05 * 200
    assert found.frustration <= contradicted(edges, frozenset(camp))
    assert 0.95 * found.frustration <= found.bound <= found.frustration
    assert balanced(edges) == found


# Frustrated triangles


def test_one_or_three_enemies_frustrate_a_triangle():
    """Two, or none, do not; and the heaviest comes first."""
    assert frustrated_triangles(FRIENDS) == []
    assert frustrated_triangles(RIVALS) == [Triangle(("a", "b", "c"), 1.0)]
    assert frustrated_triangles({("a", "b"): -1.0, ("a", "c"): 2.0, ("b", "c"): -3.0}) == []
    assert [one.nodes for one in frustrated_triangles(complete(4, -1) | {("n002", "n003"): -2.0})] == [
        ("n000", "n001", "n002"), ("n000", "n001", "n003"), ("n000", "n002", "n003"), ("n001", "n002", "n003"),
    ]  # fmt: skip


@LAW
@given(some_edges())
def test_every_frustrated_triangle_is_found(edges):
    """Those that trying all triples finds."""
    expected = []
    for a, b, c in combinations(nodes_of(edges), 3):
        weights = [edges.get(pair, 0.0) for pair in ((a, b), (a, c), (b, c))]
        if all(weights) and sum(weight < 0 for weight in weights) % 2:
            expected.append(Triangle((a, b, c), min(map(abs, weights))))
    assert frustrated_triangles(edges) == sorted(expected, key=lambda one: (-one.weight, one.nodes))


def test_triangles_of_a_large_graph_are_found_at_once():
    """Two hundred nodes, four thousand edges."""
    edges, _ = planted(200, 0.2, 0.1, seed=1)
    start = time.perf_counter()
    assert frustrated_triangles(edges)
    assert time.perf_counter() - start < 2


# Stability


def test_a_waverer_is_less_stable_than_the_blocs():
    """Two blocs at odds, and one who is tied to both, a little more to the first."""
    edges = {
        ("a", "b"): 3.0, ("x", "y"): 3.0, ("a", "x"): -3.0, ("b", "y"): -3.0, ("a", "w"): 1.0, ("w", "x"): 0.8,
    }  # fmt: skip

    def noisy(random: Random) -> Edges:
        return {pair: random.gauss(weight, 0.2) for pair, weight in edges.items()}

    found = stability(balanced(edges), noisy, times=300, pairs=[("w", "a"), ("a", "b"), ("a", "x")])
    assert {node: found.nodes[node] for node in "abxy"} == dict.fromkeys("abxy", 1.0)
    assert 0.65 < found.nodes["w"] == found.pairs["w", "a"] < 0.85  # Φ(.2 / .28) = .76
    assert (found.pairs["a", "b"], found.pairs["a", "x"]) == (1.0, 0.0)
    assert stability(balanced(edges), noisy, times=300, pairs=[("w", "a"), ("a", "b"), ("a", "x")]) == found


def test_only_draws_that_join_count():
    """A node alone in a draw says nothing there, nor does a pair without a path; sides may swap names."""
    edges = {("a", "b"): -1.0, ("b", "c"): -1.0, ("d", "e"): 1.0}
    draws = iter([edges, {("a", "b"): -1.0, ("b", "c"): 0.0}, {("a", "b"): 1.0, ("b", "c"): -1.0}, {("c", "z"): -1.0}])
    found = stability(balanced(edges), lambda _: next(draws), times=4, pairs=[("a", "c"), ("a", "d"), ("d", "e")])
    assert found.nodes == {"a": 2 / 3, "b": 1.0, "c": 1.0, "d": 1.0, "e": 1.0}
    assert found.pairs == {("a", "c"): 0.5, ("d", "e"): 1.0}


def test_a_large_graph_is_drawn_often_in_little_time():
    """Planted camps of two hundred nodes outlast a tenth of the edges left out."""
    edges, _ = planted(200, 0.1, 0.1, seed=3)

    def thinned(random: Random) -> Edges:
        return {pair: weight for pair, weight in edges.items() if random.random() < 0.9}

    start = time.perf_counter()
    found = stability(balanced(edges), thinned, times=20)
    assert time.perf_counter() - start < 10
    assert sum(found.nodes.values()) / 200 > 0.95
