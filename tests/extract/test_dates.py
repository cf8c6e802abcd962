"""When an act took place, by what its clause says."""

from datetime import date

import pytest

from kb.extract import dates


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("Poland condemned Russia on Tuesday.", "2025-03-11", "exactDay"),
        ("Poland condemned Russia yesterday.", "2025-03-11", "exactDay"),
        ("Poland condemned Russia two weeks ago.", "2025-02-26", "approximate"),
        ("Poland condemned Russia last month.", "2025-02-10", "approximate"),
        ("Poland condemned Russia on 5 May 2024.", "2024-05-05", "exactDay"),
        ("Poland condemned Russia on March 3.", "2025-03-03", "exactDay"),
        ("Poland condemned Russia in November.", "2024-11-30", "notLaterThan"),
        ("Poland condemned Russia in 2019.", "2019-12-31", "notLaterThan"),
        ("Poland condemned Russia.", "2025-03-12", "notLaterThan"),
    ],
)
def test_a_clause_dates_its_act(facts, text, day, precision):
    """Published on Wednesday, 12 March 2025."""
    (fact,) = facts(text, "2025-03-12")
    assert (fact.date, fact.precision) == (day, precision)


def test_what_is_dated_long_before_is_background(facts):
    """A fortnight is news."""
    old, new = facts("Poland condemned Russia in 2019. Poland condemned Iran last week.", "2025-03-12")
    assert (old.background, new.background) == (True, False)


def test_no_day_is_invented(facts):
    """Without a day of publication only what names its year has a day."""
    relative, whole = facts("Poland condemned Russia on Tuesday. It condemned Iran on 5 May 2024.")
    assert (relative.date, whole.date) == ("", "2024-05-05")


@pytest.mark.parametrize("text", ["31 February 2024", "on 45 May 2024", "99 years ago, in 9999"])
def test_days_that_cannot_be_are_none(text):
    """Nor does a great number break anything."""
    assert all(one.dated.day.year <= 2025 for one in dates.told(text, date(2025, 1, 1)))
