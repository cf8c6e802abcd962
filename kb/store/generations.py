"""The folder of a store: generations that are never changed, one link to the newest, one writer at a time.

    kb-store.json          the mark of a store: format, when it was made, by what
    lock                   held by the one writer; says who that is
    current                link to the generation that readers open
    generations/000012/    db/ (RocksDB) · generation.json · changed · acts.sqlite · readers (a shared lock for each)

A writer works on a copy (hard links) and renames it when it is complete, so a killed writer leaves only a folder
whose name starts with a dot, which the next one removes.
"""

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kb.errors import NotAStore, StoreDamaged, StoreError, StoreLocked, StoreReadOnly, StoreTooNew

FORMAT = 1
KEPT = 5
"""Generations that stay, the current one among them: one less can be undone."""

_MARK = "kb-store.json"
_CHANGED = "changed"
_KINDS = (int, int | None, str, str, dict)
"""What the fields of a generation are."""


class Generation(NamedTuple):
    """One published state of a store; `packaged` says which data of the package it carries, and their digest."""

    number: int
    parent: int | None
    published: str
    command: str
    packaged: Mapping[str, str]

    def within(self, generations: Path) -> Path:
        """Its folder among those of all generations."""
        return generations / _name(self.number)


class Pin:
    """A reader's hold on one generation: it stays on disk until the pin is closed."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self.folder = folder
        self._descriptor = descriptor

    @property
    def database(self) -> str:
        """The folder of the database."""
        return str(self.folder / "db")

    @property
    def generation(self) -> Generation:
        """What is known of the generation."""
        return _read(self.folder)

    @property
    def changed(self) -> list[str]:
        """The IRIs of the graphs in which the generation differs from its parent; none where that was not kept."""
        try:
            return (self.folder / _CHANGED).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise StoreDamaged(f"The store's generation {self.folder}", f"{_CHANGED}: {error}") from error

    def close(self) -> None:
        """Let go."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Generations:
    """The generations in one folder.

    >>> import tempfile
    >>> kept = Generations.create(Path(tempfile.mkdtemp()) / "store")
    >>> [generation.number for generation in kept.chain()]
    [1]
    """

    def __init__(self, folder: Path) -> None:
        """Open a folder that `create` made.

        Raises NotAStore for anything else, StoreTooNew for a store of a later version, and StoreDamaged.
        """
        self.folder = folder
        mark = folder / _MARK
        if not folder.is_dir():
            what = "is a file, not a folder" if folder.exists() else "does not exist"
            raise NotAStore(f"No store at {folder}: it {what}. kb add makes one; --store names another.")
        try:
            about = json.loads(mark.read_bytes())
            version = int(about["format"])
        except PermissionError as error:
            raise StoreError(
                f"Cannot read {mark}: {error.strerror}. Ask its owner, or name another with --store."
            ) from error
        except OSError:
            raise NotAStore(f"{folder} is not a store: it has no {_MARK}. Name another folder with --store.") from None
        except (ValueError, KeyError, TypeError):
            raise StoreDamaged(f"The store {folder}", f"{_MARK} tells no format") from None
        if version > FORMAT:
            by = f" (by {about['by']})" if about.get("by") else ""
            raise StoreTooNew(
                f"The store {folder} has format {version}{by} and this kb knows {FORMAT}: install a newer alignment-kb."
            )

    @classmethod
    def create(cls, folder: Path, by: str = "") -> "Generations":
        """Make an empty store in a folder that does not exist or is empty; open it if it already is a store."""
        if (folder / _MARK).exists():
            return cls(folder)
        if folder.exists() and not folder.is_dir():
            raise NotAStore(f"No store can be made at {folder}: it is a file. Name another folder with --store.")
        if folder.is_dir() and any(folder.iterdir()):
            raise NotAStore(f"{folder} holds other files and is not a store: name an empty folder with --store.")
        import pyoxigraph

        making = folder.parent / f".{folder.name}.{os.getpid()}.making"
        try:
            with _clear_complaints(folder):
                first = making / "generations" / _name(1)
                first.mkdir(parents=True)
                database = pyoxigraph.Store(str(first / "db"))
                database.flush()
                del database
                _write(first, Generation(1, None, _now(), "create", {}))
                (making / "current").symlink_to(Path("generations", _name(1)))
                mark = {"format": FORMAT, "created": _now(), "by": by}
                (making / _MARK).write_text(json.dumps(mark) + "\n", encoding="utf-8")
                (making / "lock").touch()
                _sync_tree(making)
                with contextlib.suppress(FileExistsError):
                    _rename(making, folder)
                _sync(folder.parent)
        finally:
            _remove(making)
        return cls(folder)

    def pin(self, number: int | None = None) -> Pin:
        """Hold the current generation for reading, or the one of a number. Raises StoreError where it is gone."""
        for _ in range(100):  # each try fails only if a writer published and pruned in between
            folder = self._current() if number is None else self._folder(number)
            try:
                descriptor = os.open(folder / "readers", os.O_RDONLY)
            except FileNotFoundError:
                if number is not None:
                    raise StoreError(f"The state {number} of {self.folder} is no longer kept.") from None
                if not folder.exists() and self._current() == folder:
                    break
                continue
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), (folder / "readers").stat()):
                    return Pin(folder, descriptor)
            os.close(descriptor)
        raise StoreDamaged(f"The store {self.folder}", "its current generation is missing")

    def chain(self) -> list[Generation]:
        """The current generation, its parent, and so on as far as they are kept."""
        found = []
        folder: Path | None = self._current()
        while folder is not None and folder.is_dir():
            found.append(_read(folder))
            parent = found[-1].parent
            folder = None if parent is None else self._folder(parent)
        return found

    @contextlib.contextmanager
    def locked(self, command: str, wait: float) -> Iterator[None]:
        """Be the one writer. Raises StoreLocked when another still is after `wait` seconds, and StoreReadOnly."""
        with _clear_complaints(self.folder):
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            deadline = time.monotonic() + wait
            while not _try_lock(descriptor):
                if time.monotonic() >= deadline:
                    raise StoreLocked(self._who_writes(descriptor))
                time.sleep(0.02)
            holder = {"pid": os.getpid(), "since": _now(), "command": command}
            with _clear_complaints(self.folder):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, json.dumps(holder).encode(), 0)
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def building(self) -> Iterator[tuple[Generation, Path]]:
        """A copy of the current generation's database to write to, gone at the end unless it was published.

        Only for the holder of the lock.
        """
        import pyoxigraph

        with _clear_complaints(self.folder):
            self._sweep()
            number = 1 + max((int(name) for name in self._names()), default=0)
            folder = self.folder / "generations" / f".building-{_name(number)}"
            folder.mkdir()
            try:
                current = self._current()
                parent = _read(current)
                try:
                    source = pyoxigraph.Store.read_only(str(current / "db"))
                    source.backup(str(folder / "db"))
                    del source
                except RuntimeError as error:  # so the engine tells of files that are not what it wrote
                    raise StoreDamaged(f"The database {current / 'db'}", str(error), undo=True) from error
            except BaseException:
                _remove(folder)
                raise
        try:
            yield parent, folder
        finally:
            _remove(folder)

    def publish(
        self,
        folder: Path,
        parent: Generation,
        command: str,
        packaged: Mapping[str, str],
        changed: Iterable[str] = (),
    ) -> Generation:
        """Make what was built the current generation. Its database must be closed; `changed` are the graphs' IRIs."""
        number = int(folder.name.rpartition("-")[2])
        made = Generation(number, parent.number, _now(), command, dict(packaged))
        with _clear_complaints(self.folder):
            _write(folder, made)
            (folder / _CHANGED).write_text("".join(f"{iri}\n" for iri in sorted(changed)), encoding="utf-8")
            _sync_tree(folder)
            _rename(folder, self._folder(number))
            _sync(self.folder / "generations")
            self._flip(number)
            self._prune()
        return made

    def undo(self) -> Generation:
        """Make the parent of the current generation current again, and give it back. For the lock's holder."""
        chain = self.chain()
        if len(chain) < 2:
            raise StoreError(f"There is nothing to undo in {self.folder}: no earlier state is kept.")
        with _clear_complaints(self.folder):
            self._flip(chain[1].number)
        return chain[1]

    def _current(self) -> Path:
        try:
            return self.folder / (self.folder / "current").readlink()
        except OSError as error:
            raise StoreDamaged(f"The store {self.folder}", f"no current generation: {error.strerror}") from error

    def _folder(self, number: int) -> Path:
        return self.folder / "generations" / _name(number)

    def _names(self) -> list[str]:
        return sorted(entry.name for entry in (self.folder / "generations").iterdir() if entry.name.isdecimal())

    def _flip(self, number: int) -> None:
        link = self.folder / ".current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("generations", _name(number)))
        link.replace(self.folder / "current")
        _sync(self.folder)

    def _sweep(self) -> None:
        # What a killed writer left.
        for entry in (self.folder / "generations").glob(".*"):
            _remove(entry)

    def _prune(self) -> None:
        kept = {_name(generation.number) for generation in self.chain()[:KEPT]}
        for name in self._names():
            if name in kept:
                continue
            folder = self.folder / "generations" / name
            with contextlib.suppress(FileNotFoundError):
                descriptor = os.open(folder / "readers", os.O_RDWR)
                try:
                    if _try_lock(descriptor):  # nobody reads it
                        gone = folder.with_name(f".pruned-{name}")
                        folder.rename(gone)
                        _remove(gone)
                finally:
                    os.close(descriptor)

    def _who_writes(self, descriptor: int) -> str:
        try:
            holder: dict[str, Any] = json.loads(os.pread(descriptor, 4096, 0))
            who = f"process {holder['pid']} ({holder['command']}) since {holder['since']}"
        except (ValueError, KeyError, TypeError):
            who = "another process"
        return f"The store {self.folder} is being written by {who}. Wait until it ends, then try again."


