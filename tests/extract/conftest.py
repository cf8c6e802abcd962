"""The engine, made once, and what it reads in a sentence."""

from collections.abc import Callable
from typing import NoReturn

import pytest

import kb
from kb.errors import MissingExtra
from kb.extract.engine import Engine, Reading
from kb.extract.names import Name, known
from kb.facts import Article, Fact


@pytest.fixture(scope="session")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[Name]:
    """Every name of the packaged reference data and of the lexicon."""
    with kb.open(tmp_path_factory.mktemp("none") / "store") as base:
        return known(base.store.select)


@pytest.fixture(scope="session")
def engine(names: list[Name], without: Callable[[str], NoReturn]) -> Engine:
    """The engine over those names."""
    try:
        return Engine(names)
    except MissingExtra as error:
        without(str(error))


@pytest.fixture(scope="session")
def facts(engine: Engine) -> Callable[..., list[Fact]]:
    """What is read in a text that was published on a day."""

    def read(text: str, day: str = "") -> list[Fact]:
        ((_, found),) = engine.facts([Article("a1", text, day)])
        return found

    return read


@pytest.fixture(scope="session")
def told(facts: Callable[..., list[Fact]]) -> Callable[..., set[str]]:
    """The same in short: `POL ACCUSE RUS`."""

    def read(text: str, day: str = "") -> set[str]:
        return {f"{fact.holder} {fact.event_type} {fact.target or fact.issue}" for fact in facts(text, day)}

    return read


@pytest.fixture(scope="session")
def reading(engine: Engine) -> Callable[..., Reading]:
    """A text while it is read, with every stage at hand."""

    def read(text: str, day: str = "") -> Reading:
        return Reading(engine, engine.model(text), day)

    return read
