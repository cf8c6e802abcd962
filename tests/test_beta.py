"""The Beta distribution, against SciPy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kb.beta import below, quantile

PARAMETER = st.floats(1, 10_000)
SHARE = st.floats(0.001, 0.999)
LAW = settings(max_examples=2_000, deadline=None)


@LAW
@given(SHARE, PARAMETER, PARAMETER)
def test_the_share_below_a_point_is_scipys(point, a, b):
    """For every pair of parameters that acts can make."""
    assert below(point, a, b) == pytest.approx(stats.beta.cdf(point, a, b), abs=1e-9)


@LAW
@given(SHARE, PARAMETER, PARAMETER)
def test_the_quantile_is_scipys(share, a, b):
    """And it is the inverse of the share."""
    assert quantile(share, a, b) == pytest.approx(stats.beta.ppf(share, a, b), abs=1e-9)


@pytest.mark.parametrize(("point", "share"), [(-1, 0), (0, 0), (1, 1), (2, 1)])
def test_nothing_lies_outside(point, share):
    """The distribution is of numbers from 0 to 1."""
    assert below(point, 2, 3) == share
