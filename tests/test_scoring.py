"""Precision, recall and F1: what they count, that they follow their laws, and what another program says."""

import importlib.util
import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.edges import SIGNS, Edge, Labelled, facts, labels
from kb.facts import Span
from kb.scoring import DRAWS, KEYS, MANY, SEED, difference, nearest, scored, stance
from tests.labelled import CASES

HERE = Path(__file__).parent
ITEMS = HERE / "evaluation" / "items.jsonl"
FACTS = HERE / "evaluation" / "facts.jsonl"
WORK = HERE / "accuracy" / "work.jsonl"
JERUSALEM = HERE / "accuracy" / "articles" / "work" / "jerusalem-vote-2017.gold.json"

BACKS = Edge("CHN", "RUS", "SUPPORT", "supportive")
ACCUSES = Edge("USA", "RUS", "ACCUSE", "opposed")


def counts(edges, found, measure="stance", **settings):
    """Right, wrong and missed in one article."""
    told = scored([Labelled("a", tuple(edges))], {"a": found}, draws=1, **settings)
    return told.measures[measure][:3]


def read(*paths):
    """The labels of files."""
    return labels((path.name, path.read_text("utf-8")) for path in paths)


# ── What counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fact", "stance_", "type_", "pair_"),
    [
        (BACKS, (1, 0, 0), (1, 0, 0), (1, 0, 0)),
        (BACKS._replace(event_type="CONSULT"), (1, 0, 0), (0, 1, 1), (1, 0, 0)),
        (BACKS._replace(holder="RUS", target="CHN"), (0, 1, 1), (0, 1, 1), (1, 0, 0)),
        (BACKS._replace(polarity="opposed"), (0, 1, 1), (1, 0, 0), (0, 1, 1)),
        (BACKS._replace(holder="PRK"), (0, 1, 1), (0, 1, 1), (0, 1, 1)),
    ],
)
def test_each_measure_asks_for_something_else(fact, stance_, type_, pair_):
    """Type, direction or polarity may be wrong for one and not for another."""
    told = {name: counts([BACKS], [fact], name) for name in KEYS}
    assert told == {"stance": stance_, "type": type_, "pair": pair_}


def test_a_fact_told_twice_is_right_once_and_wrong_once():
    """What an article has is a set."""
    assert counts([BACKS, BACKS._replace(event_type="AID")], [BACKS, BACKS, ACCUSES, ACCUSES]) == (1, 1, 0)


@pytest.mark.parametrize("mark", ["optional", "background"])
def test_what_may_be_given_or_not_is_neither_missed_nor_wrong(mark):
    """Labels of the background are to be found where that is asked for, optional ones never."""
    marked = BACKS._replace(**{mark: True})
    assert counts([marked], []) == counts([marked], [BACKS]) == (0, 0, 0)
    asked = (1, 0, 0) if mark == "background" else (0, 0, 0)
    assert counts([marked], [BACKS], background=True) == asked


def test_a_label_that_is_required_too_is_not_spared():
    """One of its event types is to be found, and so is the stance."""
    assert counts([BACKS, BACKS._replace(event_type="AID", optional=True)], []) == (0, 0, 1)


def test_the_sign_of_what_is_denied_and_optional_is_open():
    """Readers do not agree on it."""
    denied = ACCUSES._replace(modality="negated", optional=True, polarity="neutral")
    assert counts([denied], [ACCUSES]) == (0, 0, 0)
    assert counts([denied._replace(optional=False)], [ACCUSES]) == (0, 1, 1)


def test_a_fact_about_an_issue_only_is_not_compared():
    """There are no labels for it."""
    told = scored([Labelled("a", ()), Labelled("b", (BACKS,))], {"a": [BACKS._replace(target="")]}, draws=10)
    assert told.facts == 0
    assert told.unlabelled is not None
    assert told.unlabelled.part == 0


def test_the_scores_of_real_items():
    """Counted by hand: eleven right of 24, of which one is optional, one of the background and one of an issue only."""
    told = scored(read(ITEMS, JERUSALEM), facts("f", FACTS.read_text("utf-8")))
    assert (told.articles, told.required, told.spared, told.facts) == (15, 33, 17, 24)
    one = told.measures["stance"]
    assert one[:3] == (11, 10, 19)
    assert (one.precision.value, one.recall.value) == (11 / 21, 11 / 30)
    assert one.f1.value == pytest.approx(22 / (22 + 10 + 19))
    assert told.unlabelled is not None
    assert (told.unlabelled.part, told.unlabelled.whole) == (1, 2)


