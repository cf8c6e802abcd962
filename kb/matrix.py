"""All standings at once: an order of actors in which camps show, and how alike two actors stand toward the others.

Arithmetic only, on directions by pair (holder, target).
"""

from collections.abc import Iterable, Mapping
from math import atanh, fsum, sqrt, tanh
from operator import itemgetter, mul
from typing import NamedTuple

Directions = Mapping[tuple[str, str], float]
"""(holder, target) → direction."""

LEAST = 3
"""Common targets without which two actors are not compared."""

MANY = 10
"""Common targets under which a likeness is thin."""

_FEW, _ROUNDS = 10, 60
"""Rounds of an iteration: for an estimate, and for a result."""

_SETTLED = 1e-5
"""The largest change in a round after which nothing else is to come."""


class Similarity(NamedTuple):
    """How alike two actors stand toward the targets that both have stances on."""

    first: str
    second: str
    kappa: float
    """1 for the same directions everywhere, 0 for what chance would give, negative for the contrary."""
    interval: tuple[float, float]
    """Where it would lie over other targets of the like, 95 %."""
    targets: int

    @property
    def flags(self) -> tuple[str, ...]:
        """`thin` where few targets are common."""
        return ("thin",) if self.targets < MANY else ()


def ordered(directions: Directions) -> list[str]:
    """The actors in an order in which those who stand with each other are neighbours.

    It is that of the leading eigenvector of the symmetric part of the matrix, which parts two camps by its sign; actors
    with nothing but zeros come last, by name.

    >>> ordered({("A", "B"): 0.5, ("A", "C"): -0.5, ("B", "C"): -0.4, ("D", "C"): 0.3})
    ['C', 'D', 'B', 'A']
    """
    both: dict[str, dict[str, float]] = {}
    for (holder, target), value in directions.items():
        for one, other in ((holder, target), (target, holder)):
            row = both.setdefault(one, {})
            row[other] = row.get(other, 0.0) + value / 2
    names = sorted(both)
    number = {name: n for n, name in enumerate(names)}
    place = _leading([{number[other]: value for other, value in both[name].items()} for name in names])
    return [names[n] for n in sorted(number.values(), key=lambda n: (not any(both[names[n]].values()), place[n], n))]


def _leading(rows: list[dict[int, float]]) -> list[float]:
    """The eigenvector of the largest eigenvalue of a symmetric matrix of zeros but for what the rows give by place."""
    start = [1.0 + (n * 0.618034) % 1 for n in range(len(rows))]  # no special vector, and always the same
    far, _ = _iterated(rows, 0.0, start, _FEW)
    # Shifted by the eigenvalue that is farthest from zero, none is negative, and the iteration finds the largest.
    _, place = _iterated(rows, 1.1 * far, start, _ROUNDS)
    return [round(value, 6) for value in place]


def _iterated(rows: list[dict[int, float]], shift: float, start: list[float], rounds: int) -> tuple[float, list[float]]:
    """How far a matrix with a shift stretches the vector that it is applied to again and again, and that vector."""
    whole = [{n: shift} | row for n, row in enumerate(rows)]
    told = [(itemgetter(*row), list(row.values())) for row in whole]  # picking and multiplying are left to C
    place, length = start, 0.0
    for _ in range(rounds):
        moved = [sum(map(mul, values, picked(place))) for picked, values in told]
        length = sqrt(fsum(map(mul, moved, moved))) or 1.0
        before, place = place, [value / length for value in moved]
        if max((abs(new - old) for new, old in zip(place, before, strict=True)), default=0.0) < _SETTLED:
            break
    return length, place


