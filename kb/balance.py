"""The most balanced partition of a signed graph into two camps, and how much contradicts it.

A signed graph is balanced when its nodes fall into two camps with every positive edge inside a camp and every negative
one between them (Harary 1953). Else the frustration index is the least weight of edges that contradict any partition,
negative ones within a camp and positive ones between the camps. Arithmetic only: a graph is a mapping from pairs of
nodes, (first, second) in sorted order, to weights, positive for friendly and negative for hostile.

To find the index is NP-hard. Each connected component is solved on its own:

    reduce   a node of at most three edges is replaced by what it means for its neighbours, without loss
    climb    local search from many starts
    bound    a packing of negative cycles, each of which contradicts any partition: where it is met, that is the optimum
    search   where it is not, and few nodes are left: branch and bound, to the optimum unless patience ends first
    restore  the replaced nodes join the camp that contradicts them least

Sources: Harary, On the notion of balance of a signed graph, Michigan Math. J. 2 (1953); Kernighan & Lin, An efficient
heuristic procedure for partitioning graphs, Bell Syst. Tech. J. 49 (1970); Facchetti, Iacono & Altafini, Computing
global structural balance in large-scale signed social networks, PNAS 108 (2011); Aref & Wilson, Balance and frustration
in signed networks, J. Complex Networks 7 (2019); Verfaillie, Lemaître & Schiex, Russian doll search, AAAI (1996).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations, pairwise
from math import fsum, inf, isfinite
from operator import mul
from random import Random
from typing import NamedTuple

Edges = Mapping[tuple[str, str], float]
"""Pair of nodes in sorted order → weight; 0 names two nodes and joins nothing."""

Sides = tuple[frozenset[str], frozenset[str]]
"""The two camps of a graph or of a component; the first has the first node by name."""

SEARCHED = 60
"""Nodes left after reduction up to which branch and bound is tried."""

PATIENCE = 300_000
"""Choices of a side after which it is given up: one to two seconds."""

STARTS = 40
"""How often the local search starts anew."""

AHEAD = 30
"""Nodes that a local search turns in the hope of something better."""

_ROUNDING = 1e-12
"""The share of a weight below which a difference is one of rounding."""

_Graph = dict[str, dict[str, float]]
_Rows = Sequence[Mapping[int, float]]


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
        signs, uncertain = _solved({node: graph[node] for node in nodes}, random, STARTS)
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
    later: _Graph = {node: {o: w for o, w in ties.items() if o > node} for node, ties in _graph(edges).items()}
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
            signs, _ = _solved({node: graph[node] for node in nodes}, random, starts, prove=False)
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


def _graph(edges: Edges) -> _Graph:
    """Each node's neighbours and the weights to them, in sorted order: that of the mapping changes nothing."""
    graph: _Graph = {node: {} for node in sorted({node for pair in edges for node in pair})}
    for (first, second), weight in sorted(edges.items()):
        if first >= second:
            raise ValueError(f"not a pair in sorted order: {first!r}, {second!r}")
        if not isfinite(weight):
            raise ValueError(f"not a weight: {weight} between {first!r} and {second!r}")
        if weight:
            graph[first][second] = graph[second][first] = weight
    return graph


def _components(graph: _Graph) -> list[list[str]]:
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


def _solved(graph: _Graph, random: Random, starts: int, *, prove: bool = True) -> tuple[dict[str, int], float]:
    """The sign of each node of a component, and by how much its frustration may exceed the least. Uses up the graph."""
    replaced = list(_reduced(graph))
    place = {node: n for n, node in enumerate(graph)}
    rows = [{place[other]: weight for other, weight in ties.items()} for ties in graph.values()]
    found = _climbed(rows, random, starts)
    gap = _gap(rows, found) if prove else inf
    if prove and gap and len(rows) <= SEARCHED:
        best = _searched(rows)
        found, gap = (best, 0.0) if best else (found, gap)
    signs = dict(zip(graph, found, strict=True))
    for node, ties in reversed(replaced):
        signs[node] = 1 if sum(weight * signs[other] for other, weight in ties.items()) >= 0 else -1
    return signs, gap


def _reduced(graph: _Graph) -> Iterator[tuple[str, dict[str, float]]]:
    """Take out nodes of at most three edges, each with its edges, until there are none.

    Where such a node takes the better side, it costs its neighbours 0 when they stand toward it as they are tied to it,
    and min(|w|, Σ of the others' |w|) when the one of weight w stands apart. Three edges between the neighbours cost
    just the same in each case (the star–triangle transformation); fewer neighbours are the same with weights of 0.
    """
    while graph:
        node = min(graph, key=lambda each: len(graph[each]))
        if len(graph[node]) > 3:
            return
        ties = graph.pop(node)
        yield node, ties
        whole = sum(map(abs, ties.values()))
        apart = {other: min(abs(weight), whole - abs(weight)) for other, weight in ties.items()}
        for other in ties:
            del graph[other][node]
        for one, other in combinations(ties, 2):
            size = apart[one] + apart[other] - sum(apart.values()) / 2
            if size > _ROUNDING * whole:
                weight = size if ties[one] * ties[other] > 0 else -size
                _add(graph, one, other, weight)


def _add(graph: _Graph, one: str, other: str, weight: float) -> None:
    """Join two nodes by one more edge; what contradicts what is there cancels out."""
    before = graph[one].pop(other, 0.0)
    graph[other].pop(one, None)
    if abs(before + weight) > _ROUNDING * abs(weight):
        graph[one][other] = graph[other][one] = before + weight


