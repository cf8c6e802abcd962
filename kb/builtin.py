"""The built-in data as a store in the cache folder, so that questions are answered before anybody has stored anything.

Built once for each state of the package and then only read; where the folder cannot be written, it is built each time.
"""

import atexit
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from kb import packaged
from kb.store.local import LocalStore


def open_store() -> LocalStore:
    """The store of the built-in data, from the cache or built now."""
    import platformdirs

    cache = platformdirs.user_cache_path("alignment-kb", appauthor=False)
    ready = cache / f"built-in-{packaged.digest()[:16]}"
    if ready.is_dir():
        return LocalStore.open(ready)
    if sys.stderr.isatty():
        print("Preparing the built-in data, once …", file=sys.stderr)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".built-in-", dir=cache))
    except OSError:
        building = Path(tempfile.mkdtemp(prefix="alignment-kb-"))
        atexit.register(shutil.rmtree, building, ignore_errors=True)
        _fill(building / "store")
        return LocalStore.open(building / "store")
    try:
        _fill(building / "store")
        with suppress(OSError):  # another process was faster
            (building / "store").rename(ready)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return LocalStore.open(ready)


def _fill(folder: Path) -> None:
    with LocalStore.create(folder, by=packaged.version()) as store, store.writing("built in") as batch:
        batch.put_graphs([*packaged.graphs().items(), *packaged.articles().items()])
        batch.packaged = packaged.mark()
