"""Both clocks as laws: what was known is not moved by what is recorded later, what is withdrawn was never added.

The named queries run on a store in memory, which holds the articles of one case at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results

from kb import packaged
from kb.alignment import Alignment
from kb.binding import terms_of
from kb.files import queries_folder
from kb.judging import judgement
from kb.ledger import State
from kb.queries import Library
from kb.rows import Answer
from kb.settings import Settings
from kb.terms import ID
from tests import newsroom

LAW = settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = date(2025, 1, 1)
"""The first day of what happens; all of it is within a year."""

HOLDERS, TARGETS = ("CHN", "FRA"), ("RUS", "IND")
EVENTS = ("SUPPORT", "AID", "ACCUSE", "SANCTION")
SUMMARIES = ("Welcomes a pipeline", "Welcomes the pipeline in the north", "Closes a port")


class Telling(NamedTuple):
    """An article of one stance: when it was published, written down, and withdrawn if ever, as days from the first."""

    key: str
    holder: str
    event: str
    target: str
    summary: str
    day: int
    recorded: int
    withdrawn: int | None = None

    def known(self, on: int) -> bool:
        """Whether it stood at the end of a day."""
        return self.recorded <= on and (self.withdrawn is None or self.withdrawn > on)

    def standing(self) -> "Telling":
        """The same, never withdrawn."""
        return self._replace(withdrawn=None)


class Verdict(NamedTuple):
    """A judgement on the acts of two articles, recorded on a day."""

    one: int
    other: int
    same: bool
    recorded: int


def day(number: int) -> date:
    """A day, by its number from the first."""
    return FIRST + timedelta(number)


TELLINGS = some.lists(
    some.builds(
        lambda *told: told,
        some.sampled_from(HOLDERS),
        some.sampled_from(EVENTS),
        some.sampled_from(TARGETS),
        some.sampled_from(SUMMARIES),
        some.integers(0, 3),  # few days, so that articles tell of one act often
        some.integers(0, 40),
        some.none() | some.integers(1, 40),
    ),
    max_size=6,
).map(
    lambda all_told: [
        Telling(f"k{n}", *told[:-1], withdrawn=None if told[-1] is None else told[-2] + told[-1])
        for n, told in enumerate(all_told)
    ]
)
VERDICTS = some.lists(
    some.builds(Verdict, some.integers(0, 5), some.integers(0, 5), some.booleans(), some.integers(0, 80)), max_size=2
)


class Memory:
    """A store in memory with all that comes with the package, and the articles of one case."""

    def __init__(self) -> None:
        self._store = Store()
        self._queries = Library([queries_folder()])
        self._held: list[Quad] = []
        for quads in packaged.graphs().values():
            self._store.extend(quads)

    def hold(self, tellings: Iterable[Telling], verdicts: Iterable[Verdict] = ()) -> State:
        """Hold these articles and judgements, and no others."""
        for quad in self._held:
            self._store.remove(quad)
        self._held = [quad for told in tellings for quad in article(told)]
        self._held += [quad for verdict in verdicts for quad in judged(verdict)]
        self._store.extend(self._held)
        return State(self._ask, lambda *_: None)

    def _ask(self, name: str, /, **values: object) -> Answer:
        query = self._queries[name]
        named = {key.replace("_", "-"): value for key, value in values.items()}
        text = query.bind(terms_of(query.params, named, _nobody))
        told = self._store.query(text, use_default_graph_as_union=True).serialize(format=QueryResultsFormat.JSON)
        found = parse_query_results(told, QueryResultsFormat.JSON)
        return Answer(tuple(each.value for each in found.variables), [tuple(row) for row in found])


def _nobody(name: str, kind: str):
    raise AssertionError(f"{name} is an IRI already")


@cache
def article(told: Telling) -> list[Quad]:
    """The triples of an article."""
    recorded = f"{day(told.recorded)}T12:00:00Z"
    kind, more = "Stance", ""
    if told.withdrawn is not None:
        kind = "RetractedStance"
        more = f'prov:invalidatedAtTime "{day(told.withdrawn)}T12:00:00Z"^^xsd:dateTime ;'
    stance = newsroom.stance("1", told.holder, told.event, told.target, told.summary, more, kind)
    text = newsroom.article(told.key, stance, day=day(told.day).isoformat(), recorded=recorded)
    return list(parse(text.encode(), RdfFormat.TURTLE))


def judged(verdict: Verdict) -> list[Quad]:
    """The triples of a judgement."""
    acts = [f"{ID}act/k{number}-1" for number in (verdict.one, verdict.other)]
    at = datetime.combine(day(verdict.recorded), datetime.min.time(), UTC)
    return list(parse(judgement(acts, verdict.same, "Jo Doe", at).facts, RdfFormat.N_TRIPLES))


@pytest.fixture(scope="module")
def memory() -> Memory:
    """The store in memory."""
    return Memory()


def everyone(state: State, **chosen: str) -> dict[tuple[str, str], Alignment]:
    """The alignment of every dyad that has evidence."""
    found = state.ledger(Settings(**chosen)).standings()
    return {(one.holder.code, one.target.code): one.alignment for one in found}


def plain(found: dict[tuple[str, str], Alignment]) -> dict[tuple[str, str], object]:
    """All numbers of alignments, and which reports they rest on."""
    return {
        dyad: (one.direction, one.interval, one.p_aligned, one.depth, one.flags, one.acts, parts(one))
        for dyad, one in found.items()
    }


def parts(found: Alignment) -> Sequence[tuple[float, str]]:
    """What each contribution adds, and whose report it is."""
    return [(part.value, part.report.stance) for part in found.contributions]


@LAW
@given(tellings=TELLINGS, verdicts=VERDICTS, on=some.integers(0, 60))
def test_what_was_known_is_what_a_store_had_then(memory, tellings, verdicts, on):
    """Later records, withdrawals and judgements move nothing, and the day that is reckoned for does not either."""
    now = everyone(memory.hold(tellings, verdicts), known_at=day(on).isoformat())
    then = [told.standing() if told.known(on) else told for told in tellings if told.recorded <= on]
    made = [verdict for verdict in verdicts if verdict.recorded <= on]
    assert plain(now) == plain(everyone(memory.hold(then, made), known_at=day(on).isoformat()))


@LAW
@given(tellings=TELLINGS, verdicts=VERDICTS)
def test_what_is_withdrawn_was_never_added(memory, tellings, verdicts):
    """The rest counts as if nothing else had ever been there."""
    now = everyone(memory.hold(tellings, verdicts), as_of="2025-02-01")
    kept = [told for told in tellings if told.withdrawn is None]
    assert plain(now) == plain(everyone(memory.hold(kept, verdicts), as_of="2025-02-01"))


@LAW
@given(tellings=TELLINGS, verdicts=VERDICTS, on=some.integers(0, 60))
def test_what_was_withdrawn_later_was_known(memory, tellings, verdicts, on):
    """Those that stood at the end of a day count, and only those."""
    chosen = {"known_at": day(on).isoformat(), "as_of": "2025-02-01"}
    now = everyone(memory.hold(tellings, verdicts), **chosen)
    stood = [told.standing() for told in tellings if told.known(on)]
    made = [verdict for verdict in verdicts if verdict.recorded <= on]
    assert plain(now) == plain(everyone(memory.hold(stood, made), as_of="2025-02-01"))


def test_the_cases_have_something_to_lose(memory):
    """A later record, a withdrawal and a judgement each move a standing that does not ask for what was known."""
    one = Telling("k0", "CHN", "SUPPORT", "RUS", SUMMARIES[0], 0, 5)
    later = Telling("k1", "CHN", "ACCUSE", "RUS", SUMMARIES[2], 1, 30)
    copy = Telling("k2", "CHN", "SUPPORT", "RUS", SUMMARIES[1], 0, 5)
    dyad = ("CHN", "RUS")
    before = everyone(memory.hold([one, copy]))[dyad]
    assert before.acts == 1
    assert everyone(memory.hold([one, copy, later]))[dyad].direction < before.direction
    assert everyone(memory.hold([one, copy], [Verdict(0, 2, False, 9)]))[dyad].acts == 2
    assert everyone(memory.hold([one._replace(withdrawn=9), copy._replace(withdrawn=9)])) == {}