def relative(directions: Directions) -> dict[tuple[str, str], float]:
    """Each direction less the mean of its holder's toward all its targets: some are friendly, or hostile, to everyone.

    >>> relative({("A", "B"): 0.5, ("A", "C"): 0.25, ("B", "A"): -0.5})
    {('A', 'B'): 0.125, ('A', 'C'): -0.125, ('B', 'A'): 0.0}
    """
    rows: dict[str, list[float]] = {}
    for (holder, _), value in directions.items():
        rows.setdefault(holder, []).append(value)
    means = {holder: fsum(values) / len(values) for holder, values in rows.items()}
    return {(holder, target): value - means[holder] for (holder, target), value in directions.items()}


def similarities(directions: Directions, actors: Iterable[str]) -> list[Similarity]:
    """How alike the actors stand, two by two, the most alike first; pairs with few common targets are left out.

    Fewer than `LEAST` are few. Kappa as in Häge (2011): 1 − Σ(x−y)² / [Σ(x−x̄)² + Σ(y−ȳ)² + n(x̄−ȳ)²].
    """
    rows: dict[str, dict[str, float]] = {}
    for (holder, target), value in directions.items():
        rows.setdefault(holder, {})[target] = value
    named = sorted(set(actors) & rows.keys())
    found = []
    for n, one in enumerate(named):
        for other in named[n + 1 :]:
            common = sorted((rows[one].keys() & rows[other].keys()) - {one, other})
            if len(common) >= LEAST:
                pairs = [(rows[one][target], rows[other][target]) for target in common]
                found.append(Similarity(one, other, *kappa(pairs), len(common)))
    return sorted(found, key=lambda each: (-each.kappa, each.first, each.second))


class _Moments(NamedTuple):
    """Sums over pairs of values: squares about the two means, products, and n times the square between the means."""

    own: float
    others: float
    across: float
    between: float


def _moments(pairs: list[tuple[float, float]]) -> _Moments:
    mean, other_mean = (fsum(side) / len(pairs) for side in zip(*pairs, strict=True))
    return _Moments(
        fsum((x - mean) ** 2 for x, _ in pairs),
        fsum((y - other_mean) ** 2 for _, y in pairs),
        fsum((x - mean) * (y - other_mean) for x, y in pairs),
        len(pairs) * (mean - other_mean) ** 2,
    )


def kappa(pairs: list[tuple[float, float]]) -> tuple[float, tuple[float, float]]:
    """The weighted kappa of pairs of values, agreement beyond what means and spreads give by chance; its interval.

    With squared weights it is Lin's concordance, and the interval comes from the variance of its inverse hyperbolic
    tangent (Lin 1989, Biometrics 45, as corrected in 56). That holds for many pairs: of fewer than `MANY`, and where
    one side is all the same or both are, it is -1 to 1.

    >>> kappa([(0.1, 0.1), (0.5, 0.5)]), kappa([(0.5, -0.5), (-0.5, 0.5)])
    ((1.0, (-1.0, 1.0)), (-1.0, (-1.0, 1.0)))
    >>> found, (low, high) = kappa([(n / 10, n / 10 + (-1) ** n / 10) for n in range(10)])
    >>> round(low, 2), round(found, 2), round(high, 2)
    (0.78, 0.94, 0.98)
    """
    told = _moments(pairs)
    chance = told.own + told.others + told.between
    # As 1 − Σ(x−y)² / chance, from sums that serve the interval too.
    found = 2 * told.across / chance if chance else 1.0
    if len(pairs) < MANY or not told.own * told.others or not told.across or abs(found) >= 1:
        return found, (-1.0, 1.0)
    spreads = sqrt(told.own * told.others)
    pearson, shift, rest = told.across / spreads, told.between / spreads, 1 - found**2
    variance = (
        (1 - pearson**2) * found**2 / (rest * pearson**2)
        + 2 * found**3 * (1 - found) * shift / (pearson * rest**2)
        - found**4 * shift**2 / (2 * pearson**2 * rest**2)
    ) / (len(pairs) - 2)
    width = 1.959964 * sqrt(max(variance, 0.0))
    return found, (tanh(atanh(found) - width), tanh(atanh(found) + width))
