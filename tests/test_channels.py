"""Words, deeds and treaties: each channel weighed by itself, and what parts them."""

from collections.abc import Callable
from math import fsum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.acts import Act
from kb.alignment import reliability, summed, weighed
from kb.channels import CHANNELS, different_sides, partings, split
from kb.errors import UsageError
from kb.standing import Standing
from tests.newsroom import article, stance, treaty
from tests.test_alignment import SCALE, TODAY, report, some_reports

LAW = settings(max_examples=2_000, deadline=None)
PROBABILITY = st.floats(0, 1)


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def some_acts(draw: st.DrawFn) -> list[Act]:
    """Acts of up to four reports each, which may be of several kinds, and so of several channels."""
    told = [
        one._replace(circumstances=draw(st.sampled_from([(), ("military",), ("signed",)])))
        for one in draw(some_reports())
    ]
    acts = []
    while told:
        number = draw(st.integers(1, 4))
        acts.append(Act(tuple(told[:number])))
        told = told[number:]
    return acts


WEIGH = reliability({"post:president": ["headOfState"]})


@LAW
@given(some_acts())
def test_rhetoric_and_material_are_the_acts_of_the_whole(acts):
    """Each contribution stands in one channel; none is lost, none made."""
    whole, parts = summed(weighed(acts, SCALE, TODAY, WEIGH)), split(weighed(acts, SCALE, TODAY, WEIGH))
    assert tuple(parts) == CHANNELS
    found = [one._replace(value=0.0) for part in parts.values() for one in part.contributions]
    wanted = [one._replace(value=0.0) for one in whole.contributions]
    assert sorted(found, key=str) == sorted(wanted, key=str)
    assert all(one.depth < 3 for one in parts["rhetoric"].contributions)
    assert all(one.depth >= 3 for one in parts["material"].contributions)
    assert parts["treaty"].contributions == ()
    assert fsum(part.support for part in parts.values()) == pytest.approx(whole.support)


@LAW
@given(some_acts())
def test_the_contributions_of_a_channel_add_up_to_its_direction(acts):
    """Exactly, as in the whole; and it lies in its interval."""
    for part in split(weighed(acts, SCALE, TODAY, WEIGH)).values():
        assert part.direction == fsum(one.value for one in part.contributions)
        assert part.interval[0] <= part.direction <= part.interval[1]


@given(PROBABILITY, PROBABILITY)
def test_the_probability_of_different_sides(p, q):
    """Is one, whichever channel comes first; whoever says nothing leaves it even."""
    found = different_sides(p, q)
    assert 0 <= found <= 1
    assert found == pytest.approx(different_sides(q, p))
    assert found == pytest.approx(1 - different_sides(p, 1 - q))
    assert different_sides(p, 0.5) == pytest.approx(0.5)


def test_channels_without_evidence_are_not_compared():
    """A single one has nothing to part from."""
    words = [Act((report(),))]
    assert partings(split(weighed(words, SCALE, TODAY, WEIGH))) == []
    both = [*words, Act((report("b", event_type="SANCTION"),))]
    (found,) = partings(split(weighed(both, SCALE, TODAY, WEIGH)))
    assert (found.first, found.second, found.parts) == ("rhetoric", "material", True)
    assert found.probability > 0.5


# ── Over a store ──────────────────────────────────────────────────────────────────────────────────────────────────────

