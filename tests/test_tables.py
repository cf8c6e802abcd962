"""Rows as a table that fits a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kb.rows import Answer
from kb.tables import room, table
from kb.terminal import columns_of
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
    return table(answer, width, color=False).splitlines()


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


def test_empty_cells_do_not_stop_a_column_from_being_one_of_numbers():
    """A type of event that does not fade has no half-life."""
    answer = Answer(
        ("type", "days"), [(Literal("AID"), whole(365)), (Literal("COMMIT"), None), (Literal("X"), whole(9))]
    )
    assert lines(answer, 80) == ["type    days", "AID      365", "COMMIT", "X          9"]
    nothing = Answer(("n", "t"), [(None, Literal("a")), (None, Literal("b"))])
    assert lines(nothing, None) == ["n  t", "   a", "   b"]


def test_rows_that_are_all_alike_remain_rows():
    """Nothing would be left of them."""
    assert lines(Answer(("a",), [(Literal("x"),), (Literal("x"),)]), 80) == ["a", "x", "x"]


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
    assert all(columns_of(line) <= width for line in lines(answer, width))


@pytest.mark.parametrize("name", ["Laos", "中国", "\u202eevil"])
def test_the_room_that_is_left_is_what_one_column_more_may_take(name):
    """With it the row is exactly as wide as the terminal, also where letters are wide or must not be obeyed."""
    rows = [(Literal(name), whole(7))]
    left = room(("holder", "acts"), rows, 50)
    (_, row) = table(
        Answer(("holder", "acts", "says"), [(*rows[0], Literal("x" * left))]), 50, False, False
    ).splitlines()
    assert columns_of(row) == 50
    assert "…" not in row
