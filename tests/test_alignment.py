"""The laws of the alignment index, and its figures."""

from datetime import date, timedelta
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.acts import Act, grouped
from kb.alignment import Alignment, Kind, reliability, summed, weighed
from kb.reports import Report

TODAY = date(2025, 1, 1)
SCALE = {
    "SUPPORT": Kind(0.5, 0, 180, 2, "signed"),
    "AGREE": Kind(0.25, 2, 180),
    "AID": Kind(1.0, 3, 365, 4, "military"),
    "REQUEST": Kind(0.0, 0, 90),
    "ACCUSE": Kind(-0.3, 0, 180),
    "SANCTION": Kind(-0.6, 3, 365, lasts=True),
    "ASSAULT": Kind(-0.9, 4, 730, lasts=True),
}
SIDES = sorted(SCALE)
LAW = settings(max_examples=2_000, deadline=None)


def report(key: str = "a", **told: object) -> Report:
    """The president of one state speaks for another, in a paper's own article, on the day itself."""
    day = told.get("day", TODAY)
    values: dict[str, object] = {
        "stance": f"stance:{key}", "holder": "id:CHN", "target": "id:RUS", "event_type": "SUPPORT",
        "modality": "asserted", "evidentiality": "directQuote", "confidence": 1.0, "basis": "officeHolder",
        "day": day, "earliest": day, "latest": day, "act": f"act:{key}", "outlet": "outlet:a",
        "article": f"article:{key}", "origin": f"origin:{key}", "office": "post:president",
        "summary": f"Says {key}", "start": 0, "end": 10,
    }  # fmt: skip
    return Report(**values | told)  # type: ignore[arg-type]


def aligned(reports: list[Report], at: date = TODAY, scale: dict[str, Kind] = SCALE) -> Alignment:
    """The alignment that acts of one report each make."""
    acts = [Act((one,)) for one in reports]
    return summed(weighed(acts, scale, at, reliability({"post:president": ["headOfState"]})))


@st.composite
def some_reports(draw: st.DrawFn) -> list[Report]:
    """Up to a dozen reports of one dyad, of any kind, age and reliability."""
    number = draw(st.integers(0, 12))
    return [
        report(
            str(n),
            event_type=draw(st.sampled_from(SIDES)),
            day=TODAY - timedelta(draw(st.integers(-30, 3_000))),
            evidentiality=draw(st.sampled_from(["directQuote", "paraphrase", "narration", "hedged"])),
            confidence=draw(st.floats(0, 1)),
            office=draw(st.sampled_from(["", "post:president", "post:other"])),
        )
        for n in range(number)
    ]


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@LAW
@given(some_reports())
def test_the_direction_lies_between_minus_one_and_one_and_inside_its_interval(told):
    """Neither end is ever reached."""
    found = aligned(told)
    assert -1 < found.direction < 1
    assert -1 <= found.interval[0] <= found.direction <= found.interval[1] <= 1
    assert 0 <= found.p_aligned <= 1


def test_without_evidence_there_is_no_direction():
    """And the interval says that nothing is known."""
    found = aligned([])
    assert (found.direction, found.p_aligned, found.depth, found.contributions) == (0, 0.5, (None, None), ())
    assert found.interval == pytest.approx((-0.95, 0.95))
    assert found.flags == ("thin",)


@LAW
@given(some_reports())
def test_contributions_add_up_exactly(told):
    """The direction is their sum, and (P − N) / (P + N + 2)."""
    found = aligned(told)
    assert found.direction == fsum(one.value for one in found.contributions)
    balance = (found.supportive - found.opposed) / (found.supportive + found.opposed + 2)
    assert found.direction == pytest.approx(balance, abs=1e-12)
    assert [abs(one.value) for one in found.contributions] == sorted(
        (abs(one.value) for one in found.contributions), reverse=True
    )


@LAW
@given(some_reports())
def test_it_turns_round_when_every_score_does(told):
    """Nothing favours one side."""
    turned = {name: kind._replace(score=-kind.score) for name, kind in SCALE.items()}
    found, mirrored = aligned(told), aligned(told, scale=turned)
    assert mirrored.direction == pytest.approx(-found.direction, abs=1e-12)
    assert mirrored.interval == pytest.approx((-found.interval[1], -found.interval[0]), abs=1e-9)
    assert mirrored.p_aligned == pytest.approx(1 - found.p_aligned, abs=1e-9)


