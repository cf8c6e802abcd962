"""What extraction finds in news that nobody has read who works on it: no less than is said.

Only numbers are looked at here, never which items went wrong.
"""

import hashlib
import json
from pathlib import Path

import pytest

from kb import edges, scoring
from kb.facts import Article
from kb.feed.boilerplate import spans

HERE = Path(__file__).parent


def lines(path):
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def short(shared):
    """Items of one to three sentences: the half that is reported, and the odd half of those that others labelled."""
    news = shared / "data/news"
    texts = {item["id"]: item for item in lines(news / "wce_2025-09_2026-03.jsonl")}
    ours = [texts[item["id"]] | item for item in lines(HERE / "report.jsonl")]
    theirs = [item for item in lines(news / "gold_dev.jsonl") if hashlib.sha256(item["id"].encode()).digest()[0] % 2]
    return [*ours, *theirs]


@pytest.fixture(scope="module")
def long():
    """Whole articles, with their day."""
    found = []
    for path in sorted(HERE.glob("articles/report/*.gold.json")):
        told = json.loads(path.read_text("utf-8"))
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8")
        found.append(told | {"id": path.name.removesuffix(".gold.json"), "text": text})
    return found


def scores(engine, items):
    """The engine's facts against the labels of some items."""
    labels = edges.labels([("labels", "\n".join(json.dumps(item) for item in items))])
    articles = [Article(one["id"], one["text"], one["date"], aside=tuple(spans(one["text"]))) for one in items]
    found = {article.id: [edges.of(fact, article) for fact in facts] for article, facts in engine.facts(articles)}
    return scoring.scored(labels, found)


def test_short_items(engine, short):
    """149 items: precision of stances, F1 of stances and of event types, items without any fact that were given one."""
    told = scores(engine, short)
    assert told.articles == 149
    assert told.measures["stance"].precision.value >= 0.75
    assert told.measures["stance"].f1.value >= 0.60
    assert told.measures["type"].f1.value >= 0.45
    assert told.unlabelled.estimate.value <= 0.12


def test_whole_articles(engine, long):
    """Six articles."""
    told = scores(engine, long)
    assert told.articles == 6
    assert told.measures["stance"].precision.value >= 0.70
    assert told.measures["stance"].f1.value >= 0.50
    assert told.measures["type"].f1.value >= 0.45
