"""A literal is told to be of its datatype, and how long a stretch of the calendar it covers."""

import pytest
from pyoxigraph import Literal, NamedNode

from kb.literals import days, fault
from kb.terms import XSD

TOO_LONG = "a numeral of {} characters or with an exponent beyond 400"


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("0.95", "decimal", ""),
        ("1e999999999", "decimal", '"1e999999999" is no xsd:decimal'),
        ("1e400", "double", ""),
        ("1e999999999", "double", TOO_LONG.format(11)),
        ("1" * 101, "integer", TOO_LONG.format(101)),
        ("1" * 101 + "x", "integer", f'"{"1" * 39}…" is no xsd:integer'),
        ("2024-02-30", "date", '"2024-02-30" is no xsd:date'),
        ("anything", "string", ""),
    ],
)
def test_what_is_wrong_with_a_literal(text: str, kind: str, told: str) -> None:
    """A decimal has no exponent, and a numeral that is one but takes minutes to read is told as such."""
    assert fault(Literal(text, datatype=NamedNode(XSD + kind))) == told


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
        ("2024-02-03Z", "2024-02-03", "2024-02-03"),
        ("2024-10:00", "2024-01-01", "2024-12-31"),
        ("2024-02-03T23:59:59+09:00", "2024-02-03", "2024-02-03"),
    ],
)
def test_the_days_that_a_literal_covers(text: str, first: str, last: str) -> None:
    """A year is its days, a month too; a time lies in one day, and a zone changes none."""
    found = days(Literal(text))
    assert found is not None
    assert tuple(map(str, found)) == (first, last)


@pytest.mark.parametrize("text", ["2024-02-30", "2024-13", "0000", "12024", "yesterday", ""])
def test_what_is_no_day_covers_none(text: str) -> None:
    """What the calendar does not have cannot be compared."""
    assert days(Literal(text)) is None


def test_an_iri_is_no_day() -> None:
    """Nor is no term at all."""
    assert days(NamedNode("http://example.org/2024")) is days(None) is None
