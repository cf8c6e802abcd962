"""Signed graphs to part into camps, and what trying every partition finds."""

from itertools import combinations, compress, product
from math import fsum
from random import Random

from hypothesis import strategies as st

from kb.balance import Edges


def named(weights: dict[tuple[int, int], float]) -> dict[tuple[str, str], float]:
    """Edges between numbered nodes."""
    return {(f"n{one:03}", f"n{other:03}"): weight for (one, other), weight in weights.items()}


def nodes_of(edges: Edges) -> list[str]:
    """The nodes that edges name."""
    return sorted({node for pair in edges for node in pair})


def complete(size: int, weight: float) -> dict[tuple[str, str], float]:
    """Everyone stands the same toward everyone."""
    return named(dict.fromkeys(combinations(range(size), 2), weight))


def planted(size: int, density: float, noise: float, seed: int) -> tuple[dict[tuple[str, str], float], set[str]]:
    """A graph of two camps in which a share of the edges has the wrong sign, and one of the camps."""
    random = Random(seed)
    camp = [random.choice((1, -1)) for _ in range(size)]
    weights = {
        (one, other): camp[one] * camp[other] * random.uniform(0.1, 2) * (-1 if random.random() < noise else 1)
        for one, other in combinations(range(size), 2)
        if random.random() < density
    }
    return named(weights), {f"n{n:03}" for n in range(size) if camp[n] == camp[0]}


def contradicted(edges: Edges, camp: frozenset[str]) -> float:
    """The weight of the edges that contradict a partition."""
    return fsum(abs(w) for (one, other), w in edges.items() if ((one in camp) == (other in camp)) == (w < 0))


def brute_force(edges: Edges) -> float:
    """The least frustration of all partitions."""
    nodes = nodes_of(edges)
    sides = product((False, True), repeat=max(len(nodes) - 1, 0))
    return min(contradicted(edges, frozenset(compress(nodes, (False, *side)))) for side in sides)


@st.composite
def some_edges(draw: st.DrawFn, most: int = 9) -> dict[tuple[str, str], float]:
    """Up to nine nodes, any of them joined, by weights with many ties or none."""
    weight = st.integers(-3, 3).map(float) | st.floats(-5, 5, allow_subnormal=False).map(lambda each: round(each, 3))
    pairs = list(combinations(range(draw(st.integers(2, most))), 2))
    left_out = draw(st.sets(st.sampled_from(pairs)))
    return named({pair: draw(weight) for pair in pairs if pair not in left_out})
