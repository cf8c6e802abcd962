"""The labels that extraction is measured by: of real items, in the ontology's terms, quoting what stands there."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from kb import packaged
from kb.terms import KB, PREFIXES, text

HERE = Path(__file__).parent
HALVES = ("work", "report")
ARTICLES = sorted(HERE.glob("articles/*/*.txt"))
FLAGS = {
    "background": {True},
    "optional": {True},
    "modality": {"future", "conditional", "hypothetical", "negated"},
    "evidentiality": {"hedged", "directQuote", "paraphrase"},
    "body": {"parliament", "president-elect", "opposition"},
}
SIDES = {"supportive": 1, "opposed": -1, "neutral": 0}


@pytest.fixture(scope="module")
def polarities() -> dict[str, int]:
    """Event type → its polarity."""
    told = {
        (text(quad.subject), quad.predicate.value): text(quad.object)
        for quads in packaged.graphs().values()
        for quad in quads
    }
    notation, polarity = PREFIXES["skos"] + "notation", KB + "polarity"
    return {
        name: SIDES[told[of, polarity].removeprefix(KB)]
        for (of, predicate), name in told.items()
        if predicate == notation and (of, polarity) in told
    }


@pytest.fixture(scope="module")
def codes() -> set[str]:
    """The codes of all actors."""
    found = {
        quad.object.value
        for quads in packaged.graphs().values()
        for quad in quads
        if quad.predicate == NamedNode(KB + "code") and isinstance(quad.object, Literal)
    }
    return found | UNKNOWN


UNKNOWN = {"AFDB", "ARSA", "BADEA", "CLAN_DEL_GOLFO", "HTS", "ICRC", "NORAD"}
"""Actors that the ontology does not know."""


def labelled(half: str) -> list[dict[str, Any]]:
    """The items of a half."""
    return read(HERE / f"{half}.jsonl")


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").strip().split("\n")]


def gold(path: Path) -> dict[str, Any]:
    """The labels of an article."""
    return json.loads(path.with_suffix(".gold.json").read_text("utf-8"))


@pytest.mark.parametrize("half", HALVES)
def test_items_are_real_and_labelled_once(half, shared):
    """And none of them is among those that others have labelled."""
    news = shared / "data" / "news"
    known, taken = (
        {item["id"] for item in read(news / name)} for name in ("wce_2025-09_2026-03.jsonl", "gold_dev.jsonl")
    )
    ids = [item["id"] for item in labelled(half)]
    assert len(ids) == len(set(ids))
    assert set(ids) <= known - taken


def test_the_halves_share_nothing():
    """What is reported was not worked on."""
    work, report = ({item["id"] for item in labelled(half)} for half in HALVES)
    assert not work & report
    assert len(work) == 327
    assert len(report) == 90


@pytest.mark.parametrize("half", HALVES)
def test_edges_speak_the_ontologys_language(half, codes, polarities):
    """Codes, event types with their polarity, and flags."""
    for item in labelled(half):
        for edge in item["edges"]:
            right(edge, codes, polarities)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_says_what_its_labels_quote(path, codes, polarities):
    """Spans count code points, and the edges are what the stances come to."""
    told, found = path.read_text("utf-8"), gold(path)
    for stance in found["stances"]:
        assert told[stance["start"] : stance["end"]] == stance["quote"]
    stances = {(one["holder"], one["target"], one["eventType"], one["polarity"]) for one in found["stances"]}
    for edge in found["edges"]:
        right(edge, codes, polarities)
        assert (edge["source"], edge["target"], edge["action"], edge["polarity"]) in stances


def test_there_are_articles():
    """Six to work on, six to report."""
    assert [len([path for path in ARTICLES if path.parent.name == half]) for half in HALVES] == [6, 6]


def right(edge: dict[str, Any], codes: set[str], polarities: dict[str, int]) -> None:
    """An edge has two different known actors, a type, the polarity of that type unless negated, and known flags."""
    flags = {key: value for key, value in edge.items() if key not in ("source", "target", "action", "polarity")}
    assert {edge["source"], edge["target"]} <= codes
    assert edge["source"] != edge["target"]
    assert all(value in FLAGS[key] for key, value in flags.items())
    expected = 0 if edge.get("modality") == "negated" else polarities.get(edge["action"], 0)
    assert edge["polarity"] in (expected, polarities.get(edge["action"], 0))
