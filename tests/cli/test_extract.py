"""Extraction from the command line: what is printed, and that nothing is stored."""

import json

import pytest

TEXT = """Poland recalls envoy after drone raid
WARSAW, 12 March 2025

Poland recalled its ambassador from Moscow on Tuesday and accused Russia of sending drones over its border.

Russia rejected the charge. "This is a lie," Foreign Minister Sergei Lavrov said.

Germany and France condemned the raid and promised Warsaw two air defence batteries.
"""

KEYS = ["id", "fact", "holder", "target", "issue", "event_type", "polarity", "speaker", "modality", "evidentiality"]
KEYS += ["background", "date", "tier", "start", "end", "quote"]


@pytest.fixture
def article(tmp_path):
    """A short article."""
    (tmp_path / "raid.txt").write_text(TEXT)
    return str(tmp_path / "raid.txt")


def lines(out):
    """JSON lines as objects."""
    return [json.loads(line) for line in out.splitlines()]


def test_json_lines_have_each_fact_with_its_words(kb, article):
    """Every key in its order, and offsets that lead to the quotation."""
    found = lines(kb("extract", article, "--date", "2025-03-12", "--format", "jsonl").out)
    assert all(list(line) == KEYS for line in found)
    assert all(TEXT[line["start"] : line["end"]] == line["quote"] for line in found)
    assert {(line["holder"], line["event_type"], line["target"]) for line in found} == {
        ("POL", "SANCTION", "RUS"),
        ("POL", "ACCUSE", "RUS"),
        ("RUS", "REJECT", "POL"),
        ("DEU", "ACCUSE", "RUS"),
        ("FRA", "ACCUSE", "RUS"),
        ("DEU", "AID", "POL"),
        ("FRA", "AID", "POL"),
    }
    assert {line["id"] for line in found} == {"raid"}


def test_nothing_is_stored(kb, article, store):
    """Printing is all."""
    kb("extract", article)
    assert not store.exists()


def test_standard_input_and_json_lines(kb):
    """Only id and text are required."""
    given = b'{"id": "one", "text": "Japan thanked Kenya."}\n{"id": "two", "text": "It rained."}\n'
    (line,) = lines(kb("extract", "-", "--input", "jsonl", "--format", "jsonl", stdin=given).out)
    assert (line["id"], line["holder"], line["target"], line["date"]) == ("one", "JPN", "KEN", None)
    assert kb("extract", "-", stdin=given).code == 2


def test_an_article_without_facts_is_no_failure(kb):
    """Nor is one in another language, which is told."""
    done = kb("extract", "-", "--input", "text", "--format", "jsonl", stdin=b"It rained in the mountains.")
    assert (done.code, done.out) == (0, "")
    french = "La Pologne a condamné la Russie après l’attaque.".encode()
    done = kb("extract", "-", "--input", "text", "--format", "jsonl", stdin=french)
    assert (done.code, done.out) == (0, "")
    assert 'not in English but in "fr"' in done.err


def test_a_file_that_cannot_be_read_fails_after_the_others(kb, article, tmp_path):
    """What can be read is printed."""
    (tmp_path / "empty.txt").write_text("")
    done = kb("extract", str(tmp_path / "empty.txt"), article, "--format", "jsonl")
    assert done.code == 1
    assert len(lines(done.out)) == 7
    assert "empty.txt is empty." in done.err


def test_the_text_is_shown_with_its_facts(kb, article):
    """In brackets where there is no colour, each fact below its paragraph."""
    out = kb("extract", article, "--date", "2025-03-12", "--show").out
    assert "[recalled its ambassador from Moscow]⟨1⟩" in out
    assert "1  POL → RUS  SANCTION  high · 2025-03-11" in out
    assert max(map(len, out.splitlines())) <= 80
    assert kb("extract", article, "--show", "--format", "jsonl").code == 2
