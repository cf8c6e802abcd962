"""Answers as text: formats that programs read, and nothing harmful in them."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kb import render
from kb.rows import Answer
from kb.terms import XSD

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def whole(number: int) -> Literal:
    """An integer."""
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def test_no_rows_make_no_table_and_a_header_elsewhere():
    """An empty answer is empty for people, and has its columns for programs."""
    nothing = Answer(("a", "b"), [])
    assert render.rows(nothing, "table", 80) == ""
    assert render.rows(nothing, "tsv") == "a\tb\n"
    assert render.rows(nothing, "csv") == "a,b\n"
    assert render.rows(nothing, "jsonl") == ""
    assert json.loads(render.rows(nothing, "json")) == {"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}


@given(TEXT)
def test_no_control_character_gets_through(text):
    """Not to a terminal, and not into a cell."""
    answer = Answer(("a",), [(Literal(text),)])
    for form in render.FORMATS:
        out = render.rows(answer, form)
        assert not [c for c in out if c != "\n" and c != "\t" and (ord(c) < 32 or 127 <= ord(c) < 160)]
        assert not set(out) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(TEXT)
def test_json_loses_nothing(text):
    """What is harmful in it is escaped."""
    answer = Answer(("a",), [(Literal(text),)])
    assert json.loads(render.rows(answer, "jsonl")) == {"a": text}
    assert json.loads(render.rows(answer, "json"))["results"]["bindings"][0]["a"]["value"] == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    """A quotation mark in front keeps a spreadsheet from computing; a real number is left alone."""
    answer = Answer(("a", "n"), [(Literal(text), whole(-7))])
    (row,) = list(csv.DictReader(io.StringIO(render.rows(answer, "csv"))))
    assert row["a"].startswith("'")
    assert row["n"] == "-7"
    assert render.rows(answer, "tsv").splitlines()[1].startswith("'")


@pytest.mark.parametrize(
    ("lexical", "datatype", "value"),
    [
        ("7", "integer", 7),
        ("12345678901234567890", "integer", 12345678901234567890),
        ("0.50", "decimal", 0.5),
        ("1.0", "decimal", 1.0),
        ("INF", "double", "INF"),
        ("true", "boolean", True),
        ("2025-01-01", "date", "2025-01-01"),
    ],
)
def test_numbers_and_truth_values_are_such_in_json_lines(lexical, datatype, value):
    """What JSON has no number for stays text."""
    found = render.value(Literal(lexical, datatype=NamedNode(XSD + datatype)))
    assert found == value
    assert type(found) is type(value)


def test_markdown_is_only_text():
    """Bars, brackets and backticks are escaped."""
    out = render.rows(Answer(("a",), [(Literal("a|b [x](http://example.org) `c` <b>"),)]), "md")
    assert out.splitlines()[2] == r"| a\|b \[x\](http://example.org) \`c\` \<b\> |"
