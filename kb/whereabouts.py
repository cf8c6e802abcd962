"""Where the store lies, and which one answers: the reader's own or, with nothing stored yet, the built-in data.

The built-in data are a store in the cache folder, built once for each state of the package and then only read; where
that folder cannot be written they are built each time.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from kb import packaged
from kb.store.local import LocalStore


def default_folder() -> Path:
    """Where the store lies when nobody says otherwise: KB_STORE, or the user's data folder."""
    named = os.environ.get("KB_STORE")
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("alignment-kb", appauthor=False) / "store"


def nothing_stored(folder: Path) -> bool:
    """Whether there is no store in a folder yet, or one to which nothing was ever added; raises as `answering` does."""
    if _is_empty(folder):
        return True
    with LocalStore.open(folder) as store:
        return not store.published.packaged


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def answering(folder: Path) -> LocalStore:
    """The store that answers for a folder: its own, or the built-in data. Raises NotAStore, StoreTooNew."""
    if not _is_empty(folder):
        store = LocalStore.open(folder)
        if store.published.packaged:
            return store
        store.close()
    return _built_in()


def own(folder: Path) -> LocalStore:
    """The store of a folder, to be written to; made where nothing is stored yet. Raises as `answering` does."""
    if nothing_stored(folder):
        LocalStore.create(folder, by=packaged.version()).close()
    return LocalStore.open(folder)


def _built_in() -> LocalStore:
    import platformdirs

    cache = platformdirs.user_cache_path("alignment-kb", appauthor=False)
    ready = cache / f"built-in-{packaged.state()}"
    return LocalStore.open(ready if ready.is_dir() else _built(cache, ready))


def _built(cache: Path, ready: Path) -> Path:
    import atexit
    import shutil
    import tempfile

    if sys.stderr.isatty():
        print("Preparing the built-in data, once …", file=sys.stderr)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".built-in-", dir=cache))
    except OSError:
        building = Path(tempfile.mkdtemp(prefix="alignment-kb-"))
        atexit.register(shutil.rmtree, building, ignore_errors=True)
        _fill(building / "store")
        return building / "store"
    try:
        _fill(building / "store")
        with suppress(OSError):  # another process was faster
            (building / "store").rename(ready)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return ready


def _fill(folder: Path) -> None:
    from kb import register

    with LocalStore.create(folder, by=packaged.version()) as store, store.writing("built in") as batch:
        batch.put_graphs([*packaged.graphs().items(), *packaged.articles().items()])
        batch.packaged = packaged.mark()
        register.renew(batch)
