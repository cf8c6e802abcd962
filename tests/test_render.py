"""Answers as text: tables that fit a terminal, formats that programs read, and nothing harmful in either."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kb import render
from kb.rows import Answer
from kb.terms import ID, XSD

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def stance(number: int) -> NamedNode:
    """The IRI of a made-up stance."""
    return NamedNode(f"{ID}stance/2025-01-01-made-up-{number:02}")


def whole(number: int) -> Literal:
    """An integer."""
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


SUMMARY = "Praises how the two walk one path that is no alliance and aims at nobody at all"
ROWS = Answer(
    ("holder", "polarity", "summary", "quote", "start", "end", "stance"),
    [
        (Literal(holder), Literal("supportive"), Literal(SUMMARY), quote, whole(at), whole(at + 50), stance(at))
        for holder, at, quote in (("China", 7, Literal("hand in hand " * 9)), ("Laos", 80, None), ("Cuba", 11, None))
    ],
)


def lines(answer: Answer, width: int | None) -> list[str]:
    """The lines of a table."""
    return render.rows(answer, "table", width).splitlines()


def test_a_wide_terminal_gets_a_line_for_each_row():
    """What all rows have in common is said once above; a span is one column; the widest cell is shortened visibly."""
    assert lines(ROWS, 100) == [
        "polarity  supportive",
        "summary   Praises how the two walk one path that is no alliance and aims at nobody at all",
        "stance    stance:2025-01-01-made-up-…",
        "",
        "holder  quote                                                                         chars   stance",
        "China   hand in hand hand in hand hand in hand hand in hand hand in hand hand in ha…  7–57    …07",
        "Laos                                                                                  80–130  …80",
        "Cuba                                                                                  11–61   …11",
    ]


def test_a_narrow_terminal_gets_rows_folded_over_lines():
    """The header is folded in the same way."""
    answer = Answer(ROWS.columns, [ROWS.rows[0], (*ROWS.rows[1][:2], Literal("Another thing"), *ROWS.rows[1][3:])])
    assert lines(answer, 60)[3:] == [
        "holder  summary",
        "    quote                                     chars   stance",
        "China   Praises how the two walk one path that is no allian…",
        "    hand in hand hand in hand hand in hand …  7–57    …07",
        "Laos    Another thing",
        "                                              80–130  …80",
    ]


def test_what_cannot_be_folded_is_shown_as_cards():
    """A row as a block of lines, wrapped and not shortened."""
    shown = lines(Answer(ROWS.columns, ROWS.rows[:1]), 40)
    assert shown[0] == "  holder  China"
    assert "…" not in "".join(shown)


def test_without_a_terminal_nothing_is_shortened_or_lifted():
    """A table in a file is whole."""
    shown = lines(ROWS, None)
    assert len(shown) == 4
    assert shown[0].split() == list(ROWS.columns)
    assert "…" not in "".join(shown)


def test_numbers_stand_to_the_right():
    """And are never shortened."""
    answer = Answer(("n", "name"), [(whole(7), Literal("a")), (whole(12345678901234567890), Literal("b" * 90))])
    shown = lines(answer, 45)
    assert shown[1].startswith(" " * 19 + "7  a")
    assert shown[2].startswith("12345678901234567890  bbb")


def test_rows_that_are_all_alike_remain_rows():
    """Nothing would be left of them."""
    assert lines(Answer(("a",), [(Literal("x"),), (Literal("x"),)]), 80) == ["a", "x", "x"]


def test_no_rows_make_no_table_and_a_header_elsewhere():
    """An empty answer is empty for people, and has its columns for programs."""
    nothing = Answer(("a", "b"), [])
    assert render.rows(nothing, "table", 80) == ""
    assert render.rows(nothing, "tsv") == "a\tb\n"
    assert render.rows(nothing, "csv") == "a,b\n"
    assert render.rows(nothing, "jsonl") == ""
    assert json.loads(render.rows(nothing, "json")) == {"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}


@pytest.mark.parametrize("text", ["中国与俄罗斯", "é́clair", "👩‍👩‍👧 family", "ไทย"])
def test_wide_characters_take_the_room_they_take(text):
    """A column is as wide as the terminal shows it."""
    from wcwidth import wcswidth

    answer = Answer(("a", "b"), [(Literal(text), Literal("|")), (Literal("x"), Literal("!"))])
    _, first, second = lines(answer, 80)
    assert wcswidth(first.partition("|")[0]) == second.index("!")


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=4), st.integers(30, 150))
def test_no_line_is_wider_than_the_terminal(cells, width):
    """Whatever stands in the cells."""
    answer = Answer(("one", "two", "three"), [tuple(map(Literal, row)) for row in cells])
    assert all(render.columns_of(line) <= width for line in lines(answer, width))


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


def test_a_listing_is_wrapped():
    """Names in one column, what they are in the other."""
    assert render.listing([("a", "one two three four five six"), ("bcd", "x")], 25).splitlines() == [
        "a    one two three four",
        "     five six",
        "bcd  x",
    ]
