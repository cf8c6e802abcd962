"""Each error has one kind, and together they are what is missed and what is wrong."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from kb.edges import Edge, Labelled, facts, labels
from kb.facts import Span
from kb.mistakes import KINDS, mistakes
from kb.scoring import difference, stance
from tests.labelled import CASES

HERE = Path(__file__).parent
PATHS = (
    HERE / "evaluation" / "items.jsonl",
    HERE / "accuracy" / "articles" / "work" / "jerusalem-vote-2017.gold.json",
)


@pytest.fixture(scope="module")
def told():
    """The errors of the facts of the folder `evaluation`."""
    found = facts("f", (HERE / "evaluation" / "facts.jsonl").read_text("utf-8"))
    articles = labels((path.name, path.read_text("utf-8")) for path in PATHS)
    return [each for one in articles for each in mistakes(one, found.get(one.id, []))]


def edge(text):
    """An edge from `HOLDER TARGET TYPE` and a sign.

    >>> edge("CHN RUS SUPPORT +").polarity
    'supportive'
    """
    *said, sign = text.split()
    return Edge(*said, {"+": "supportive", "0": "neutral", "-": "opposed"}[sign])


@pytest.mark.parametrize(
    ("article", "kind", "label", "fact"),
    [
        ("wce-2025-09-29-273", "sign", "COL USA REJECT -", "COL USA CONCEDE +"),
        ("wce-2026-03-11-2706", "direction", "M23 COD ACCUSE -", "COD M23 ACCUSE -"),
        ("wce-2026-03-19-2888", "target", "USA KWT COOPERATE +", "USA IRN COOPERATE +"),
        ("wce-2025-12-06-1309", "holder", "AUS AFG SANCTION -", "USA AFG SANCTION -"),
        ("wce-2025-10-28-725", "one-way", "ASEAN CHN SUPPORT +", None),
        ("wce-2026-03-12-2736", "unlinked", "ISL ISR ACCUSE -", None),
        ("wce-2026-03-12-2736", "unlinked", "NLD ZAF SUPPORT +", None),
        ("wce-2025-12-15-1442", "target-lost", "VEN TTO ACCUSE -", None),
        ("wce-2025-09-16-46", "holder-lost", "HOUTHI UN COERCE -", None),
        ("wce-2025-11-24-1131", "both-lost", "USA VEN SANCTION -", None),
        ("wce-2026-02-20-2333", "unlabelled", None, "NOR IRQ RETREAT +"),
        ("wce-2025-11-12-945", "mirrored", None, "RUS CAN SANCTION -"),
        ("wce-2026-03-16-2830", "surplus", None, "EU IRN REQUEST 0"),
        ("wce-2026-03-12-2736", "pair", None, "ISL NLD COOPERATE +"),
        ("wce-2025-12-15-1442", "actor", None, "VEN CUB AGREE +"),
        ("wce-2025-12-04-1284", "type", "GBR RUS ACCUSE -", "GBR RUS COERCE -"),
        ("jerusalem-vote-2017", "type", "USA UN REJECT -", "USA UN SANCTION -"),
        ("jerusalem-vote-2017", "evidence", "TUR USA REQUEST 0", "TUR USA REQUEST 0"),
    ],
)
def test_every_kind_of_error_in_real_items(told, article, kind, label, fact):
    """With the label that is missed, the fact that is wrong, or the one for the other."""
    found = [
        [side and stance(side) for side in (one.label, one.fact)]
        for one in told
        if (one.article.id, one.kind) == (article, kind)
    ]
    assert [said and stance(edge(said)) for said in (label, fact)] in found


def test_all_kinds_are_there(told):
    """In the items of the folder, so that no kind goes untried."""
    assert {one.kind for one in told} == set(KINDS)


def test_two_who_reject_each_other_do_nothing_together(told):
    """That one rejection is found says nothing about the other."""
    kinds = [one.kind for one in told if one.label and one.label[:3] == ("UN", "USA", "REJECT")]
    assert kinds == ["unlinked"]


def test_of_several_wrong_facts_the_one_from_the_same_words_is_taken_for_the_label():
    """Not the first."""
    missed = edge("CHN RUS SUPPORT +")._replace(spans=(Span(100, 120),))
    far = edge("CHN PRK SUPPORT +")._replace(spans=(Span(0, 20),))
    near = edge("CHN USA SUPPORT +")._replace(spans=(Span(110, 130),))
    first, second = mistakes(Labelled("a", (missed,)), [far, near])
    assert (first.kind, first.fact, second.kind, second.fact) == ("target", near, "actor", far)


def test_a_wrong_fact_stands_for_one_label_only():
    """Of two labels with the wrong sign one is simply missed."""
    lost = [edge("CHN RUS SUPPORT +"), edge("CHN RUS REQUEST 0")]
    told = mistakes(Labelled("a", tuple(lost)), [edge("CHN RUS ACCUSE -")])
    assert Counter(one.kind for one in told) == {"sign": 1, "unlinked": 1}


def test_labels_of_the_background_are_missed_where_they_are_asked_for():
    """Else they are spared, and so is a fact that gives them."""
    article = Labelled("a", (edge("CHN RUS SUPPORT +")._replace(background=True),))
    assert mistakes(article, []) == mistakes(article, article.edges) == []
    assert [one.kind for one in mistakes(article, [], background=True)] == ["both-lost"]


@given(CASES)
def test_the_errors_are_what_is_missed_and_what_is_wrong(cases):
    """Each missed stance once and each wrong one once, but for those whose event type or evidence alone is wrong."""
    for edges, found in cases:
        told = [one for one in mistakes(Labelled("a", tuple(edges)), found) if one.kind not in ("type", "evidence")]
        counted = difference(edges, found, stance)
        assert Counter(stance(one.label) for one in told if one.label) == Counter(counted.missed)
        assert Counter(stance(one.fact) for one in told if one.fact) == Counter(counted.wrong)


@given(CASES)
def test_errors_stand_in_the_order_of_their_kinds(cases):
    """And there is none where the facts are the labels."""
    order = list(KINDS)
    for edges, found in cases:
        told = [order.index(one.kind) for one in mistakes(Labelled("a", tuple(edges)), found)]
        assert told == sorted(told)
        assert mistakes(Labelled("a", tuple(edges)), edges) == []
