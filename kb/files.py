"""Where the packaged knowledge lies, and how a file is written whole or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kb.errors import KbError

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    # A wheel carries the folder inside the package; in a checkout it lies beside the package.
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def ontology_folder() -> Path:
    """The folder of the ontology and the reference data, as Turtle."""
    return _folder("ontology")


def queries_folder() -> Path:
    """The folder of the named queries, one `.rq` file each."""
    return _folder("queries")


def articles_folder() -> Path:
    """The folder of the built-in articles, as Turtle facts."""
    return _PACKAGE / "articles"


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` when the block ends well, and leaves no trace when it does not.

    Who may read and write it stays as it was.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "answer.txt"
    >>> with replaced(target) as out:
    ...     _ = out.write(b"42")
    >>> target.read_text()
    '42'
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            with suppress(FileNotFoundError):
                os.fchmod(out.fileno(), stat.S_IMODE(path.stat().st_mode))
            yield out
        part.replace(path)
    except OSError as error:
        raise KbError(f"Cannot write {path}: {error.strerror or error}. Name another file with -o.") from error
    finally:
        with suppress(OSError):
            part.unlink()