def test_nothing_found_is_a_precision_of_zero():
    """Of nothing there is no better one to tell, and recall says the rest."""
    one = scored(read(ITEMS), {}).measures["stance"]
    assert one[:3] == (0, 0, 18)
    assert [one.precision, one.recall, one.f1] == [(0, 0, 0)] * 3


# ── Evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def at(*span, edge=BACKS):
    """An edge with its words there."""
    return edge._replace(spans=(Span(*span),))


def test_evidence_is_compared_in_characters():
    """Of facts whose stance is labelled, with the place of that stance which is nearest."""
    twice = BACKS._replace(spans=(Span(0, 10), Span(100, 120)))
    told = scored([Labelled("a", (twice,))], {"a": [at(110, 140), at(90, 95), at(0, 10, edge=ACCUSES)]}, draws=10)
    # Ten characters are shared with the second place; the other fact touches neither, and the shorter is missed.
    assert told.measures["words"][:3] == (10, 20 + 5, 10 + 10)
    assert told.touched is not None
    assert told.touched[:2] == (1, 2)


def test_the_place_of_another_stance_does_not_count():
    """However near it is."""
    assert nearest(at(0, 10), [at(0, 10, edge=ACCUSES)]) is None
    assert nearest(at(0, 10), [at(5, 8), at(2, 9)]) == (Span(2, 9), 7)


def test_without_places_nothing_is_said_of_evidence():
    """Neither in labels nor in facts."""
    for edge, fact in ((BACKS, at(0, 10)), (at(0, 10), BACKS)):
        told = scored([Labelled("a", (edge,))], {"a": [fact]}, draws=10)
        assert told.touched is None
        assert "words" not in told.measures


# ── Intervals ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_input_gives_the_same_intervals():
    """Draws are by a fixed seed."""
    found = facts("f", FACTS.read_text("utf-8"))
    assert scored(read(ITEMS), found) == scored(read(ITEMS), found)


def test_an_interval_narrows_with_the_root_of_the_articles():
    """Sixteen times as many of the same kind leave a quarter of it."""
    found = facts("f", FACTS.read_text("utf-8"))
    few = read(ITEMS)
    many = [one._replace(id=f"{one.id}-{n}") for n in range(16) for one in few]
    spread = {f"{name}-{n}": edges for n in range(16) for name, edges in found.items()}
    wide, narrow = (scored(*told).measures["stance"].recall for told in ((few, found), (many, spread)))
    assert wide.value == narrow.value
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(4, rel=0.15)


def test_few_articles_are_thin():
    """Their intervals are too narrow to be believed."""
    of = [
        scored([Labelled(str(n), (BACKS,)) for n in range(count)], {}, draws=10).measures["stance"].flags
        for count in (MANY - 1, MANY)
    ]
    assert of == [("thin",), ()]


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(CASES, st.booleans())
def test_labels_agree_with_themselves(cases, background):
    """Whoever gives every label has all that is to be found, and nothing that is wrong."""
    articles = [Labelled(str(n), tuple(edges)) for n, (edges, _) in enumerate(cases)]
    told = scored(articles, {one.id: one.edges for one in articles}, background, draws=10)
    for one in told.measures.values():
        assert (one.wrong, one.missed) == (0, 0)
        assert one.f1.value == (1 if one.right else 0)


@given(CASES, st.booleans())
def test_what_is_right_and_missed_is_what_is_to_be_found(cases, background):
    """And no fact is both right and wrong, for any key."""
    for edges, found in cases:
        for key in KEYS.values():
            told = difference(edges, found, key, background)
            needed = {key(edge) for edge in edges if not edge.optional and (background or not edge.background)}
            assert told.right | told.missed == needed
            assert not told.right & told.missed
            assert told.right | told.wrong <= {key(fact) for fact in found}
            assert not told.wrong & {key(edge) for edge in edges}


@given(CASES)
def test_whatever_agrees_in_stance_agrees_as_a_pair(cases):
    """A looser measure is never missed where the stricter one is found."""
    for edges, found in cases:
        if not difference(edges, found, stance).missed:
            assert not difference(edges, found, KEYS["pair"]).missed