Told = Callable[..., dict[str, Standing]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """The channels of a dyad, of the United States toward Korea unless others are named, after some articles."""

    def channels(*articles: str, one: str = "USA", other: str = "KOR", **settings: object) -> dict[str, Standing]:
        with kb.open(tmp_path / "store") as base:
            base.add(*((f"article {n}", text.encode()) for n, text in enumerate(articles)), suffix="ttl")
            return base.ledger(**settings).channels(base.find(one), base.find(other))

    return channels


def directions(found: dict[str, Standing]) -> list[float]:
    """Those of rhetoric, material and treaty."""
    return [found[name].alignment.direction for name in CHANNELS]


def test_friendly_words_and_hostile_deeds(told):
    """Part, and each keeps its own acts; what is military goes deeper."""
    found = told(
        article(
            "a",
            stance("1", "USA", "SUPPORT", "KOR", "Praises the old friendship"),
            stance("2", "USA", "SANCTION", "KOR", "Puts a tariff on cars"),
            stance("3", "USA", "COERCE", "KOR", "Seizes a freighter"),
        )
    )
    words, deeds, bound = directions(found)
    assert words > 0 > deeds
    assert bound == 0
    assert found["material"].alignment.acts == 2
    assert found["material"].alignment.depth == (None, 3)


def test_a_defence_treaty_and_accusations(told):
    """Ally and critic at once: the treaty stands for the other both ways, the words only one way."""
    told(
        article("a", treaty("t", "USA KOR", "consultation defence", "The pact of Washington", "1953-10-01")),
        article("b", stance("1", "USA", "ACCUSE", "KOR", "Accuses Seoul of free riding"), day="2025-02-01"),
    )
    there, back = told(), told(one="KOR", other="USA")
    assert directions(there)[0] < 0 < directions(there)[2] == directions(back)[2]
    (bond,) = there["treaty"].alignment.contributions
    assert (bond.report.event_type, bond.depth, bond.kind.score) == ("TREATY_IN_FORCE:defence", 4, 0.95)
    assert (bond.fading, bond.weight) == (1, 0.8)
    assert back["rhetoric"].alignment.contributions == ()


@pytest.mark.parametrize("half_life", ["", "1", "x0.01"])
def test_a_treaty_in_force_does_not_fade(told, half_life):
    """Whatever half-life is asked for, and seventy years later."""
    pact = article("a", treaty("t", "USA KOR", "defence", "The pact of Washington", "1953-10-01"))
    (bond,) = told(pact, half_life=half_life, as_of="2025-01-01")["treaty"].alignment.contributions
    assert bond.fading == 1


@pytest.mark.parametrize(
    ("since", "until", "as_of", "in_force"),
    [
        ("1953-10-01", "", "1953-10-01", True),
        ("1953-10-01", "", "1953-09-30", False),
        ("1953-10-01", "1977-06-30", "1977-06-30", True),
        ("1953-10-01", "1977-06-30", "1977-07-01", False),
        ("1953", "1977", "1977-12-31", True),
        ("1953", "1977", "1978-01-01", False),
        ("1953-10", "1977-06", "1953-10-01", True),
        ("1953-10", "1977-06", "1953-09-30", False),
        ("1953-10", "1977-06", "1977-07-01", False),
        ("2027", "", "2025-01-01", False),
        ("", "", "2025-01-01", True),
        ("", "", "2024-12-31", False),
    ],
)
def test_a_treaty_counts_while_it_is_in_force(told, since, until, as_of, in_force):
    """From its first day to its last, to the month or the year too; without a first day from that of the article."""
    pact = article("a", treaty("t", "USA KOR", "defence", "The pact of Washington", since, until))
    assert bool(told(pact, as_of=as_of)["treaty"].alignment.contributions) is in_force


def test_a_treaty_in_two_papers_is_one(told):
    """With two origins, and weighs what the heaviest obligation does that either tells of."""
    found = told(
        article("a", treaty("t", "USA KOR", "defence", "The mutual defence treaty with Seoul", "1953-10-01")),
        article("b", treaty("t", "KOR USA", "consultation", "Seoul's old defence treaty", "1953"), day="2025-02-01"),
    )["treaty"].alignment
    assert (found.acts, found.origins) == (1, 2)
    (bond,) = found.contributions
    assert (bond.kind.score, bond.weight) == (0.95, pytest.approx(1 - 0.2**2))


def test_two_treaties_of_one_article_are_two(told):
    """And a third party is bound to each of the others."""
    pact = article(
        "a",
        treaty("t1", "USA KOR JPN", "consultation", "The accord of Camp David", "2023-08-18"),
        treaty("t2", "USA KOR", "defence", "The pact of Washington", "1953-10-01"),
    )
    assert told(pact)["treaty"].alignment.acts == 2
    assert told(one="JPN", other="KOR")["treaty"].alignment.acts == 1
    assert told(one="JPN", other="CHN")["treaty"].alignment.acts == 0


def test_what_was_known_of_treaties(told):
    """Nothing before they were recorded; one that is withdrawn is known until then."""
    gone = 'a kb:Treaty ; prov:invalidatedAtTime "2025-09-01T00:00:00Z"^^xsd:dateTime ;'
    pact = article("a", treaty("t", "USA KOR", "defence", "A pact", "1953")).replace("a kb:Treaty ;", gone)
    acts = [
        told(*texts, known_at=day, as_of="2025-06-30")["treaty"].alignment.acts
        for texts, day in (((pact,), "2025-05-31"), ((), "2025-06-01"), ((), "2025-09-01"), ((), ""))
    ]
    assert acts == [0, 1, 0, 0]


def test_narration_can_be_left_out(told):
    """A treaty is narrated."""
    pact = article("a", treaty("t", "USA KOR", "defence", "A pact", "1953"), stance("1", "USA", "AID", "KOR", "Helps"))
    assert told(pact)["treaty"].alignment.acts == 1
    assert directions(told(exclude=("narration",))) == [0, 0, 0]


def test_nobody_is_compared_with_itself(told):
    """Nor has words and deeds toward itself."""
    with pytest.raises(UsageError, match="name two actors"):
        told(article("a"), one="KOR", other="KOR")


def test_only_dyads_with_two_channels_are_compared(tmp_path):
    """Everyone's, or one holder's."""
    with kb.open(tmp_path / "store") as base:
        text = article(
            "a",
            treaty("t", "USA KOR", "defence", "A pact", "1953"),
            stance("1", "USA", "ACCUSE", "KOR", "Blames Seoul"),
            stance("2", "JPN", "ACCUSE", "KOR", "Blames Seoul too"),
            stance("3", "IND", "SUPPORT", "CHN", "Praises China"),
            stance("4", "IND", "MOBILIZE", "CHN", "Moves troops"),
        )
        base.add(("article", text.encode()), suffix="ttl")
        ledger = base.ledger()
        found = {(one["rhetoric"].holder.code, one["rhetoric"].target.code) for one in ledger.everyones_channels()}
        assert found == {("USA", "KOR"), ("IND", "CHN")}
        assert len(ledger.everyones_channels(base.find("India"))) == 1
        assert ledger.everyones_channels(base.find("Japan")) == []


# ── Question 32: which treaty obligations are in force between A and B on day D? ──────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "obligations"),
    [
        ({"between": "USA", "and": "KOR", "on": "2025-01-01"}, ["consultation", "defence"]),
        ({"between": "KOR", "and": "USA", "on": "1953-01-01"}, []),
        ({"between": "USA", "and": "PAK", "on": "1960-01-01"}, ["defence"]),
        ({"between": "USA", "and": "PAK", "on": "2025-01-01"}, []),
        ({"between": "USA", "and": "PAK"}, ["defence"]),
        ({"between": "KOR", "and": "PAK"}, []),
        ({"and": "KOR"}, ["consultation", "defence"]),
        ({"on": "1960-01-01"}, ["defence", "consultation", "defence"]),
        ({"known_at": "2025-05-31"}, []),
    ],
)
def test_the_obligations_in_force_between_two(tmp_path, asked, obligations):
    """One row each, with parties, days and evidence; on the engine of rdflib the same."""
    text = article(
        "a",
        treaty("t1", "USA KOR", "defence consultation", "The pact of Washington", "1953-10-01"),
        treaty("t2", "USA PAK", "defence", "The pact of Manila", "1955-02-19", "1977-06"),
    )
    with kb.open(tmp_path / "store") as base:
        base.add(("article", text.encode()), suffix="ttl")
        answer = base.query("treaties", **asked)
        assert [str(cell.value) for cell in answer.column("obligation")] == obligations
        assert None not in [*answer.column("start"), *answer.column("article"), *answer.column("parties")]
        shared = {key: value for key, value in asked.items() if key in ("on", "known_at")}
        for name, options in (("treaties", asked), ("treaty-bonds", shared)):
            bound = base.bound(name, **options)
            mine = [[cell and cell.value for cell in row] for row in base.store.select(bound).rows]
            rows = base.dataset.query(bound, use_store_provided=False)
            assert mine == [[cell and str(cell) for cell in row] for row in rows]
