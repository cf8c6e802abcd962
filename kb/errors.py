"""Everything that can go wrong, as one family; the command line turns each into one line and an exit code.

KbError                     1  failed
├── UsageError              2  what was asked for cannot be understood
│   ├── UnknownName            no such state, leader, query …; says what is near
│   ├── AmbiguousName          several; says which
│   ├── BadParameter           a query's option that is missing or of the wrong form
│   └── QuerySyntax            SPARQL that does not parse, or reaches outside the store
├── BrokenFile              1  a file that cannot be read as what it claims to be
│   └── BrokenQuery            a .rq file whose header and body do not agree
├── Findings                3  facts that were checked and found wanting
├── StoreError              1
│   ├── NotAStore              the folder is missing, or is something else
│   ├── StoreLocked            another process is writing
│   ├── StoreReadOnly          the folder cannot be written
│   ├── StoreDamaged           files are missing, or not what was written
│   └── StoreTooNew            written by a later version
├── MissingExtra            1  a package that only some commands need
└── LimitReached            6  a limit that the user did not ask for
    ├── QueryTimeout
    └── QueryTooLarge          nested too deeply, too long, or more memory than allowed

A file of its own, below every other: each room raises from here and none needs to import another to do so.
"""

from collections.abc import Iterable, Sequence


class KbError(Exception):
    """One clear line: what failed, what was kept, what to do next."""

    exit_code = 1


class UsageError(KbError):
    """What was asked for cannot be understood."""

    exit_code = 2


class UnknownName(UsageError):
    """A name that leads to nothing.

    >>> print(UnknownName("state", "Rusia", near=["Russia"]))
    No state "Rusia". Did you mean "Russia"?
    """

    def __init__(self, kind: str, name: str, near: Sequence[str] = (), hint: str = "") -> None:
        self.kind, self.name, self.near = kind, name, tuple(near)
        guess = f" Did you mean {_either(near)}?" if near else ""
        super().__init__(f'No {kind} "{name}".{guess}{" " + hint if hint else ""}')


class AmbiguousName(UsageError):
    """A name that leads to more than one thing.

    >>> print(AmbiguousName("Congo", ["Republic of the Congo (COG)", "Democratic Republic of the Congo (COD)"]))
    "Congo" may be Republic of the Congo (COG) or Democratic Republic of the Congo (COD): name one.
    """

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(f'"{name}" may be {_listed(candidates)}: name one.')


class BadParameter(UsageError):
    """An option of a query that is missing, unknown or of the wrong form."""


class QuerySyntax(UsageError):
    """SPARQL that does not parse, or that reaches outside the store."""


class BrokenFile(KbError):
    """A file that cannot be read as what it claims to be; nothing of it was stored."""


class BrokenQuery(BrokenFile):
    """A `.rq` file whose header and body do not agree."""


class Findings(KbError):
    """Facts that were checked and found wanting: `complaints` has one line for each."""

    exit_code = 3

    def __init__(self, message: str, complaints: Iterable[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join([message, *("  " + complaint for complaint in self.complaints)]))


class StoreError(KbError):
    """The store cannot be used as it is."""


class NotAStore(StoreError):
    """The folder is missing, or holds something else."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreReadOnly(StoreError):
    """The store's folder cannot be written."""


class StoreDamaged(StoreError):
    """Files of the store are missing, or are not what was written; `undo` where the state before may be whole.

    >>> print(StoreDamaged("The mark store/kb-store.json", "it is not JSON"))
    The mark store/kb-store.json is damaged (it is not JSON). Restore a backup.
    """

    def __init__(self, what: str, why: str, undo: bool = False) -> None:
        advice = "Go back with kb undo, or restore a backup." if undo else "Restore a backup."
        super().__init__(f"{what} is damaged ({' '.join(why.split()).rstrip('.')}). {advice}")


class StoreTooNew(StoreError):
    """The store was written by a later version of kb."""


class MissingExtra(KbError):
    """A package that only some commands need is not installed."""

    def __init__(self, extra: str, need: str) -> None:
        super().__init__(f"{need}: pip install 'alignment-kb[{extra}]'.")


class LimitReached(KbError):
    """A limit that the user did not ask for."""

    exit_code = 6


class QueryTimeout(LimitReached):
    """The query ran longer than the time limit."""


class QueryTooLarge(LimitReached):
    """The query is nested too deeply, is too long, or takes more memory than allowed."""


def _either(names: Sequence[str]) -> str:
    return _listed([f'"{name}"' for name in names])


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
