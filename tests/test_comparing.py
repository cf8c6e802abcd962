"""Two states of a store compared: retractions, judgements and changes of what is stored."""

from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb import comparing
from kb.changes import changes
from kb.errors import BadParameter, LimitReached, NotAStore, StoreError, UsageError
from kb.files import articles_folder

KEY = "2025-01-01-new-year-messages"
RECORDED = '"2026-11-23T12:00:00Z"'
RETRACTED = 'a kb:RetractedStance ; prov:invalidatedAtTime "2025-03-01T00:00:00Z"^^xsd:dateTime ;'


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., Path]:
    """The built-in article under another key, recorded on a day, retracted or not, with later days or its own."""

    def make(key: str, recorded: str = "2025-02-01", stance: str = "a kb:Stance ;", days: tuple[str, str] = ()) -> Path:
        text = (articles_folder() / f"{KEY}.ttl").read_text("utf-8").replace(KEY, key)
        text = text.replace(RECORDED, f'"{recorded}T12:00:00Z"').replace("a kb:Stance ;", stance)
        for old, new in zip(("2024-12-31", "2025-01-01-", "2025-01-01"), days, strict=False):
            text = text.replace(old, new)
        path = tmp_path / f"{key}.ttl"
        path.write_text(text, "utf-8")
        return path

    return make


def test_what_is_retracted_is_as_if_it_had_never_been_added(tmp_path, facts):
    """The states differ in nothing."""
    with kb.open(tmp_path / "never") as base:
        base.add(facts("2025-01-01-first"))
        never = base.ledger().everyone()
    with kb.open(tmp_path / "retracted") as base:
        base.add(facts("2025-01-01-first"))
        base.add(facts("2025-01-01-second", stance=RETRACTED))
        assert changes(never, base.ledger().everyone()) == []


def test_what_was_known_changes_with_records_and_retractions(tmp_path, facts):
    """What is recorded comes, what is retracted goes, by the day on which that was; the same sentences both times."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first", stance=RETRACTED))
        came = base.diff("2025-01-31", "2025-02-01", "China", "Russia", known=True)
        went = base.diff("2025-02-01", "2025-03-01", "China", "Russia", known=True)
        assert base.diff("2025-02-01", "2025-02-28", known=True).changes == []
        assert base.diff("2025-03-01", "2025-12-31", known=True).changes == []
    (one,), (other,) = came.changes, went.changes
    assert [part.kind for part in one.parts] == ["came"]
    assert [part.kind for part in other.parts] == ["went"]
    assert other.move == -one.move != 0
    assert came.at == went.at


def test_known_states_are_reckoned_for_one_day(tmp_path, facts):
    """The one asked for, or that of the newest article of the later state: nothing fades in between."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"), facts("2025-01-01-second", recorded="2025-02-10"))
        told = base.diff("2025-02-05", "2025-02-15", known=True)
        later = base.diff("2025-02-05", "2025-02-15", known=True, as_of="2025-06-01")
    assert told.at.isoformat() == "2025-01-01"
    assert later.at.isoformat() == "2025-06-01"
    assert not told.changes or {part.kind for change in told.changes for part in change.parts} == {"retold"}
    assert {change.before.at for change in later.changes} <= {later.at}


def test_a_judgement_regroups(tmp_path, facts):
    """And what it moved is known from the day on which it was made."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"), facts("2025-01-01-second"))
        base.judge(*(f"act:2025-01-01-{name}-xi-message" for name in ("first", "second")), same=False, author="Jo")
        (change,) = base.moved().changes
        assert [part.kind for part in change.parts] == ["regrouped"]
        assert (change.before.alignment.acts, change.after.alignment.acts) == (1, 2)
        (known,) = base.diff("2025-02-02", "today", known=True).changes
        assert known.move == change.move


def test_a_removal_and_its_undoing_are_opposites(tmp_path, facts):
    """Both reckoned for the day of the newest article, removed or not."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        base.add(facts("2025-03-01-later", days=("2025-02-28", "2025-03-01-", "2025-03-01")))
        base.remove("2025-03-01-later")
        gone, back = base.moved(), base.moved(back=True)
        assert (gone.at.isoformat(), gone.now.isoformat()) == ("2025-03-01", "2025-01-01")
        assert (back.at, back.now) == (gone.at, gone.at)
        assert [one.move for one in back.changes] == [-one.move for one in gone.changes]
        assert len(gone.changes) == 6
        base.undo()
        assert base.ledger().at == gone.at


def test_a_copy_moves_nothing(tmp_path, facts):
    """It came, and no score is another."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        base.add(facts("2025-01-01-second"))
        assert base.moved().changes == []


def test_only_what_has_changed_is_compared(tmp_path, facts):
    """Of the graphs that are named, or of those of the last change."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        base.remove("2025-01-01-first")
        assert len(base.moved().changes) == 6
        assert base.moved("https://w3id.org/alignment-kb/id/article/another").changes == []


def test_a_change_of_too_many_dyads_is_not_compared(tmp_path, facts, monkeypatch):
    """It says so."""
    monkeypatch.setattr(comparing, "MOST", 5)
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        with pytest.raises(LimitReached, match="dyads, and 5 are the most"):
            base.moved()


def test_without_a_state_before_there_is_no_move(tmp_path, facts):
    """No store, or nothing that was changed in it, or a state that is no longer kept."""
    with kb.open(tmp_path / "store") as base:
        with pytest.raises(NotAStore):
            base.moved()
        base.add(facts("2025-01-01-first"))
        parent = base.store.published.parent
        base.close()
        earlier = tmp_path / "store" / "generations" / f"{parent:06}"
        earlier.rename(tmp_path / "elsewhere")
        with pytest.raises(StoreError, match="no longer kept"):
            base.moved()


@pytest.mark.parametrize(
    ("days", "more", "error", "said"),
    [
        (("2025-01-02", "2025-01-01"), {}, BadParameter, "in the wrong order"),
        (("2025-01-01", "2025-01-01"), {}, BadParameter, "the same day"),
        (("today", "today"), {}, BadParameter, "the same day"),
        (("yesterday", "2025-01-01"), {}, BadParameter, "BEFORE is a day"),
        (("2025-01-01", "2025-02-30"), {}, BadParameter, "AFTER is a day"),
        (("2025-01-01", "2999-01-01"), {}, BadParameter, "yet to come"),
        (("2025-01-01", "2999-01-01"), {"known": True}, BadParameter, "yet to come"),
        (("2025-01-01", "2025-02-01"), {"as_of": "2025-01-01"}, UsageError, "--as-of is for --known"),
        (("2025-01-01", "2025-02-01"), {"known": True, "known_at": "2025-01-01"}, UsageError, "leave out --known-at"),
    ],
)
def test_days_that_make_no_sense_are_refused(tmp_path, days, more, error, said):
    """With what to do instead."""
    with kb.open(tmp_path / "none") as base, pytest.raises(error, match=said):
        base.diff(*days, **more)
