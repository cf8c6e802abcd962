"""The built-in data as a store in the cache folder, so that questions are answered before anybody has stored anything.

Built once for each state of the package and then only read; a folder that cannot be written costs the building each time.
"""

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
    _fill(building / "store")
    if building.parent != cache:
        return LocalStore.open(building / "store")
    with suppress(OSError):  # another process was faster
        (building / "store").rename(ready)
    shutil.rmtree(building, ignore_errors=True)
    return LocalStore.open(ready)


def _fill(folder: Path) -> None:
    with LocalStore.create(folder, by=packaged.version()) as store, store.writing("built in") as batch:
        batch.put_graphs([*packaged.graphs().items(), *packaged.articles().items()])
        batch.packaged = packaged.mark()
