"""A text with its facts marked, in a terminal of any width."""

import re

import pytest

from kb.facts import Article, Fact, Span
from kb.marking import marked

TEXT = "Poland condemned Russia over the raid and thanked Germany.\nSign up for our newsletter."
ARTICLE = Article("raid", TEXT, aside=(Span(59, 86),))
FACTS = [
    Fact("POL", "RUS", "ACCUSE", "opposed", Span(7, 23), Span(7, 16)),
    Fact("POL", "DEU", "SUPPORT", "supportive", Span(42, 57), Span(42, 49), tier="high"),
]


def test_words_stand_in_brackets_where_there_is_no_colour():
    """With the number of the fact, which stands below its paragraph."""
    assert marked(ARTICLE, FACTS, 80, False).splitlines()[2:] == [
        "  Poland [condemned Russia]⟨1⟩ over the raid and [thanked Germany]⟨2⟩.",
        "    1  POL → RUS  ACCUSE  medium",
        "    2  POL → DEU  SUPPORT  high",
        "",
        "  set aside: Sign up for our newsletter.",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    """With colours or without; and the text is all there."""
    plain = marked(ARTICLE, FACTS, width, False)
    colored = re.sub(r"\x1b\[\d*m", "", marked(ARTICLE, FACTS, width, True))
    assert max(map(len, plain.splitlines() + colored.splitlines())) <= width
    said = " ".join(re.sub(r"[\[\]]|⟨\d+⟩", "", plain).split())
    assert "Poland condemned Russia over the raid and thanked Germany." in said


def test_colours_tell_the_side():
    """Green for, red against, dim for what is set aside."""
    shown = marked(ARTICLE, FACTS, 80, True)
    assert "\x1b[31m" in shown.splitlines()[2]
    assert "\x1b[32m thanked Germany⟨2⟩\x1b[0m" in shown.splitlines()[2] or "\x1b[32mthanked" in shown.splitlines()[2]
    assert shown.splitlines()[-1].startswith("  \x1b[2mSign up")


def test_facts_that_share_words_share_a_mark():
    """Both numbers stand behind it."""
    both = [FACTS[0], FACTS[0]._replace(target="BLR")]
    assert "[condemned Russia]⟨1,2⟩" in marked(ARTICLE, both, 80, False)


def test_escapes_in_a_text_are_shown_and_not_obeyed():
    """Nothing that a text holds reaches the terminal."""
    shown = marked(Article("a", "Poland \x1b[2Jcondemned Russia."), [], 80, True)
    assert "\x1b" not in shown
