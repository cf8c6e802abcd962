"""What all tests share."""

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

import kb
from kb.alignment import Alignment
from kb.errors import MissingExtra
from kb.names import Candidate
from kb.standing import Standing

if TYPE_CHECKING:
    from kb.extract.engine import Engine
    from kb.extract.names import Name


@pytest.fixture(scope="session")
def without() -> Callable[[str], NoReturn]:
    """What a test does without something that it needs: it skips at home and fails under `CI=true`."""

    def give_up(reason: str) -> NoReturn:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

    return give_up


@pytest.fixture(scope="session")
def shared(without: Callable[[str], NoReturn]) -> Path:
    """The folder of real data: `ALIGNMENT_SHARED`, or the folder `shared` beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ALIGNMENT_SHARED") or beside)
    if not (folder / "data").is_dir():
        without(f"no real data at {folder}; set ALIGNMENT_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(scope="session")
def program(without: Callable[[str], NoReturn]) -> Callable[[str], str]:
    """Where a program lies that no package brings."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            without(f"the program {name} is not installed")
        return found

    return find


@pytest.fixture(scope="session")
def alignment() -> Callable[[float, float], Alignment]:
    """The alignment that supportive and opposed acts of so much weight make."""

    def make(pro: float, contra: float) -> Alignment:
        return Alignment((pro - contra) / (pro + contra + 2), pro, contra, ())

    return make


@pytest.fixture(scope="session")
def standings(alignment: Callable[[float, float], Alignment]) -> Callable[..., list[Standing]]:
    """Standings of actors by code, from what supportive and opposed acts of each dyad weigh."""

    def make(
        told: Mapping[tuple[str, str], tuple[float, float]], labels: Mapping[str, str] | None = None
    ) -> list[Standing]:
        def actor(code: str) -> Candidate:
            return Candidate(f"id:{code}", (labels or {}).get(code, f"the {code}"), code, "Actor", "code")

        day = date(2025, 1, 1)
        return [Standing(actor(a), actor(b), day, alignment(*sides), {}) for (a, b), sides in told.items()]

    return make


@pytest.fixture(scope="session")
def names(tmp_path_factory: pytest.TempPathFactory) -> "list[Name]":
    """Every name of the packaged reference data and of the lexicon."""
    from kb.extract.names import known

    with kb.open(tmp_path_factory.mktemp("none") / "store") as base:
        return known(base.store.select)


@pytest.fixture(scope="session")
def engine(names: "list[Name]", without: Callable[[str], NoReturn]) -> "Engine":
    """The engine that reads facts, over those names."""
    from kb.extract.engine import Engine

    try:
        return Engine(names)
    except MissingExtra as error:
        without(str(error))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the golden answers anew instead of comparing with them."""
    parser.addoption("--update-golden", action="store_true", help="write golden answers anew; review the difference")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden answers are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