def _searched(rows: _Rows) -> list[int] | None:
    """The signs of least frustration, which are those of the greatest Σ weight · sign · sign; None if that takes long.

    Russian doll search: the last node, the last two, and so on up to all; what the later nodes reach among themselves
    bounds what they can add to a choice of signs for the earlier ones.
    """
    order = _by_closeness(rows)
    dense = [[rows[one].get(other, 0.0) for other in order] for one in order]
    slack = _ROUNDING * sum(abs(weight) for row in dense for weight in row)
    reach = [0.0] * (len(order) + 1)
    best: list[int] = []
    signs = [0] * len(order)
    choices = 0

    def choose(at: int, reached: float, pulls: list[float]) -> None:
        """Try both signs of a node; `pulls`: how the nodes before it pull at it and at the later ones."""
        nonlocal best, choices
        choices += 1
        if at == len(order):
            reach[start], best = reached, signs[start:]
        elif choices <= PATIENCE:
            likely = 1 if pulls[0] >= 0 else -1
            for sign in (likely, -likely):
                signs[at] = sign
                now = reached + sign * pulls[0]
                ahead = [pull + sign * weight for pull, weight in zip(pulls[1:], dense[at][at + 1 :], strict=True)]
                if now + sum(map(abs, ahead)) + reach[at + 1] > reach[start] + slack:
                    choose(at + 1, now, ahead)

    for start in reversed(range(len(order))):
        row = dense[start][start + 1 :]
        pull = sum(weight * sign for weight, sign in zip(row, best, strict=True))
        best = [1 if pull >= 0 else -1, *best]
        reach[start] = reach[start + 1] + abs(pull)
        signs[start] = 1
        choose(start + 1, 0.0, row)
    return [sign for _, sign in sorted(zip(order, best, strict=True))] if choices <= PATIENCE else None


def _by_closeness(rows: _Rows) -> list[int]:
    """The nodes, each the one most strongly tied to those before it."""
    tied = [0.0] * len(rows)
    order: list[int] = []
    left = dict.fromkeys(range(len(rows)))
    while left:
        node = max(left, key=lambda each: (tied[each], sum(map(abs, rows[each].values())), -each))
        del left[node]
        order.append(node)
        for other, weight in rows[node].items():
            tied[other] += abs(weight)
    return order


def _climbed(rows: _Rows, random: Random, starts: int) -> list[int]:
    """The best signs that Kernighan–Lin passes from random starts lead to."""
    found = (_passes(rows, [random.choice((1, -1)) for _ in rows]) for _ in range(starts))
    return max(found, key=lambda signs: sum(_pulls(rows, signs)))


def _passes(rows: _Rows, signs: list[int]) -> list[int]:
    """Turn every node once, always the one that gains most or loses least, and keep the best stretch; while it helps.

    A stretch may pass through something worse, `AHEAD` nodes long, which turning nodes only while they gain would not.
    """
    slack = _ROUNDING * sum(abs(weight) for row in rows for weight in row.values())
    while True:
        trial, pulls = signs.copy(), _pulls(rows, signs)
        gain, most, kept, left = 0.0, slack, signs, AHEAD
        for _ in rows:
            left -= 1
            if not left:
                break
            pull = min(pulls)
            node = pulls.index(pull)
            gain -= pull
            sign = trial[node]
            trial[node] = -sign
            for other, weight in rows[node].items():
                pulls[other] -= 2 * weight * sign * trial[other]
            pulls[node] = inf  # once only
            if gain > most:
                most, kept, left = gain, trial.copy(), AHEAD
        if kept is signs:
            return signs
        signs = kept


def _pulls(rows: _Rows, signs: Sequence[int]) -> list[float]:
    """How much its neighbours hold each node where it is."""
    return [
        sign * sum(map(mul, row.values(), map(signs.__getitem__, row))) for sign, row in zip(signs, rows, strict=True)
    ]


def _gap(rows: _Rows, signs: Sequence[int]) -> float:
    """By how much the frustration of signs may exceed the least possible.

    A cycle with one frustrated edge keeps at least one under any signs, so that cycles that share no edge, or no part
    of an edge's weight, bound the frustration from below. Each frustrated edge is closed to cycles by paths of edges
    that are not frustrated, the shortest first; what of it remains open is the gap.
    """
    room: list[dict[int, float]] = [{} for _ in rows]
    left: dict[tuple[int, int], float] = {}
    for one, row in enumerate(rows):
        for other, weight in row.items():
            if weight * signs[one] * signs[other] > 0:
                room[one][other] = abs(weight)
            elif one < other:
                left[one, other] = abs(weight)
    gap, small = 0.0, _ROUNDING * sum(left.values())
    queue = [(0, *pair) for pair in left]
    heapify(queue)
    while queue:
        length, one, other = heappop(queue)
        path = _path(room, one, other)
        if not path:
            gap += left[one, other]
            continue
        steps = list(pairwise(path))
        if len(steps) == length:  # else others may have shorter ones by now
            share = min(left[one, other], *(room[a][b] for a, b in steps))
            left[one, other] -= share
            for step in steps:
                for a, b in (step, step[::-1]):
                    room[a][b] -= share
                    if room[a][b] <= small:
                        del room[a][b]
        if left[one, other] > small:
            heappush(queue, (len(steps), one, other))
    return gap if gap > small else 0.0


def _path(room: Sequence[Mapping[int, float]], one: int, other: int) -> list[int]:
    """A shortest path between two nodes, both included; empty if there is none."""
    before = {one: one}
    reached = [one]
    for node in reached:  # grows as it is read
        if other in room[node]:
            path = [other, node]
            while path[-1] != one:
                path.append(before[path[-1]])
            return path
        for each in room[node]:
            if each not in before:
                before[each] = node
                reached.append(each)
    return []
