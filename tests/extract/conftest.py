"""What the engine reads in a sentence."""

from collections.abc import Callable

import pytest

from kb.extract.engine import Engine, Reading
from kb.facts import Article, Fact


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
