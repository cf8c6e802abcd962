"""The searches for the least frustration: that each alone finds it, or says how far it may be from it."""

import time

import pytest
from hypothesis import given, settings

from kb import frustration
from kb.balance import balanced
from tests.signed import brute_force, complete, contradicted, nodes_of, planted, some_edges

LAW = settings(max_examples=200, deadline=None)


@LAW
@given(some_edges())
def test_the_search_alone_finds_the_optimum(edges):
    """Without reduction, local search or bound before it."""
    nodes = nodes_of(edges)
    rows = [{nodes.index(b): edges.get((min(a, b), max(a, b)), 0.0) for b in nodes if a != b} for a in nodes]
    signs = frustration._searched(rows)
    camp = frozenset(node for node, sign in zip(nodes, signs or (), strict=True) if sign > 0)
    assert contradicted(edges, camp) == pytest.approx(brute_force(edges), abs=1e-9)


@LAW
@given(some_edges())
def test_without_search_the_optimum_lies_between_bound_and_frustration(edges):
    """As in a graph too large to be searched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frustration, "SEARCHED", 0)
        found = balanced(edges)
    optimum = brute_force(edges)
    assert found.bound <= optimum + 1e-9
    assert optimum <= found.frustration + 1e-9
    assert found.exact == (found.bound == found.frustration)


def test_patience_ends(monkeypatch):
    """Where the search takes too long the best of local search is given, with its bound."""
    edges = complete(12, -1)
    assert balanced(edges).exact
    monkeypatch.setattr(frustration, "PATIENCE", 10)
    found = balanced(edges)
    assert not found.exact
    assert found.bound < found.frustration == 30


def test_forty_nodes_are_solved_exactly():
    """Half of the edges hostile, at random: far from balanced."""
    edges, _ = planted(40, 0.25, 0.5, seed=2)
    start = time.perf_counter()
    assert balanced(edges).exact
    assert time.perf_counter() - start < 10