@LAW
@given(some_reports(), st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(told, chance):
    """Whoever reads first."""
    mixed = list(told)
    chance.shuffle(mixed)
    assert aligned(mixed) == aligned(told)


@LAW
@given(some_reports())
def test_a_new_act_moves_it_to_its_side(told):
    """An act for the target raises the direction, one against it lowers it."""
    before = aligned(told).direction
    assert aligned([*told, report("new", event_type="AGREE")]).direction > before
    assert aligned([*told, report("new", event_type="ACCUSE")]).direction < before


@settings(max_examples=2_000, deadline=None)
@given(some_reports(), st.integers(1, 3))
def test_copies_of_a_report_change_nothing(told, number):
    """The same origin printed by others, whether in the same words or not."""
    copies = [
        one._replace(stance=f"{one.stance}-{n}", article=f"article:copy-{n}", outlet=f"outlet:{n}")
        for one in told
        for n in range(number)
    ]
    weigh = reliability({"post:president": ["headOfState"]})
    before = summed(weighed(grouped(told), SCALE, TODAY, weigh))
    after = summed(weighed(grouped(told + copies), SCALE, TODAY, weigh))
    assert after.direction == before.direction
    assert after.origins == before.origins


@LAW
@given(some_reports(), some_reports())
def test_what_happens_later_does_not_count_yet(told, later):
    """As of a day, acts of later days are unknown."""
    after = [one._replace(day=TODAY + timedelta(1 + n), stance=f"later:{n}") for n, one in enumerate(later)]
    assert aligned(told + after).direction == aligned(told).direction


@LAW
@given(st.sampled_from(["SUPPORT", "AID", "ACCUSE"]), st.integers(0, 2_000), st.integers(1, 2_000))
def test_an_act_fades_and_never_turns(event_type, age, more):
    """It counts less from day to day, on the same side."""
    now, then = (aligned([report(event_type=event_type)], TODAY + timedelta(days)) for days in (age, age + more))
    assert abs(then.direction) < abs(now.direction)
    assert then.direction * now.direction > 0


# ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def message(key: str) -> Report:
    """A head of state's words of support a day old, quoted, the reading 95 % sure."""
    return report(key, day=TODAY - timedelta(1), confidence=0.95)


@pytest.mark.parametrize(
    ("number", "direction", "low", "high"), [(1, 0.32, -0.70, 0.97), (10, 0.83, 0.41, 1.00)], ids=["one", "ten"]
)
def test_messages_of_support(number, direction, low, high):
    """One message says little, ten say much."""
    found = aligned([message(str(n)) for n in range(number)])
    assert found.direction == pytest.approx(direction, abs=0.005)
    assert found.interval == pytest.approx((low, high), abs=0.005)
    assert ("thin" in found.flags) == (number == 1)


def test_a_mild_act_for_the_target_does_not_lower_it():
    """As it would with a mean: SUPPORT, then AGREE besides, raises .333 to .429 where all is certain and new."""
    sure = {name: kind._replace(score=kind.score / 0.95) for name, kind in SCALE.items()}
    assert aligned([report("a")], scale=sure).direction == pytest.approx(1 / 3)
    both = aligned([report("a"), report("b", event_type="AGREE")], scale=sure)
    assert both.direction == pytest.approx(1.5 / 3.5)


def test_two_sides_of_like_weight_are_contested():
    """A quarter of the support on the weaker side is enough."""
    told = [report("a"), report("b"), report("c"), *(report(f"x{n}", event_type="ACCUSE") for n in range(3))]
    assert aligned(told).flags == ("contested",)
    assert aligned([*told[:4], report("d")]).flags == ()


# ── What an act weighs ────────────────────────────────────────────────────────────────────────────────────────────────


def test_within_an_act_the_strongest_of_each_side_counts_once():
    """A mixed message keeps both sides."""
    act = Act((report("a"), report("b", event_type="AGREE"), report("c", event_type="ACCUSE")))
    found = summed(weighed([act], SCALE, TODAY, reliability({"post:president": ["headOfState"]})))
    assert [one.report.stance for one in found.contributions] == ["stance:a", "stance:c"]
    assert (found.acts, found.origins) == (1, 3)


def test_origins_are_counted_once():
    """Two acts that one article tells of have one origin."""
    told = [report("a"), report("b", origin="origin:a")]
    assert (aligned(told).acts, aligned(told).origins) == (2, 1)


def test_independent_origins_make_an_act_surer():
    """1 − (1 − .7)²; a copy does not."""
    weigh = reliability({})
    one, other = report("a", office=""), report("b", office="")
    assert summed(weighed([Act((one, other))], SCALE, TODAY, weigh)).contributions[0].weight == pytest.approx(0.91)
    copied = Act((one, other), sources={"stance:b": "origin:a"})
    assert summed(weighed([copied], SCALE, TODAY, weigh)).contributions[0].weight == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("told", "weight"),
    [
        ({}, 0.95),
        ({"evidentiality": "paraphrase"}, 0.9),
        ({"evidentiality": "narration"}, 0.8),
        ({"evidentiality": "hedged"}, 0.6),
        ({"office": "post:minister"}, 0.9),
        ({"office": "post:other"}, 0.8),
        ({"office": ""}, 0.7),
        ({"confidence": 0.5}, 0.5),
    ],
)
def test_a_report_counts_by_how_near_and_how_high_it_is(told, weight):
    """Confidence × evidentiality × representativeness, at most .95."""
    weigh = reliability({"post:president": ["headOfState", "headOfGovernment"], "post:minister": ["foreignMinister"]})
    (one,) = summed(weighed([Act((report(**told),))], SCALE, TODAY, weigh)).contributions
    assert one.weight == pytest.approx(weight)


@pytest.mark.parametrize(
    ("told", "fading"),
    [
        ({"day": date(2024, 7, 5), "event_type": "SUPPORT"}, 0.5),
        ({"day": date(2024, 1, 2), "event_type": "SANCTION"}, 1.0),
        ({"day": date(2023, 1, 2), "event_type": "SANCTION"}, 0.5),
        ({"day": date(2020, 1, 1), "event_type": "SANCTION", "published": date(2024, 12, 1)}, 1.0),
        ({"day": date(2020, 1, 1), "event_type": "SANCTION", "until": date(2025, 6, 1)}, 1.0),
        ({"day": date(2020, 1, 1), "event_type": "SANCTION", "until": date(2024, 1, 2)}, 0.5),
    ],
    ids=["fades", "in force", "not heard of", "heard of", "end to come", "ended"],
)
def test_what_is_in_force_does_not_fade(told, fading):
    """While it has an end to come, or for one half-life after the last report of it."""
    (one,) = aligned([report(**told)]).contributions
    assert one.fading == pytest.approx(fading, abs=0.001)


def test_depth_is_the_deepest_of_each_side():
    """Raised by the circumstance that the event type names."""
    told = [report("a"), report("b", event_type="AID", circumstances=("military",)), report("c", event_type="ACCUSE")]
    assert aligned(told).depth == (4, 0)
    assert aligned([report("a", circumstances=("signed",))]).depth == (2, None)
