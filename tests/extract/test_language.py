"""Whether a text is in English."""

import json

import pytest

from kb.extract import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Россия осудила нападение.", "ru"),
        ("俄罗斯谴责袭击", "zh"),
        ("Russland verurteilt den Angriff auf Polen.", "de"),
        ("China e Rusia firmaron un acuerdo.", "es"),
        ("Russia and China signed.", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_sentence_is_told(text, code):
    """Short ones as well."""
    assert language.of(text) == code


def test_news_in_english_is_english(shared):
    """Of three thousand items, many of them full of foreign names, one at most is taken for another language."""
    lines = (shared / "data/news/wce_2025-09_2026-03.jsonl").read_text("utf-8").splitlines()
    foreign = [text for text in (json.loads(line)["text"] for line in lines) if language.of(text) != "en"]
    assert len(lines) > 3000
    assert len(foreign) <= 1
