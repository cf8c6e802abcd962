"""Labels and facts in one form, read from files; whatever is in a file, it is read or complained about."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.edges import Edge, facts, labels, of
from kb.errors import BrokenFile
from kb.facts import Article, Fact, Span

HERE = Path(__file__).parent
ITEMS = HERE / "evaluation" / "items.jsonl"
FACTS = HERE / "evaluation" / "facts.jsonl"
JERUSALEM = HERE / "accuracy" / "articles" / "work" / "jerusalem-vote-2017.gold.json"

EDGE = {"source": "CHN", "target": "RUS", "action": "SUPPORT", "polarity": 1}
STANCE = {"holder": "CHN", "target": "RUS", "eventType": "SUPPORT", "polarity": 1, "start": 364, "end": 436}
FACT = {"id": "a1", "fact": "a1-0", "holder": "CHN", "target": "RUS", "event_type": "SUPPORT", "polarity": "supportive"}


def line(**fields):
    """A line of labels, of an article a1 unless the fields say otherwise."""
    return json.dumps({"id": "a1", **fields})


# ── Labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_items_are_read_a_line_each():
    """In the order of the file, with what is labelled of an edge; an item may have none."""
    told = labels([("items.jsonl", ITEMS.read_text("utf-8"))])
    assert len(told) == 14
    assert told[0].edges == (
        Edge("ASEAN", "CHN", "SUPPORT", "supportive"),
        Edge("CHN", "ASEAN", "SUPPORT", "supportive"),
    )
    assert [one.id for one in told if not one.edges] == ["wce-2026-02-20-2333", "wce-2025-11-29-1208"]
    assert {edge.modality for one in told for edge in one.edges} == {"asserted", "future"}
    assert sum(edge.optional for one in told for edge in one.edges) == 2
    assert sum(edge.background for one in told for edge in one.edges) == 2


def test_an_article_is_read_with_the_places_that_its_stances_name():
    """An edge that two stances come to has both places, and the words of the first."""
    (told,) = labels([(str(JERUSALEM), JERUSALEM.read_text("utf-8"))])
    assert (told.id, told.date, len(told.edges)) == ("jerusalem-vote-2017", "2017-12-21", 26)
    (edge,) = (each for each in told.edges if each[:3] == ("PSE", "USA", "REJECT"))
    assert edge.spans == (Span(1315, 1353), Span(1391, 1439))
    assert edge.words == "we will accept no plan from Washington"


def test_an_article_whose_edges_are_not_told_has_those_of_its_stances():
    """One for each holder, target and event type: of several stances the least marked is the label."""
    text = JERUSALEM.read_text("utf-8")
    whole = json.loads(text)
    del whole["edges"]
    (with_edges,), (without,) = labels([("x.json", text)]), labels([("x.json", json.dumps(whole))])
    assert sorted(with_edges.edges) == sorted(without.edges)
    (edge,) = labels([("x", line(stances=[STANCE | {"optional": True}, STANCE | {"background": True}]))])[0].edges
    assert (edge.optional, edge.background) == (False, True)


def test_a_line_may_bring_its_text_and_its_date():
    """Empty lines are none."""
    (told,) = labels([("x", line(text="China backs Russia.", date="2025-01-01", edges=[EDGE]) + "\n\n")])
    assert (told.text, told.date) == ("China backs Russia.", "2025-01-01")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "x, line 2: this is not JSON"),
        ("[" * 100_000, "x, line 2: this is not JSON"),
        ("[]", "x, line 2: this is no JSON object"),
        (line(), "x, line 2: neither edges nor stances are there"),
        (line(edges={}, stances=1), "x, line 2: stances is no list"),
        (line(id=7, edges=[]), "x, line 2: id is no text"),
        (json.dumps({"edges": []}), "x, line 2: id is missing"),
        (line(edges=[EDGE, 1]), "x, line 2: edge 2: it is no JSON object"),
        (line(edges=[EDGE | {"source": ""}]), "x, line 2: edge 1: source or holder is missing"),
        (line(edges=[EDGE | {"target": None}]), "x, line 2: edge 1: target is missing"),
        (
            line(edges=[EDGE | {"action": ["SUPPORT"]}]),
            "x, line 2: edge 1: action or eventType or event_type is no text",
        ),
        (line(edges=[EDGE | {"polarity": 2}]), "x, line 2: edge 1: polarity is none of 1, 0, -1"),
        (line(edges=[EDGE | {"polarity": []}]), "x, line 2: edge 1: polarity is none of 1, 0, -1"),
        (line(edges=[EDGE | {"optional": "yes"}]), "x, line 2: edge 1: optional is neither true nor false"),
        (line(stances=[STANCE | {"end": 364}]), "x, line 2: stance 1: start and end are no span"),
        (line(stances=[STANCE | {"end": None}]), "x, line 2: stance 1: start and end are no span"),
        (line(id="\ud800", edges=[]), "x, line 2: id is no text"),
        (line(id="a0", edges=[]), 'x, line 2: "a0" has labels in x, line 1'),
    ],
)
def test_a_faulty_line_is_named(text, complaint):
    """With its number, and with that of the edge; nothing is made of it."""
    with pytest.raises(BrokenFile) as caught:
        labels([("x", f"{line(id='a0', edges=[])}\n{text}\n")])
    assert str(caught.value).startswith(complaint)
    assert "\n" not in str(caught.value)


def test_a_faulty_article_is_named():
    """With the line where it is no JSON."""
    with pytest.raises(BrokenFile, match=r"^a\.gold\.json, line 3: this is not JSON"):
        labels([("a.gold.json", '{\n "id": "a",\n "edges": [}')])


def test_no_label_at_all_is_an_error():
    """There is nothing to score against."""
    with pytest.raises(BrokenFile, match="no labels"):
        labels([("x", "\n\n")])


# ── Facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_facts_are_read_by_article():
    """With what they are called, and where they stand; one about an issue only has no target."""
    told = facts("facts.jsonl", FACTS.read_text("utf-8"))
    assert len(told) == 13
    first, *_, issue, body = told["jerusalem-vote-2017"]
    assert first == Edge(
        "USA", "EGY", "REJECT", "opposed", (Span(462, 486),), "vetoed an Egyptian draft", "jerusalem-vote-2017-00000001"
    )
    assert (issue.target, body.body, body.modality) == ("", "parliament", "hypothetical")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"id": None}, "id is missing"),
        ({"holder": None}, "source or holder is missing"),
        ({"target": 5}, "target is no text"),
        ({"polarity": "friendly"}, "polarity is none of"),
        ({"start": 5, "end": 3}, "start and end are no span"),
    ],
)
def test_a_faulty_fact_is_named(fields, complaint):
    """With the number of its line."""
    with pytest.raises(BrokenFile, match=f"^f, line 1: {complaint}.*nothing was scored"):
        facts("f", json.dumps(FACT | fields))


def test_no_facts_are_no_error():
    """A program may find nothing."""
    assert facts("f", "") == {}


def test_a_fact_that_was_just_found_is_what_its_line_is():
    """Whether it goes through a file or not."""
    article = Article("a1", "China backs Russia.")
    fact = Fact("CHN", "RUS", "SUPPORT", "supportive", Span(6, 18), Span(6, 11))
    told = FACT | {"fact": fact.id("a1"), "start": 6, "end": 18, "quote": "backs Russia"}
    assert facts("f", json.dumps(told)) == {"a1": [of(fact, article)]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(STANCE | FACT)), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["edges", "stances", "text", *EDGE, *FACT]), JSON) | JSON)
def test_whatever_stands_on_a_line_is_read_or_complained_about(told):
    """In one line that names the place, and in no other way."""
    for read in (lambda text: labels([("x", text)]), lambda text: facts("x", text)):
        complaint = complained(read, json.dumps(told))
        assert not complaint or complaint.startswith("x, line 1: ")


def complained(read, text):
    """What is wrong with a text, or nothing."""
    try:
        read(text)
    except BrokenFile as error:
        return str(error)
    return ""