@settings(deadline=None)
@given(CASES)
def test_numbers_are_shares_and_lie_between_the_ends_of_draws(cases):
    """From 0 to 1, the low end below the high one."""
    articles = [Labelled(str(n), tuple(edges)) for n, (edges, _) in enumerate(cases)]
    for one in scored(articles, {str(n): found for n, (_, found) in enumerate(cases)}, draws=40).measures.values():
        for value, low, high in (one.precision, one.recall, one.f1):
            assert 0 <= low <= high <= 1
            assert 0 <= value <= 1


# ── A second opinion ─────────────────────────────────────────────────────────────────────────────────────────────────

OTHERS = {"stance": "source+target+polarity", "type": "source+target+action", "pair": "pair+polarity"}
"""What the other program calls the measures."""


@pytest.fixture(scope="module")
def other(shared):
    """The program that comes with the real data, as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "data" / "news" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(edges):
    """Edges as the other program takes them."""
    named = ({"source": one.holder, "target": one.target, "action": one.event_type} for one in edges)
    return [
        name | {"polarity": SIGNS[one.polarity], "modality": one.modality, "background": one.background}
        | {"optional": one.optional}
        for name, one in zip(named, edges, strict=True)
    ]  # fmt: skip


def agree(other, articles, found, background=False, draws=DRAWS):
    """Both programs say the same to the last digit, intervals too."""
    told = scored(articles, found, background, draws)
    gold = {one.id: plain(one.edges) for one in articles}
    given = {name: plain(edges) for name, edges in found.items()}
    theirs = other.score(gold, given, background, draws, SEED)
    for name, called in OTHERS.items():
        measure, same = told.measures[name], theirs[called]
        assert measure[:3] == (same["tp"], same["fp"], same["fn"])
        rows = [other.item(gold[one], given.get(one, []), other.KEYS[called], background) for one in gold]
        ends = other.interval(rows, other.prf, draws, Random(SEED))
        for mine, value, interval in zip(measure[3:6], ("p", "r", "f1"), ends, strict=True):
            assert mine == (same[value], *interval)
    if told.unlabelled is None:
        assert theirs["no_edge_items"] == 0
    else:
        assert (told.unlabelled.whole, told.unlabelled.estimate.value) == (
            theirs["no_edge_items"],
            theirs["no_edge_false_positive_rate"],
        )


@pytest.mark.parametrize("background", [False, True])
def test_another_program_scores_real_labels_alike(other, background):
    """181 real items, and as facts the labels of each with some lost, turned, or moved to the next item."""
    articles = read(WORK)
    random = Random(7)
    found = {}
    for one, following in zip(articles, articles[1:] + articles[:1], strict=True):
        kept = [edge for edge in one.edges if random.random() < 0.7]
        turned = [edge._replace(holder=edge.target, target=edge.holder) for edge in kept if random.random() < 0.2]
        signed = [edge._replace(polarity=random.choice(sorted(SIGNS))) for edge in kept if random.random() < 0.2]
        found[one.id] = [*kept, *turned, *signed, *(edge for edge in following.edges if random.random() < 0.1)]
    agree(other, articles, found, background)


def test_another_program_scores_the_same_files_alike(other, tmp_path, capsys):
    """As it reads them itself."""
    articles = read(ITEMS)
    found = facts("f", FACTS.read_text("utf-8"))
    given = tmp_path / "given.jsonl"
    lines = [json.dumps({"id": name, "edges": plain(edges)}) for name, edges in found.items()]
    given.write_text("\n".join(lines))
    assert other.main([str(ITEMS), str(given), "--json", "--boot", str(DRAWS)]) == 0
    theirs = json.loads(capsys.readouterr().out)
    one = scored(articles, found).measures["stance"]
    same = theirs[OTHERS["stance"]]
    assert [list(each) for each in one[3:6]] == [[same[name], *same["ci"][name]] for name in ("p", "r", "f1")]


@settings(deadline=None)
@given(CASES, st.booleans())
def test_another_program_scores_whatever_there_is_alike(other, cases, background):
    """Flags in every combination."""
    articles = [Labelled(str(n), tuple(edges)) for n, (edges, _) in enumerate(cases)]
    agree(other, articles, {str(n): found for n, (_, found) in enumerate(cases)}, background, draws=20)
