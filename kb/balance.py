"""The most balanced partition of a signed graph into two camps, and how much contradicts it.

A signed graph is balanced when its nodes fall into two camps with every positive edge inside a camp and every negative
one between them (Harary 1953). Else the frustration index is the least weight of edges that contradict any partition,
negative ones within a camp and positive ones between the camps. Arithmetic only: a graph is a mapping from pairs of
nodes, (first, second) in sorted order, to weights, positive for friendly and negative for hostile. Each connected
component is solved on its own, by the searches of `kb.frustration`.

Sources: Harary, On the notion of balance of a signed graph, Michigan Math. J. 2 (1953); Facchetti, Iacono & Altafini,
Computing global structural balance in large-scale signed social networks, PNAS 108 (2011); Aref & Wilson, Balance and
frustration in signed networks, J. Complex Networks 7 (2019).
"""

from collections.abc import Callable, Iterable, Mapping
from math import fsum, isfinite
from random import Random
from typing import NamedTuple

from kb.frustration import Graph, solved

Edges = Mapping[tuple[str, str], float]
"""Pair of nodes in sorted order → weight; 0 names two nodes and joins nothing."""

Sides = tuple[frozenset[str], frozenset[str]]
"""The two camps of a graph or of a component; the first has the first node by name."""


class Edge(NamedTuple):
    """Two nodes in sorted order, and how friendly (> 0) or hostile (< 0) they are."""

    first: str
    second: str
    weight: float


class Triangle(NamedTuple):
    """Three nodes in sorted order, all joined."""

    nodes: tuple[str, str, str]
    weight: float
    """The least |weight| of its edges: what it costs to balance it."""


class Balance(NamedTuple):
    """A partition into two camps, and what contradicts it. Weights are in the unit of the edges."""

    camps: Sides
    """All nodes. Only within a component does it mean something to be in the same camp or not."""
    components: tuple[Sides, ...]
    """The two sides of each connected component, the largest component first; an isolated node has nobody opposite."""
    frustration: float
    """Σ |weight| of the frustrated edges."""
    total: float
    """Σ |weight| of all edges."""
    frustrated: tuple[Edge, ...]
    """The edges that contradict the partition, the heaviest first."""
    exact: bool
    """Whether no partition has less frustration."""
    bound: float
    """No partition has less frustration than this; the frustration itself where that is exact."""


class Stability(NamedTuple):
    """How often a partition comes out the same when the evidence is drawn anew."""

    nodes: Mapping[str, float]
    """Node → the share of draws in which it is in its camp, of those in which it is joined to another node."""
    pairs: Mapping[tuple[str, str], float]
    """Pair asked for → the share of draws in which the two are together, of those in which a path joins them."""


def balanced(edges: Edges, seed: int = 0) -> Balance:
    """Find the partition of least frustration, or for a large graph a good one with a bound on how good.

    Of several equally good ones it is any, but the same for the same edges, in whatever order, and the same seed.
    ValueError: a pair out of order, or a weight that is not finite.

    >>> found = balanced({("CHN", "RUS"): 2.0, ("CHN", "USA"): -1.0, ("RUS", "USA"): -3.0, ("GBR", "USA"): 2.0})
    >>> [sorted(camp) for camp in found.camps], found.frustration
    ([['CHN', 'RUS'], ['GBR', 'USA']], 0.0)
    >>> found = balanced({("IND", "RUS"): 1.0, ("IND", "USA"): 2.0, ("RUS", "USA"): -3.0})
    >>> found.frustrated, found.exact
    ((Edge(first='IND', second='RUS', weight=1.0),), True)
    """
    random = Random(seed)  # noqa: S311 - starting points, not secrets
    graph = _graph(edges)
    components, gap = [], 0.0
    for nodes in _components(graph):
        signs, uncertain = solved({node: graph[node] for node in nodes}, random)
        components.append(_sides(signs))
        gap += uncertain
    camps = _union(one for one, _ in components), _union(other for _, other in components)
    frustrated = sorted(
        (Edge(*pair, weight) for pair, weight in edges.items() if _contradicts(pair, weight, camps[0])),
        key=lambda edge: (-abs(edge.weight), edge),
    )
    frustration = fsum(abs(edge.weight) for edge in frustrated)
    return Balance(
        camps=camps,
        components=tuple(components),
        frustration=frustration,
        total=fsum(map(abs, edges.values())),
        frustrated=tuple(frustrated),
        exact=not gap,
        bound=max(frustration - gap, 0.0),
    )


