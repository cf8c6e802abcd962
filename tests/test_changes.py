"""The laws of what changed between two states."""

from datetime import date, timedelta
from fractions import Fraction
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.acts import Act
from kb.alignment import Contribution, Kind, summed, weighed
from kb.changes import Change, changes
from kb.names import Candidate
from kb.reports import Report
from kb.standing import Standing

TODAY = date(2025, 1, 1)
SCALE = {"SUPPORT": Kind(0.5, 0, 180), "ACCUSE": Kind(-0.3, 0, 180), "SANCTION": Kind(-0.6, 3, 365, lasts=True)}
LAW = settings(max_examples=2_000, deadline=None)
TURNED = {"came": "went", "went": "came"}


def report(key: str = "a", **told: object) -> Report:
    """A report of China's support for Russia in an article of its own."""
    day = told.get("day", TODAY)
    values: dict[str, object] = {
        "stance": f"stance:{key}", "holder": "id:CHN", "target": "id:RUS", "event_type": "SUPPORT",
        "modality": "asserted", "evidentiality": "directQuote", "confidence": 0.9, "basis": "officeHolder",
        "day": day, "earliest": day, "latest": day, "act": f"act:{key}", "outlet": "outlet:a",
        "article": f"article:{key}", "origin": f"origin:{key}", "summary": f"Says {key}", "start": 0, "end": 10,
    }  # fmt: skip
    return Report(**values | told)  # type: ignore[arg-type]


def standing(*acts: tuple[Report, ...], at: date = TODAY, target: str = "id:RUS") -> Standing:
    """How China stands toward a target by some acts, each given as its reports."""
    found = summed(weighed(map(Act, acts), SCALE, at, lambda one: one.confidence))
    ends = (Candidate(iri, iri[3:], iri[3:], "State", "code") for iri in ("id:CHN", target))
    return Standing(*ends, at, found, {})


@st.composite
def states(draw: st.DrawFn) -> list[Standing]:
    """Standings toward two targets; any two states share some of their reports, gathered into acts as chance has it."""
    found = []
    at = TODAY + timedelta(draw(st.integers(-200, 200)))
    for target in draw(st.sets(st.sampled_from(["id:RUS", "id:UKR"]))):
        acts: dict[int, list[Report]] = {}
        for key in draw(st.sets(st.integers(0, 9))):
            one = report(
                f"{target}{key}",
                event_type=list(SCALE)[key % 3],
                day=TODAY - timedelta(40 * key),
                confidence=draw(st.sampled_from([0.3, 0.9])),
                target=target,
            )
            acts.setdefault(draw(st.integers(0, 5)), []).append(one)
        one = standing(*(tuple(sorted(act)) for act in acts.values()), at=at, target=target)
        found += [one] if one.alignment.contributions else []
    return found


def exact(contributions: tuple[Contribution, ...]) -> Fraction:
    """What contributions add up to, without rounding."""
    return sum((Fraction(one.value) for one in contributions), Fraction(0))


def only(found: list[Change]) -> Change:
    """The one change."""
    (change,) = found
    return change


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@LAW
@given(states(), states())
def test_the_parts_add_up_to_the_move_exactly(before, after):
    """Every contribution of either state is in one part, and in no other."""
    for change in changes(before, after):
        for parts, whole in (
            ([part.before for part in change.parts], change.before.alignment),
            ([part.after for part in change.parts], change.after.alignment),
        ):
            assert sum(map(exact, parts)) == exact(whole.contributions)
            assert sorted(one.report.stance for part in parts for one in part) == sorted(
                one.report.stance for one in whole.contributions
            )
        assert change.move == fsum(part.change for part in change.parts)
        assert change.move == pytest.approx(
            change.after.alignment.direction - change.before.alignment.direction, abs=1e-14
        )
        assert change.move == pytest.approx(fsum(map(change.of, ("came", "went", "regrouped", "retold", "stayed"))))


@LAW
@given(states(), states())
def test_what_is_not_told_did_not_change(before, after):
    """A dyad without a change has the same numbers in both states, or evidence in neither."""
    told = {change.before.target.iri for change in changes(before, after)}
    numbers = [{one.target.iri: one.alignment[:-1] for one in state} for state in (before, after)]
    for target in numbers[0].keys() | numbers[1].keys():
        assert target in told or numbers[0][target] == numbers[1][target]


@LAW
@given(states())
def test_between_equal_states_nothing_changed(state):
    """Nor is there a row without a move."""
    assert changes(state, state) == []


@LAW
@given(states(), states())
def test_turned_round_it_is_the_opposite(before, after):
    """What came went, what went came, and every number has the other sign."""

    def told(found: list[Change], sign: int) -> list[object]:
        return [
            (
                change.before.target.iri,
                sign * change.move,
                sorted((TURNED.get(p.kind, p.kind) if sign < 0 else p.kind, sign * p.change) for p in change.parts),
            )
            for change in found
        ]

    assert told(changes(before, after), 1) == told(changes(after, before), -1)


@LAW
@given(states(), states())
def test_the_largest_move_comes_first(before, after):
    """Of dyads, and of the acts of each."""
    found = changes(before, after)
    for values in ([one.move for one in found], *([part.change for part in one.parts] for one in found)):
        assert [abs(value) for value in values] == sorted(map(abs, values), reverse=True)


# ── What became of an act ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ((), ("a",), ["came"]),
        (("a",), (), ["went"]),
        (("a",), ("a", "b"), ["came", "stayed"]),
        (("a", "b"), ("ab",), ["regrouped"]),
        (("ab",), ("a", "b"), ["regrouped"]),
        (("ab", "c"), ("a", "bc"), ["regrouped"]),
        (("a",), ("ab",), ["retold"]),
        (("ab",), ("b",), ["retold"]),
        (("a",), ("b",), ["came", "went"]),
    ],
)
def test_what_became_of_acts(before, after, kinds):
    """Acts are known by their reports; each letter is a report, each word an act."""
    one, other = (standing(*(tuple(map(report, act)) for act in state)) for state in (before, after))
    assert sorted(part.kind for part in only(changes([one] * bool(before), [other] * bool(after))).parts) == kinds


def test_a_report_that_says_something_else_is_told_anew():
    """As when an article is replaced."""
    change = only(changes([standing((report(),))], [standing((report(confidence=0.5),))]))
    assert [part.kind for part in change.parts] == ["retold"]
    assert change.moved


def test_an_act_that_stays_fades():
    """Between two days nothing but time moved it."""
    acts = (report(),)
    change = only(changes([standing(acts)], [standing(acts, at=TODAY + timedelta(180))]))
    assert change.faded
    assert change.move < 0


def test_what_comes_takes_from_what_stays():
    """On the same day, too: the acts share what they add up to."""
    change = only(changes([standing((report(),))], [standing((report(),), (report("b"),))]))
    came, stayed = change.parts
    assert (came.kind, stayed.kind) == ("came", "stayed")
    assert stayed.change < 0 < came.change
    assert not change.faded


def test_a_later_day_has_reports_that_the_earlier_did_not():
    """An act is told again within its days."""
    acts = (report(), report("b", day=TODAY + timedelta(2)))
    change = only(changes([standing(acts)], [standing(acts, at=TODAY + timedelta(2))]))
    assert [part.kind for part in change.parts] == ["retold"]


def test_another_report_of_the_same_origin_is_told_though_it_moves_nothing():
    """A copy changes no score."""
    copy = report("b", origin="origin:a")
    change = only(changes([standing((report(),))], [standing((report(), copy))]))
    assert (change.move, change.moved, change.parts[0].kind) == (0, False, "retold")
