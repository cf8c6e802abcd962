"""The index over a store: what is known, what was known, and what copies and retractions do to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb.files import articles_folder

KEY = "2025-01-01-new-year-messages"
RECORDED = '"2026-11-23T12:00:00Z"'


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., Path]:
    """The built-in article under another key, with texts put in the place of others."""

    def make(key: str, **replaced: str) -> Path:
        text = (articles_folder() / f"{KEY}.ttl").read_text("utf-8").replace(KEY, key)
        for old, new in replaced.items():
            text = text.replace({"recorded": RECORDED, "stance": "a kb:Stance ;"}[old], new)
        path = tmp_path / f"{key}.ttl"
        path.write_text(text, "utf-8")
        return path

    return make


def direction(folder: Path, **settings: str) -> tuple[float, int]:
    """The direction of China toward Russia, and how many acts it rests on."""
    with kb.open(folder) as base:
        one, _ = base.align("China", "Russia", **settings)
        return one.alignment.direction, one.alignment.acts


def test_a_copy_under_another_name_changes_nothing(tmp_path, facts):
    """A syndicated report of the same message is the same act, from the same origin."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
    before = direction(tmp_path / "store")
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-second"))
    assert direction(tmp_path / "store") == before == (pytest.approx(0.321, abs=0.001), 1)


def test_what_was_known_is_not_moved_by_later_records(tmp_path, facts):
    """Whatever is recorded afterwards."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first", recorded='"2025-02-01T12:00:00Z"'))
    before = direction(tmp_path / "store", known_at="2025-02-15")
    with kb.open(tmp_path / "store") as base:
        later = facts("2025-03-01-later", recorded='"2025-03-01T12:00:00Z"')
        later.write_text(
            later.read_text("utf-8").replace("2024-12-31", "2025-02-28").replace("2025-01-01", "2025-03-01")
        )
        base.add(later)
    assert direction(tmp_path / "store", known_at="2025-02-15") == before
    assert direction(tmp_path / "store") != before


def test_what_is_retracted_counts_as_if_it_had_never_been_added(tmp_path, facts):
    """But it was known until then."""
    gone = 'a kb:RetractedStance ; prov:invalidatedAtTime "2025-03-01T00:00:00Z"^^xsd:dateTime ;'
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first", recorded='"2025-02-01T12:00:00Z"', stance=gone))
    assert direction(tmp_path / "store") == (0, 0)
    assert direction(tmp_path / "store", known_at="2025-02-15")[1] == 1
    assert direction(tmp_path / "store", known_at="2025-03-15") == (0, 0)
