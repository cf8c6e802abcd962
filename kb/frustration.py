"""The signs of least frustration for the nodes of a connected signed graph: how they are searched for.

To find the frustration index is NP-hard. A component is solved by turns:

    reduce   a node of at most three edges is replaced by what it means for its neighbours, without loss
    climb    local search from many starts
    bound    a packing of negative cycles, each of which contradicts any partition: where it is met, that is the optimum
    search   where it is not, and few nodes are left: branch and bound, to the optimum unless patience ends first
    restore  the replaced nodes join the camp that contradicts them least

Sources: Kernighan & Lin, An efficient heuristic procedure for partitioning graphs, Bell Syst. Tech. J. 49 (1970);
Verfaillie, Lemaître & Schiex, Russian doll search, AAAI (1996).
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations, pairwise
from math import inf
from operator import mul
from random import Random

Graph = dict[str, dict[str, float]]
"""Node → its neighbours and the weights to them; an edge stands at both of its ends."""

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

_Rows = Sequence[Mapping[int, float]]


def solved(graph: Graph, random: Random, starts: int = STARTS, *, prove: bool = True) -> tuple[dict[str, int], float]:
    """The sign of each node of a component, and by how much its frustration may exceed the least. Uses up the graph.

    Unless it is to `prove` how good the signs are, they are those of local search, and the second number is infinite.
    """
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


def _reduced(graph: Graph) -> Iterator[tuple[str, dict[str, float]]]:
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


def _add(graph: Graph, one: str, other: str, weight: float) -> None:
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
