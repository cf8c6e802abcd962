"""The Beta distribution: how much of it lies below a point, and below which point how much of it lies.

In plain Python, since a command that answers in a tenth of a second cannot wait for a library that takes longer to
import. The tests compare it with SciPy.
"""

from math import exp, lgamma, log, log1p, pow, sqrt

_STEPS = 10_000
_EXACT = 1e-15
_CLOSE = 1e-6
"""A step as short as this, in parts of the way to the nearer end, leads to the last digit."""
_EDGE = 1e-6


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
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    low, high = 0.0, 1.0
    point = _near(share, a, b, scale)
    for _ in range(_STEPS):
        over = below(point, a, b) - share
        low, high = (low, point) if over > 0 else (point, high)
        density = exp(scale + (a - 1) * log(point) + (b - 1) * log1p(-point))
        newton = over / density if density else 1.0
        bend = newton * ((a - 1) / point - (b - 1) / (1 - point))
        step = newton / (1 - min(1.0, bend) / 2)  # Halley's: each has three times the digits of the one before
        if abs(step) <= _CLOSE * min(point, 1 - point):
            return point - step
        point = point - step if low < point - step < high else (low + high) / 2
        if point in (low, high):
            return point
    return point


def _near(share: float, a: float, b: float, scale: float) -> float:
    """About where the quantile lies: as of a normal distribution, or of a power where one end is steep."""
    if min(a, b) > 2:
        normal = 4.91 * (pow(share, 0.14) - pow(1 - share, 0.14))
        found = a / (a + b) + normal * sqrt(a * b / (a + b + 1)) / (a + b)
    elif share < 0.5:
        found = exp((log(share * a) - scale) / a)
    else:
        found = 1 - exp((log((1 - share) * b) - scale) / b)
    return min(max(found, _EDGE), 1 - _EDGE)


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
