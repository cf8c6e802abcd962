"""Text in the columns of a terminal."""

from kb.terminal import listing


def test_a_listing_is_wrapped():
    """Names in one column, what they are in the other."""
    assert listing([("a", "one two three four five six"), ("bcd", "x")], 25).splitlines() == [
        "a    one two three four",
        "     five six",
        "bcd  x",
    ]
