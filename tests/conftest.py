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
