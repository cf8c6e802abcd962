"""What all tests share."""

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from kb import beta
from kb.alignment import Alignment
from kb.names import Candidate
from kb.standing import Standing


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data: `ALIGNMENT_SHARED`, or the folder `shared` beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ALIGNMENT_SHARED") or beside)
    if not (folder / "data").is_dir():
        reason = f"no real data at {folder}; set ALIGNMENT_SHARED to the folder that holds data/"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Where a program lies that no package brings; without it a test skips at home and fails under `CI=true`."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            reason = f"the program {name} is not installed"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        return found

    return find


@pytest.fixture(scope="session")
def alignment() -> Callable[[float, float], Alignment]:
    """The alignment that supportive and opposed acts of so much weight make."""

    def make(pro: float, contra: float) -> Alignment:
        whole = pro + contra + 2
        low, high = (2 * beta.quantile(share, 1 + pro, 1 + contra) - 1 for share in (0.025, 0.975))
        sure = 1 - beta.below(0.5, 1 + pro, 1 + contra)
        return Alignment((pro - contra) / whole, (low, high), sure, (0, 0), pro, contra, ())

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the golden answers anew instead of comparing with them."""
    parser.addoption("--update-golden", action="store_true", help="write golden answers anew; review the difference")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden answers are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
