"""Made-up worlds in which the true alignment of every dyad is known, and the news of them as reports.

Each directed dyad has a true alignment θ from −1 to 1, which stays as it is for three years or, in some worlds, turns
into another on one day; true is what holds in the end. An act is supportive with probability (1 + θ) / 2 of its day;
how many acts are reported depends on attention alone. One agency tells of an act first; most other articles copy it,
with or without saying so, and some tell of it in words of their own. Everything follows from the seed.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, combinations
from math import tanh
from random import Random
from typing import NamedTuple

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from kb.alignment import Kind
from kb.files import ontology_folder, queries_folder
from kb.queries import load
from kb.reports import LOOSENESS, Report
from kb.terms import ID, KB

Dyad = tuple[str, str]
"""Holder and target."""

FIRST_DAY, DAYS = date(2022, 1, 1), 3 * 365

CAMPS = (1, 1, -1, -1, 0)
"""Two camps of equal size, and a fifth of the states in neither."""

ATTENTION = (0.0, 1.4)
"""Logarithms of the reported acts of a dyad, mean and deviation: half the dyads have none, a few have a hundred."""

OFTEN = (8, 12, 3, 1, 0.5)
"""How often an event type occurs beside others of its side, by its depth: many words, many meetings, few deeds."""

PICKED_UP = 1.3
"""Pareto exponent of the number of articles that tell of an act."""

MOST_ARTICLES = 60

COPIES = 0.7
"""The share of further articles that copy the first."""

SILENT = 0.5
"""The share of copies that do not say so: they pass for an origin of their own."""

EDITED = 0.5
"""The share of copies in which a word is another."""

MANNERS = {"directQuote": 0.3, "paraphrase": 0.3, "narration": 0.25, "hedged": 0.15}
SPEAKERS = {"post:president": 0.3, "post:minister": 0.2, "post:other": 0.1, "": 0.4}
PRECISIONS = {"exactDay": 0.7, "approximate": 0.15, "notLaterThan": 0.15}

OFFICES = {"post:president": ["headOfState"], "post:minister": ["foreignMinister"]}
"""The kinds of each post, as `kb.alignment.reliability` takes them."""

WORDS = tuple(f"w{n}" for n in range(3_000))
_ZIPF = tuple(accumulate(1 / (n + 10) for n in range(len(WORDS))))


class Setting(NamedTuple):
    """What differs from world to world beside the seed."""

    states: int = 60
    misread: float = 0.03
    """The share of reports that are read with the wrong sign."""
    turning: float = 0.0
    """The share of dyads whose θ becomes another, independent one on one day, any of them."""
    negativity: float = 1.0
    """How many times as likely an opposed act is to be reported as a supportive one."""


class World(NamedTuple):
    """What is true, and what is told."""

    truth: dict[Dyad, float]
    """θ of every dyad, on the last day."""
    acts: dict[Dyad, list[str]]
    """The event types of the reported acts as they were. The stances of an act are called after it: `act#article`."""
    reports: list[Report]


class _Telling(NamedTuple):
    """How an article words an act; copies share it."""

    words: tuple[str, ...]
    evidentiality: str
    precision: str
    confidence: float


@cache
def scale(weights: str = "plover") -> Mapping[str, Kind]:
    """The scale of a weight set as the ontology has it, with the event types that count."""
    store = Store()
    for path in (ontology_folder() / "events.ttl", ontology_folder() / "weights" / f"{weights}.ttl"):
        store.load(path=path, format=RdfFormat.TURTLE)
    query = load(queries_folder() / "scale.rq").bind({"weights": [NamedNode(f"{ID}weights/{weights}")]})
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return {
        row["type"].value: Kind(
            score=float(row["score"].value),
            depth=int(row["depth"].value),
            half_life=float(row["half_life"].value),
            raised_depth=int(row["raised_depth"].value) if row["raised_depth"] else 0,
            raised_by=row["raised_by"].value.removeprefix(KB) if row["raised_by"] else "",
            lasts=row["lasts"] is not None and row["lasts"].value == "true",
        )
        for row in rows
        if row["counted"].value == "true"
    }


def world(seed: int, setting: Setting = Setting()) -> World:  # noqa: B008 - a NamedTuple does not change
    """A world and its news."""
    chance = Random(f"world {seed}")
    truth = _truth(chance, setting.states)
    turns = _turns(Random(f"turns {seed}"), truth, setting)
    acts: dict[Dyad, list[str]] = {}
    reports: list[Report] = []
    for dyad, theta in truth.items():
        for number in range(int(chance.lognormvariate(*ATTENTION))):
            day = FIRST_DAY + timedelta(chance.randrange(DAYS))
            turned, before = turns.get(dyad, (FIRST_DAY, theta))
            supportive = chance.random() < (1 + (before if day < turned else theta)) / 2
            if supportive and chance.random() > 1 / setting.negativity:
                continue
            event_type = _event_type(chance, supportive)
            acts.setdefault(dyad, []).append(event_type)
            reports.extend(_told(chance, dyad, number, day, event_type, setting.misread))
    return World(truth, acts, reports)


def _truth(chance: Random, states: int) -> dict[Dyad, float]:
    camp = {f"id:S{n}": chance.choice(CAMPS) for n in range(states)}
    found = {}
    for one, other in combinations(camp, 2):
        mutual = 0.8 * camp[one] * camp[other] + chance.gauss(0, 0.5)
        found[one, other] = tanh(mutual + chance.gauss(0, 0.25))
        found[other, one] = tanh(mutual + chance.gauss(0, 0.25))
    return found


def _turns(chance: Random, truth: Mapping[Dyad, float], setting: Setting) -> dict[Dyad, tuple[date, float]]:
    """On which day θ of a dyad became what it is, and what it was before."""
    before = _truth(chance, setting.states)
    return {
        dyad: (FIRST_DAY + timedelta(chance.randrange(DAYS)), before[dyad])
        for dyad in truth
        if chance.random() < setting.turning
    }


def _event_type(chance: Random, supportive: bool) -> str:
    types = {name: OFTEN[kind.depth] for name, kind in scale().items() if kind.score and (kind.score > 0) is supportive}
    return _one_of(chance, types)


def _told(chance: Random, dyad: Dyad, number: int, day: date, event_type: str, misread: float) -> Iterator[Report]:
    """The articles that tell of an act, the agency's first."""
    act = f"{dyad[0]}-{dyad[1]}-{number}"
    gist, sentence = _words(chance, 10), " ".join(_words(chance, 8))
    office = _one_of(chance, SPEAKERS)
    agency = _telling(chance, gist)
    for n in range(min(int(chance.paretovariate(PICKED_UP)), MOST_ARTICLES)):
        name = f"{act}#{n:02}"
        copied = n > 0 and chance.random() < COPIES
        telling = agency if copied or not n else _telling(chance, gist)
        words = list(telling.words)
        if copied and chance.random() < EDITED:
            words[chance.randrange(len(words))] = _words(chance, 1)[0]
        published = day + timedelta(chance.randrange(3) if n else 0)
        begun = published if telling.precision == "notLaterThan" else day
        before, after = LOOSENESS.get(telling.precision, (0, 0))
        wrong = chance.random() < misread
        yield Report(
            stance=name,
            holder=dyad[0],
            target=dyad[1],
            event_type=_event_type(chance, scale()[event_type].score < 0) if wrong else event_type,
            modality="asserted",
            evidentiality=telling.evidentiality,
            confidence=telling.confidence,
            basis="officeHolder" if office else "actorNamed",
            day=begun,
            earliest=begun - timedelta(before),
            latest=begun + timedelta(after),
            act=f"act:{name}",
            outlet=f"outlet:{n}",
            article=f"article:{name}",
            summary=" ".join((dyad[0][3:], *words, dyad[1][3:])),
            start=0,
            end=1,
            office=office,
            published=published,
            origin=f"origin:{act}#00" if copied and chance.random() > SILENT else f"origin:{name}",
            quote=sentence if telling.evidentiality == "directQuote" else "",
        )


def _telling(chance: Random, gist: list[str]) -> _Telling:
    """An article's own words for an act: half of what there is to say, and something beside."""
    words = (*chance.sample(gist, 5), *_words(chance, 4))
    return _Telling(words, _one_of(chance, MANNERS), _one_of(chance, PRECISIONS), chance.uniform(0.6, 1))


def _words(chance: Random, number: int) -> list[str]:
    return chance.choices(WORDS, cum_weights=_ZIPF, k=number)


def _one_of(chance: Random, shares: Mapping[str, float]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]
