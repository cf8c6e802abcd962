"""What all tests share."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the golden answers anew instead of comparing with them."""
    parser.addoption("--update-golden", action="store_true", help="write golden answers anew; review the difference")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden answers are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
