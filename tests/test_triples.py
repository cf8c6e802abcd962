"""Facts as triples: proposals with their spans, in the shape that a store takes."""

from datetime import UTC, datetime

import pytest
from pyoxigraph import Quad

from kb import packaged
from kb.facts import Article, Fact, Span
from kb.graphs import arranged
from kb.shapes import validate
from kb.terms import curie, text
from kb.triples import KINDS, proposed

AT = datetime(2025, 3, 13, tzinfo=UTC)
NAMES = {"POL": "Poland", "RUS": "Russia"}
ARTICLE = Article("raid", "Poland condemned Russia over the raid.", "2025-03-12", "A raid", publisher="Border Post")


def fact(**changed):
    """Poland condemned Russia."""
    plain = Fact(
        "POL", "RUS", "ACCUSE", "opposed", Span(7, 23), Span(7, 16), Span(0, 6), Span(17, 23), date="2025-03-12"
    )
    return plain._replace(**changed)


def told(article, *facts):
    """What is said: subject and property in short, and value."""
    triples = proposed(article, facts, NAMES, AT)
    return {(curie(text(t.subject)), curie(t.predicate.value)): text(t.object) for t in triples}


@pytest.fixture(scope="module")
def known():
    """The packaged reference data."""
    return [quad.triple for quads in packaged.graphs().values() for quad in quads]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_proposal_of_each_type_satisfies_the_shapes(kind, known):
    """Whatever the type, the polarity is its own."""
    from kb.facts import POLARITIES, SIGNS

    one = fact(event_type=kind, polarity=POLARITIES[SIGNS[kind]])
    quads = [
        quad for own in arranged([Quad(*t) for t in proposed(ARTICLE, [one], NAMES, AT)], "x").values() for quad in own
    ]
    assert validate(quads, known) == []


def test_a_fact_without_a_day_can_wait_for_one(known):
    """No day is invented, neither for the fact nor for the article."""
    one = fact(date="")
    triples = list(proposed(ARTICLE._replace(date=""), [one], NAMES, AT))
    assert not any(t.predicate.value.endswith(("validFrom", "datePublished")) for t in triples)
    assert validate([q for own in arranged([Quad(*t) for t in triples], "x").values() for q in own], known) == []


def test_a_proposal_is_no_stance():
    """A plain pattern for stances does not meet it."""
    said = told(ARTICLE, fact())
    assert said["stance:" + fact().id("raid"), "rdf:type"].endswith("ProposedStance")


def test_every_span_has_its_place_and_the_digest_of_its_words():
    """Evidence, trigger, holder and target."""
    said = told(ARTICLE, fact())
    places = {subject for subject, predicate in said if predicate == "oa:start"}
    assert places == {f"evidence:raid-{a}-{b}-position" for a, b in ((7, 23), (7, 16), (0, 6), (17, 23))}


def test_what_one_predicate_says_is_one_act():
    """Both directions of a meeting."""
    one, other = fact(), fact(holder="RUS", target="POL")
    acts = {value for (_, predicate), value in told(ARTICLE, one, other).items() if predicate == "kb:act"}
    assert len(acts) == 1


def test_a_summary_is_in_our_own_words():
    """Never the outlet's sentence."""
    said = told(ARTICLE, fact())
    assert said["stance:" + fact().id("raid"), "kb:summary"] == "Poland accuses or criticizes Russia"
    assert ARTICLE.text not in said.values()


def test_a_body_holds_its_own_stance():
    """A transition team is not the state."""
    one = fact(holder="USA", body="USA-TRUMP-TRANSITION-2024")
    said = told(ARTICLE, one)
    assert said["stance:" + one.id("raid"), "kb:holder"].endswith("USA-TRUMP-TRANSITION-2024")
    assert said["stance:" + one.id("raid"), "kb:holderBasis"].endswith("bodyForItself")
