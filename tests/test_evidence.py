"""A span is where it says, has the digest it says, and stands in the text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad, RdfFormat, parse

from kb.errors import AmbiguousName, UsageError
from kb.evidence import Span, Text, agree, digest, only, spans, verify, verify_file
from kb.terms import ID, PREFIXES

TEXT = "Two neighbours greet each other."
FACTS = (Path(__file__).parent / "facts" / "first.ttl").read_text("utf-8")
FIRST = ID + "article/first"
SAYS_OTHERWISE = "evidence:first-4-14 has a digest that is not that of the words it quotes"


def facts(old: str = "", new: str = "") -> list[Quad]:
    """The facts of first.ttl, with one thing changed."""
    assert old in FACTS
    return list(parse(FACTS.replace(old, new), RdfFormat.TURTLE))


def test_a_span_is_gathered_from_its_selectors() -> None:
    """Offsets come from the position, words from the quotation, the digest from the span itself."""
    found, texts = spans(facts())
    assert found == [Span(ID + "evidence/first-4-14", FIRST, 4, 14, digest("neighbours"), ["neighbours"])]
    assert texts[FIRST] == Text(digest(TEXT), 32)


def test_sound_facts_are_not_complained_about() -> None:
    """What agrees with itself and with the text is left in peace."""
    assert agree(facts()) == []
    assert verify(facts(), FIRST, TEXT) == (1, [])


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("oa:end 14", "oa:end 40", "evidence:first-4-14 ends at 40, outside the text of 32 code points"),
        ("oa:end 14", "oa:end 13", "evidence:first-4-14 quotes 10 code points where its offsets span 9"),
        ('oa:exact "neighbours"', 'oa:exact "neighbourS"', SAYS_OTHERWISE),
    ],
)  # fmt: skip
def test_a_span_that_contradicts_itself_is_named(old: str, new: str, complaint: str) -> None:
    """Offsets, words, digest and the length of the text are compared without the text."""
    assert complaint in [str(one) for one in agree(facts(old, new))]


def test_a_value_that_is_no_number_is_left_to_the_shapes() -> None:
    """Offsets that are not numbers do not end the comparison of the others."""
    assert agree(facts("oa:start 4", 'oa:start "four"')) == []


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        (
            "Two neighborus greet each other.",
            [
                "article:first is known with another digest: this is not the text that was read",
                "evidence:first-4-14 has another digest than the words at 4–14",
            ],
        ),
        (
            "Two neigh",
            [
                "article:first is known with another digest: this is not the text that was read",
                "article:first is known with 32 code points; this text has 9",
                "evidence:first-4-14 ends at 14, outside the text of 9 code points",
            ],
        ),
    ],
)
def test_a_span_that_does_not_stand_in_the_text_is_named(text: str, complaints: list[str]) -> None:
    """Another text fails by its digest, its length, and each span that is not in it."""
    count, found = verify(facts(), FIRST, text)
    assert count == 1
    assert [str(one) for one in found] == complaints


def test_only_the_spans_of_the_article_are_compared() -> None:
    """A text is no evidence about another article."""
    assert verify(facts(), ID + "article/other", "") == (0, [])


def test_a_file_tells_which_article_it_is_about(tmp_path: Path) -> None:
    """Its facts are compared before they are added; without an article there is nothing to compare."""
    path = Path(__file__).parent / "facts" / "first.ttl"
    assert verify_file(path, TEXT) == (FIRST, 1, [])
    (tmp_path / "no.ttl").write_text("<http://example.org/a> <http://example.org/b> 1 .")
    with pytest.raises(UsageError, match=r"no\.ttl tells of no article: it needs one of the class schema:NewsArticle"):
        verify_file(tmp_path / "no.ttl", TEXT)


def test_a_text_of_several_articles_is_nobodys() -> None:
    """Each of them is named."""
    assert only([FIRST]) == FIRST
    with pytest.raises(AmbiguousName, match="article:first or article:second: name one"):
        only([FIRST, ID + "article/second"])


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_offsets_count_code_points(text: str, data: st.DataObject) -> None:
    """A span is text[start:end], whatever alphabet, emoji or line ends the text has."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("oa", "schema", "kb", "evidence", "article"))
    quads = list(
        parse(
            f"""{prefixes}
            article:t a schema:NewsArticle ; schema:sha256 "{digest(text)}" ; kb:textLength {len(text)} .
            evidence:t oa:hasSource article:t ; schema:sha256 "{digest(text[start:end])}" ; oa:hasSelector evidence:p .
            evidence:p oa:start {start} ; oa:end {end} .""",
            RdfFormat.TURTLE,
        )
    )
    assert verify(quads, ID + "article/t", text) == (1, [])
    assert verify(quads, ID + "article/t", text + " ")[1] != []
