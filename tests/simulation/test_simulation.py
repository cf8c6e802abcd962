"""What must hold in made-up worlds whatever the figures: small ones here, README.md has the large ones."""

from math import fsum

import pytest

from kb.acts import grouped
from tests.simulation.rivals import INDICES
from tests.simulation.run import SUPPORTS, Figures, figures, summary
from tests.simulation.world import Setting, World, scale, world

SMALL = Setting(states=14)
NOISE = 0.08
"""What chance alone moves a share or a gain by in a few small worlds: twice the deviation of their mean, or so."""


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    """Three small worlds."""
    return [world(seed, SMALL) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def shown(worlds: list[World]) -> list[Figures]:
    """What they show."""
    return [figures(found) for found in worlds]


def mean(shown: list[Figures], table: str, row: str, column: str) -> float:
    """A figure over the worlds."""
    return fsum(told[table, row, column] for told in shown) / len(shown)


def test_the_same_seed_gives_the_same_world():
    """And another seed, or more negative news, another one."""
    few = Setting(states=5)
    assert world(1, few) == world(1, few)
    assert world(1, few) != world(2, few)
    assert world(1, few).truth == world(1, few._replace(negativity=2)).truth


def test_the_scale_is_the_ontologys():
    """Both weight sets weigh the same event types, supportive and opposed ones."""
    assert scale().keys() == scale("goldstein").keys()
    assert {kind.score > 0 for kind in scale().values() if kind.score} == {True, False}
    assert {kind.depth for kind in scale().values()} == set(range(5))


def test_acts_follow_the_truth(worlds):
    """Taken together, as many are supportive as the truth has it."""
    expected = [(1 + found.truth[dyad]) / 2 for found in worlds for dyad, types in found.acts.items() for _ in types]
    sides = [scale()[one].score > 0 for found in worlds for types in found.acts.values() for one in types]
    assert all(-1 < theta < 1 for found in worlds for theta in found.truth.values())
    assert sum(sides) / len(sides) == pytest.approx(fsum(expected) / len(expected), abs=NOISE)


def test_opposed_acts_are_more_often_reported():
    """Where news are negative, supportive acts go missing and opposed ones do not."""

    def supportive(negativity: float) -> float:
        acts = world(1, SMALL._replace(negativity=negativity)).acts.values()
        return sum(scale()[one].score > 0 for types in acts for one in types) / sum(map(len, acts))

    assert supportive(3) < supportive(1) - NOISE


def test_copies_are_found_out():
    """Where every report is read rightly, the acts found are about as many as there were, and the reports far more."""
    found = world(1, Setting(states=10, misread=0))
    acts = sum(map(len, found.acts.values()))
    assert len(grouped(found.reports)) == pytest.approx(acts, rel=0.1)
    assert len(found.reports) > 2 * acts


@pytest.mark.parametrize("index", INDICES)
def test_de_duplication_lowers_no_index_by_more_than_noise(index, shown):
    """What is gained or lost among all dyads with evidence."""
    assert mean(shown, "Rank correlation, all dyads", index, "gain") > -NOISE


def test_no_index_of_the_news_knows_more_than_the_acts_themselves(shown):
    """Each finds the truth, and none as well as who counted every act once and rightly."""
    table = "Rank correlation, all dyads"
    best = mean(shown, table, "true acts, counted by side", "acts")
    assert all(0.3 < mean(shown, table, index, way) < best for index in INDICES for way in ("acts", "reports"))


def test_intervals_over_acts_hold_the_truth(shown):
    """In nine dyads of ten at least, thin or not; less often over bare reports, where copies count as news."""
    thin, middle, _, every = SUPPORTS
    table = "95 % intervals over acts"
    assert all(mean(shown, table, row, "hold the truth") > 0.9 for row in (thin, middle, every))
    acts, reports = (
        mean(shown, f"95 % intervals over {way}, nothing fades", every, "hold the truth") for way in ("acts", "reports")
    )
    assert reports < acts


def test_the_tables_have_every_figure(shown):
    """Mean and deviation, under a heading for each table."""
    printed = "\n".join(summary(shown))
    assert printed.count("±") == len({key for told in shown for key in told})
    assert all(table in printed and row in printed for table, row, _ in shown[0])
