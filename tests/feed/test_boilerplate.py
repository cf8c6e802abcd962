"""What is no part of a report is set aside, and nothing else is."""

import json

import pytest

from kb.facts import Span
from kb.feed import boilerplate


@pytest.mark.parametrize(("kind", "example"), [(kind, example) for kind, _, example in boilerplate.rows()])
def test_every_kind_is_known_by_its_example(kind, example):
    """The whole of it, between paragraphs that stay."""
    text = f"Poland protested.\n{example}\nRussia denied it."
    assert [span.of(text) for span in boilerplate.spans(text)] == [example], kind


@pytest.mark.parametrize(
    "text",
    [
        "The newspaper lost a third of its subscribers after the raid.",
        "Ministers agreed on a law about cookies and consent on Monday.",
        "Share prices fell in Moscow.",
        "Copyright law divides Brussels and Washington.",
        "Related talks between Egypt and Israel were suspended.",
    ],
)
def test_news_about_such_things_stays(text):
    """A report on subscribers is no notice to them."""
    assert list(boilerplate.spans(text)) == []


def test_the_notice_of_the_seed_article_is_set_aside(shared):
    """From its first to its last sign, and nothing of the article."""
    text = (shared / "articles/new-year-messages.txt").read_text("utf-8")
    assert list(boilerplate.spans(text)) == [Span(0, 261)]


def test_no_item_of_real_news_loses_anything(shared):
    """Three thousand of them have no boilerplate."""
    lines = (shared / "data/news/wce_2025-09_2026-03.jsonl").read_text("utf-8").splitlines()
    assert [text for text in (json.loads(line)["text"] for line in lines) if list(boilerplate.spans(text))] == []