def frustrated_triangles(edges: Edges) -> list[Triangle]:
    """The triangles with one or three hostile edges, the heaviest first. ValueError: as for `balanced`.

    >>> frustrated_triangles({("a", "b"): 1.0, ("a", "c"): 2.0, ("b", "c"): -3.0, ("c", "d"): -1.0})
    [Triangle(nodes=('a', 'b', 'c'), weight=1.0)]
    """
    later: Graph = {node: {o: w for o, w in ties.items() if o > node} for node, ties in _graph(edges).items()}
    found = [
        Triangle((a, b, c), min(abs(ab), abs(later[a][c]), abs(later[b][c])))
        for a, ties in later.items()
        for b, ab in ties.items()
        for c in ties.keys() & later[b].keys()
        if (ab < 0) ^ (later[a][c] < 0) ^ (later[b][c] < 0)
    ]
    return sorted(found, key=lambda triangle: (-triangle.weight, triangle.nodes))


def stability(
    reference: Balance,
    draw: Callable[[Random], Edges],
    times: int = 200,
    seed: int = 0,
    pairs: Iterable[tuple[str, str]] = (),
    starts: int = 4,
) -> Stability:
    """Partition graphs that are drawn anew, and compare them with a reference.

    The sides of each component of a draw are named so that most of its nodes are in their camps of the reference.
    `starts`: as every draw is a sample, a few local searches do. What is never joined is left out of the answer.

    >>> edges = {("CHN", "RUS"): 2.0, ("CHN", "USA"): -1.0, ("RUS", "USA"): -3.0}
    >>> def noisy(random: Random) -> Edges:
    ...     return {pair: random.gauss(weight, 0.1) for pair, weight in edges.items()}
    >>> stability(balanced(edges), noisy, times=50, pairs=[("CHN", "USA")])
    Stability(nodes={'CHN': 1.0, 'RUS': 1.0, 'USA': 1.0}, pairs={('CHN', 'USA'): 0.0})
    """
    random = Random(seed)  # noqa: S311 - a simulation, not secrets
    home = {node: sign for camp, sign in zip(reference.camps, (1, -1), strict=True) for node in camp}
    asked = dict.fromkeys(pairs)
    same_camp: dict[str, list[bool]] = {node: [] for node in sorted(home)}
    together: dict[tuple[str, str], list[bool]] = {pair: [] for pair in asked}
    for _ in range(times):
        graph = _graph(draw(random))
        for nodes in _components(graph):
            if len(nodes) == 1:
                continue
            signs, _ = solved({node: graph[node] for node in nodes}, random, starts, prove=False)
            agree = 1 if sum(sign * home.get(node, 0) for node, sign in signs.items()) >= 0 else -1
            for node in signs.keys() & home.keys():
                same_camp[node].append(signs[node] * agree == home[node])
            for one, other in asked:
                if one in signs and other in signs:
                    together[one, other].append(signs[one] == signs[other])
    return Stability(
        nodes={node: sum(seen) / len(seen) for node, seen in same_camp.items() if seen},
        pairs={pair: sum(seen) / len(seen) for pair, seen in together.items() if seen},
    )


def _graph(edges: Edges) -> Graph:
    """Each node's neighbours and the weights to them, in sorted order: that of the mapping changes nothing."""
    graph: Graph = {node: {} for node in sorted({node for pair in edges for node in pair})}
    for (first, second), weight in sorted(edges.items()):
        if first >= second:
            raise ValueError(f"not a pair in sorted order: {first!r}, {second!r}")
        if not isfinite(weight):
            raise ValueError(f"not a weight: {weight} between {first!r} and {second!r}")
        if weight:
            graph[first][second] = graph[second][first] = weight
    return graph


def _components(graph: Graph) -> list[list[str]]:
    """The nodes of each connected component, the largest first."""
    found, seen = [], set[str]()
    for start in graph:
        if start not in seen:
            seen.add(start)
            reached = [start]
            for node in reached:  # grows as it is read
                new = [other for other in graph[node] if other not in seen]
                seen.update(new)
                reached += new
            found.append(sorted(reached))
    return sorted(found, key=lambda nodes: (-len(nodes), nodes))


def _sides(signs: Mapping[str, int]) -> Sides:
    first = signs[min(signs)]
    one = frozenset(node for node, sign in signs.items() if sign == first)
    return one, frozenset(signs) - one


def _union(camps: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*camps)


def _contradicts(pair: tuple[str, str], weight: float, camp: frozenset[str]) -> bool:
    divided = (pair[0] in camp) != (pair[1] in camp)
    return weight > 0 if divided else weight < 0
