"""The Beta distribution: how much of it lies below a point, and below which point how much of it lies.

In plain Python, since a command that answers in a tenth of a second cannot wait for a library that takes longer to
import. The tests compare it with SciPy.
"""

from math import exp, lgamma, log, log1p

_STEPS = 10_000
_EXACT = 1e-15


def below(point: float, a: float, b: float) -> float:
    """The share of Beta(a, b) that lies below a point of [0, 1]; a and b are positive.

    >>> below(0.5, 1, 1), round(below(0.5, 2, 1), 12)
    (0.5, 0.25)
    """
    if point <= 0 or point >= 1:
        return float(point >= 1)
    if point > (a + 1) / (a + b + 2):  # the fraction converges fast on its own side of the mean
        return 1 - below(1 - point, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(point) + b * log1p(-point)) / a
    return front / _fraction(point, a, b)


def quantile(share: float, a: float, b: float) -> float:
    """The point below which a share of Beta(a, b) lies.

    >>> round(quantile(0.5, 1, 1), 12), round(quantile(0.25, 2, 1), 12)
    (0.5, 0.5)
    """
    low, high = 0.0, 1.0
    point = a / (a + b)
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    for _ in range(_STEPS):
        over = below(point, a, b) - share
        low, high = (low, point) if over > 0 else (point, high)
        density = exp(scale + (a - 1) * log(point) + (b - 1) * log1p(-point))
        newton = point - over / density if density else low
        step = newton if low < newton < high else (low + high) / 2
        if abs(step - point) <= _EXACT * point or step in (low, high):
            return step
        point = step
    return point


def _fraction(point: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete Beta function, after Lentz."""
    value = ratio = 1.0
    inverse = 0.0
    for step in range(1, _STEPS):
        half, odd = divmod(step, 2)
        if odd:
            term = -(a + half) * (a + b + half) * point / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * point / ((a + 2 * half - 1) * (a + 2 * half))
        inverse = 1 / (1 + term * inverse or _EXACT**2)
        ratio = 1 + term / ratio or _EXACT**2
        value *= ratio * inverse
        if abs(ratio * inverse - 1) < _EXACT:
            break
    return value
