"""A store to write to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.local import LocalStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    """An empty store."""
    with LocalStore.create(tmp_path / "store") as it:
        yield it