def _name(number: int) -> str:
    return f"{number:06}"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _read(folder: Path) -> Generation:
    try:
        found = Generation(**json.loads((folder / "generation.json").read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise StoreDamaged(f"The store's generation {folder}", f"generation.json: {error}") from error
    for name, value, kind in zip(Generation._fields, found, _KINDS, strict=True):
        if not isinstance(value, kind):
            raise StoreDamaged(f"The store's generation {folder}", f"generation.json: {name} is {value!r}")
    return found


def _write(folder: Path, generation: Generation) -> None:
    text = json.dumps(generation._asdict(), ensure_ascii=False, indent=1)
    (folder / "generation.json").write_text(text + "\n", encoding="utf-8")
    (folder / "readers").touch()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _rename(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise FileExistsError(error.errno, error.strerror, str(target)) from error
        raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if not path.is_symlink() and path.stat().st_nlink == 1:  # what is linked was published, and synced, before
                _sync(path)
        _sync(Path(where))


def _remove(folder: Path) -> None:
    if folder.exists():
        import shutil

        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _clear_complaints(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreReadOnly(
                f"The store {folder} cannot be written ({error.strerror}): nothing was changed. "
                "Ask its owner, or name another with --store."
            ) from error
        raise StoreError(
            f"The store {folder} could not be written ({error.strerror or error}): nothing was changed."
        ) from error
