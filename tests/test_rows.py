"""Answers as values: what data frames take."""

from datetime import date

from pyoxigraph import Literal, NamedNode

import kb
from kb import overview, statement
from kb.rows import Answer
from kb.terms import XSD


def typed(text: str, kind: str) -> Literal:
    """A literal of a datatype of XML Schema."""
    return Literal(text, datatype=NamedNode(XSD + kind))


def test_each_column_is_of_one_kind():
    """Whole numbers beside others are floats, and what has nothing in common is text."""
    answer = Answer(
        ("n", "x", "day", "sure", "iri", "mixed", "none"),
        [
            (
                typed("1", "integer"), typed("1", "integer"), typed("2025-01-01", "date"), typed("true", "boolean"),
                NamedNode("http://example.org/a"), typed("1", "integer"), None,
            ),
            (None, typed("2.5", "decimal"), None, typed("false", "boolean"), None, Literal("one"), None),
        ],
    )  # fmt: skip
    assert answer.to_pydict() == {
        "n": [1, None],
        "x": [1.0, 2.5],
        "day": [date(2025, 1, 1), None],
        "sure": [True, False],
        "iri": ["http://example.org/a", None],
        "mixed": ["1", "one"],
        "none": [None, None],
    }
    assert isinstance(answer.to_pydict()["x"][0], float)


def test_the_index_as_data_frames():
    """Directions with their intervals and flags, in pandas and in Arrow."""
    import pandas  # here and not above: they make the process large, of which others fork children
    import pyarrow

    with kb.open() as base:
        ledger = base.ledger()
        dyads = overview.dyads(ledger.everyone(), ledger.codes())
        one, _ = ledger.pair(base.find("China"), base.find("Russia"))
    frame = pandas.DataFrame(dyads.to_pydict()).set_index(["holder", "target"])
    china = frame.loc[("CHN", "RUS")]
    assert china["low"] < china["direction"] < china["high"]
    assert (china["flags"], china["newest"], china["acts"]) == ("thin", date(2024, 12, 31), 1)
    table = pyarrow.table(dyads.to_pydict())
    assert table.schema.field("direction").type == pyarrow.float64()
    assert table.schema.field("newest").type == pyarrow.date32()
    acts = pandas.DataFrame(statement.contributions(one).to_pydict())
    assert acts["value"].sum() == one.alignment.direction
