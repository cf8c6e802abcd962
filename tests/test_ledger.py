"""The index over a store: what is known, what was known, and what copies and retractions do to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb.errors import UnknownName, UsageError
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


def test_a_judgement_parts_acts_and_can_be_taken_back(tmp_path, facts):
    """Recorded with author and time, and reversible."""
    folder = tmp_path / "store"
    with kb.open(folder) as base:
        base.add(facts("2025-01-01-first"))
        base.add(facts("2025-01-01-second"))
    joined = direction(folder)
    with kb.open(folder) as base:
        made = base.judge(
            "act:2025-01-01-first-xi-message", "act:2025-01-01-second-xi-message", same=False, author="Jo"
        )
        (row, _) = base.query("judgements").rows
        assert [str(cell.value) for cell in row[2:4]] == ["false", "Jo"]
    assert direction(folder)[1] == 2
    assert direction(folder)[0] > joined[0]
    with kb.open(folder) as base:
        base.remove(made)
    assert direction(folder) == joined


def test_a_judgement_joins_acts_that_look_different(tmp_path, facts):
    """And is known only from the day on which it was made."""
    folder = tmp_path / "store"
    first, second = (f"act:{key}-xi-message" for key in ("2025-01-01-first", "2025-01-01-second"))
    with kb.open(folder) as base:
        base.add(facts("2025-01-01-first", recorded='"2025-01-02T12:00:00Z"'))
        later = facts("2025-01-01-second", recorded='"2025-01-02T12:00:00Z"')
        earlier = later.read_text("utf-8").replace("2024-12-31", "2024-12-20")
        later.write_text(earlier.replace('kb:latestDate "2025-01-01"', 'kb:latestDate "2024-12-20"'), "utf-8")
        base.add(later)
    assert direction(folder)[1] == 2
    with kb.open(folder) as base:
        base.judge(first, second, same=True, author="Jo")
    assert direction(folder)[1] == 1
    assert direction(folder, known_at="2025-01-03")[1] == 2


@pytest.mark.parametrize("acts", [("act:x", "act:y"), ("nothing", "act:y")])
def test_a_judgement_on_unknown_acts_is_refused(tmp_path, facts, acts):
    """No stance tells of them."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        with pytest.raises(UnknownName, match="kb acts lists them"):
            base.judge(*acts, same=True, author="Jo")


def test_a_judgement_needs_two_acts(tmp_path, facts):
    """An act is the same as itself."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        act = "act:2025-01-01-first-xi-message"
        with pytest.raises(UsageError, match="two acts"):
            base.judge(act, act, same=True, author="Jo")


def test_a_judge_may_judge_often_and_only_what_can_be_one(tmp_path, facts):
    """A second judgement of an author is taken, one on acts of different dyads refused; removal leaves nothing."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"), facts("2025-01-01-second"))
        before = base.store.graphs()
        made = [
            base.judge(
                *(f"act:{key}-{act}" for key in ("2025-01-01-first", "2025-01-01-second")), same=True, author="Jo"
            )
            for act in ("xi-message", "kim-message")
        ]
        with pytest.raises(UsageError, match="different holders or targets"):
            base.judge("act:2025-01-01-first-xi-message", "act:2025-01-01-first-war", same=True, author="Jo")
        for judgement in made:
            base.remove(judgement)
        assert base.store.graphs() == before


def test_what_was_known_is_reckoned_for_that_day_at_most(tmp_path, facts):
    """Not for today, where nothing was known yet."""
    with kb.open(tmp_path / "store") as base:
        base.add(facts("2025-01-01-first"))
        assert base.ledger(known_at="2024-06-01").at.isoformat() == "2024-06-01"
        assert base.ledger(known_at="2026-12-31").at.isoformat() == "2025-01-01"


GERMANY = {
    "kb:holder id:CHN": "kb:holder id:DEU",
    "kb:speaker leader:xi-jinping ; kb:inCapacityOf post:CHN-president ; kb:holderBasis kb:officeHolder ;": (
        "kb:holderBasis kb:actorNamed ;"
    ),
    "kb:sender leader:xi-jinping": "kb:sender id:DEU",
    "et:SUPPORT ; kb:polarity kb:supportive": "et:SANCTION ; kb:polarity kb:opposed",
}


def of_members(folder: Path) -> None:
    """A store in which Germany and the European Union itself sanction Russia."""
    small = (Path(__file__).parent / "facts" / "first.ttl").read_text("utf-8")
    for old, new in GERMANY.items():
        assert old in small
        small = small.replace(old, new)
    with kb.open(folder) as base:
        base.add(("one", small.encode()), suffix="ttl")
        base.add(("two", small.replace("first", "second").replace("id:DEU", "id:EU").encode()), suffix="ttl")


def test_members_count_by_their_share_and_only_when_asked_for(tmp_path):
    """Germany's act is a twenty-seventh of one of the Union; what that discounts is told."""
    of_members(tmp_path / "store")
    with kb.open(tmp_path / "store") as base:
        union, russia = base.find("EU"), base.find("Russia")
        ledger = base.ledger()
        own, _ = ledger.pair(union, russia)
        both, back = ledger.pair(union, russia, with_members=True)
    assert (own.alignment.acts, own.memberships) == (1, ())
    assert both.alignment.acts == 2
    whole, share = (abs(one.value) * (both.alignment.support + 2) for one in both.alignment.contributions)
    assert share == pytest.approx(whole / 27)
    (counted,) = both.memberships
    assert (counted.of.code, counted.members, counted.acts) == ("EU", 27, 1)
    assert (counted.counted, counted.whole) == (pytest.approx(share), pytest.approx(whole))
    assert both.alignment.direction == pytest.approx(sum(one.value for one in both.alignment.contributions))
    assert back.memberships[0].acts == 0


def test_nobody_is_made_a_member_of_an_informal_bloc(tmp_path):
    """And a state has no members to count."""
    with kb.open(tmp_path / "none") as base:
        ledger = base.ledger()
        west, russia = base.find("the West"), base.find("Russia")
        found, _ = ledger.pair(west, russia, with_members=True)
        assert [(one.members, one.acts) for one in found.memberships] == [(0, 0)]
        assert found.alignment == ledger.pair(west, russia)[0].alignment
        with pytest.raises(UsageError, match="has members"):
            ledger.pair(base.find("China"), russia, with_members=True)
