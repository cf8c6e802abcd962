"""The index and the others that it is compared with, each one number from the same weighed acts of a dyad.

What reports are one act is decided before, so that each index is reckoned over acts and over bare reports alike.
"""

from collections.abc import Callable, Mapping
from math import fsum
from statistics import fmean

from kb.alignment import Alignment

PRIOR = 2.0
"""k of the shrunken mean: two acts' worth of nothing known, as P + N + 2 has it in the index."""


def this_index(dyad: Alignment) -> float:
    """(P − N) / (P + N + 2)."""
    return dyad.direction


def shrunken_mean(dyad: Alignment) -> float:
    """Σ w·s / (Σ w + k), with the weight and fading of each act in the index: only the formula differs."""
    weights = [one.weight * one.fading for one in dyad.contributions]
    told = fsum(weight * one.kind.score for weight, one in zip(weights, dyad.contributions, strict=True))
    return told / (fsum(weights) + PRIOR)


def goldstein_mean(dyad: Alignment) -> float:
    """The mean of scores; over bare reports, an act counts as often as it is mentioned. Nothing fades."""
    return fmean(one.kind.score for one in dyad.contributions)


def sum_of_scores(dyad: Alignment) -> float:
    """What all scores add up to: it grows with attention. Nothing fades."""
    return fsum(one.kind.score for one in dyad.contributions)


INDICES: Mapping[str, Callable[[Alignment], float]] = {
    "this index": this_index,
    "shrunken mean": shrunken_mean,
    "Goldstein mean": goldstein_mean,
    "sum of scores": sum_of_scores,
}
"""By the names that tables have for them."""

FADES = ("this index", "shrunken mean")
"""Those of them in which old acts count less."""
