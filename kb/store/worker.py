"""A forked child that answers queries, so that a query can be stopped.

Oxigraph has no time limit, does not hear Ctrl-C while it works, and some queries end its process. A child can be
killed. It opens one published generation and answers over two pipes until it is closed; the parent opens no database.

    request    kind (1 byte)  length (4 bytes)  text            Q rows or boolean, T triples, D a dump, L lines
    answer     D length data, as often as needed, then one of   E end, S does not parse, F failed, B database broken

Before all answers comes an O, when the database is open: a child that ends without one was not ended by a query.
"""

import contextlib
import fcntl
import gc
import os
import resource
import select
import signal
import struct
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn, Self

from kb.errors import QueryTimeout, QueryTooLarge, StoreDamaged, StoreError
from kb.sparql import unparsed
from kb.terms import PREFIXES

LARGEST_ANSWER = 1 << 29
"""Bytes of an answer that is kept in memory; a dump to a file has no such limit."""

_HEAD = struct.Struct(">cI")
_PIPE = 1 << 20


class Worker:
    """Answers queries about the database in a folder, one at a time, each within its time limit.

    >>> import pyoxigraph, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> database = pyoxigraph.Store(folder)
    >>> del database
    >>> with Worker(folder) as worker:
    ...     worker.query("ASK { }", timeout=5)
    b'{"head":{},"boolean":true}'

    `memory` is the child's limit in bytes of address space, by default three quarters of the machine's.
    """

    def __init__(self, folder: str, memory: int | None = None) -> None:
        self._folder = folder
        self._memory = memory or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
        self._pid = 0
        self._opened = False
        self._requests = self._answers = self._lifeline = -1
        self._inbox = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the child, if there is none: it opens the database while the parent does something else."""
        if not self._pid:
            self._start()

    def query(self, text: str, timeout: float | None = None) -> bytes:
        """The answer to a SELECT or ASK query, as SPARQL results in JSON.

        The prefixes of `ontology/prefixes.ttl` need not be declared. Raises QuerySyntax, QueryTimeout, QueryTooLarge,
        and StoreDamaged for a database that cannot be read.
        """
        return self._collected(b"Q", text, timeout)

    def triples(self, text: str, timeout: float | None = None) -> bytes:
        """The answer to a CONSTRUCT or DESCRIBE query, as N-Triples; raises as `query` does."""
        return self._collected(b"T", text, timeout)

    def dump(self, write: Callable[[bytes], object], settings: str) -> None:
        """Hand everything to `write`, piece by piece; `settings` is what `dump_settings` of the child reads."""
        self._ask(b"D", settings, None, write)

    def lines(self, graphs: Iterable[str]) -> Iterator[bytes]:
        """Each graph's triples as sorted lines of N-Triples; the child is at the next graph meanwhile."""
        return self._pieces(b"L", "\n".join(graphs), None)

    def close(self) -> None:
        """End the child; the next query starts another."""
        pid, self._pid = self._pid, 0
        for descriptor in (self._requests, self._answers, self._lifeline):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._answers = self._lifeline = -1
        self._inbox.clear()
        if pid:
            _kill(pid)

    def _collected(self, kind: bytes, text: str, timeout: float | None) -> bytes:
        answer = bytearray()

        def keep(piece: bytes) -> None:
            if len(answer) + len(piece) > LARGEST_ANSWER:
                raise QueryTooLarge(
                    f"The answer is larger than {LARGEST_ANSWER >> 20} MB: add LIMIT, or ask for fewer columns."
                )
            answer.extend(piece)

        self._ask(kind, text, timeout, keep)
        return bytes(answer)

    def _ask(self, kind: bytes, text: str, timeout: float | None, keep: Callable[[bytes], object]) -> None:
        for piece in self._pieces(kind, text, timeout):
            keep(piece)

    def _pieces(self, kind: bytes, text: str, timeout: float | None) -> Iterator[bytes]:
        deadline = None if timeout is None else time.monotonic() + timeout
        if not self._pid:
            self._start()
        ended = False
        try:
            body = text.encode()
            _send(self._requests, _HEAD.pack(kind, len(body)) + body)
            while not ended:
                head, body = self._frame(deadline)
                self._opened = self._opened or head == b"O"
                ended = head not in (b"O", b"D")
                if head == b"D":
                    yield body
        except TimeoutError:
            raise QueryTimeout(
                f"The query was stopped after {timeout:g} s: narrow it, add LIMIT, or allow more with --timeout."
            ) from None
        except (EOFError, BrokenPipeError):
            raise self._stopped() from None
        finally:
            if not ended:  # also for Ctrl-C: whatever the child is doing is of no use now
                self.close()
        if head == b"S":
            raise unparsed(body.decode(), text)
        if head == b"B":
            raise StoreDamaged(f"The database {self._folder}", body.decode(), undo=True)
        if head == b"F":
            raise StoreError(f"The query could not be answered: {body.decode()}")

    def _frame(self, deadline: float | None) -> tuple[bytes, bytes]:
        while True:
            if len(self._inbox) >= _HEAD.size:
                kind, length = _HEAD.unpack_from(self._inbox)
                end = _HEAD.size + length
                if len(self._inbox) >= end:
                    body = bytes(self._inbox[_HEAD.size : end])
                    del self._inbox[:end]
                    return kind, body
            poll = select.poll()
            poll.register(self._answers, select.POLLIN)
            left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
            if not poll.poll(left):
                raise TimeoutError
            piece = os.read(self._answers, _PIPE)
            if not piece:
                raise EOFError
            self._inbox += piece

    def _stopped(self) -> BaseException:
        pid, self._pid = self._pid, 0
        how = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if how == -signal.SIGINT:  # Ctrl-C in a terminal reaches the child first
            return KeyboardInterrupt()
        name = signal.Signals(-how).name if how < 0 else f"status {how}"
        if not self._opened:
            return StoreError(
                f"The database {self._folder} could not be opened ({name}): memory is short, or it is damaged. "
                "Free memory, or go back with kb undo."
            )
        return QueryTooLarge(
            f"The query engine stopped ({name}): the query took too much memory or is nested too deeply. "
            "Make it simpler or narrower, or add LIMIT."
        )

    def _start(self) -> None:
        import pyoxigraph  # noqa: F401  before the fork, so that every child has it

        _bury()
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        lifeline, self._lifeline = os.pipe()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(answers, fcntl.F_SETPIPE_SZ, _PIPE)
        with warnings.catch_warnings():
            # Python warns of threads in the parent. RocksDB's are idle by then: a batch closes before it publishes.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            _child(self._folder, self._memory, requests, answers, lifeline)
        self._pid, self._opened = pid, False
        for descriptor in (requests, answers, lifeline):
            os.close(descriptor)


def _child(folder: str, memory: int, requests: int, answers: int, lifeline: int) -> NoReturn:
    try:
        gc.disable()  # the parent's garbage is the parent's
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _keep_only(requests, answers, lifeline)
        _end_with_parent(lifeline)
        _limit(resource.RLIMIT_AS, memory)
        _limit(resource.RLIMIT_CORE, 0)
        _serve(folder, requests, answers)
    finally:
        os._exit(1)


def _keep_only(*kept: int) -> None:
    # The parent's files, locks and other pipes; and a stopping engine must not write on its terminal.
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    first = 3
    for descriptor in sorted(kept):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def _end_with_parent(lifeline: int) -> None:
    # Nobody writes to this pipe: its only event is the end of the parent, however that comes, and it arrives as SIGIO,
    # which ends the child in the midst of a query.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(lifeline, 0)
    if poll.poll(0):  # it ended before we listened
        os._exit(0)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, hard))


class _Frames:
    """A file that sends each piece that is written to it."""

    def __init__(self, answers: int) -> None:
        self._answers = answers

    def write(self, piece: bytes) -> int:
        _send(self._answers, _HEAD.pack(b"D", len(piece)), piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is kept back."""


def _serve(folder: str, requests: int, answers: int) -> None:
    import pyoxigraph

    out = _Frames(answers)
    store: pyoxigraph.Store | None = None
    broken = ""
    try:
        store = pyoxigraph.Store.read_only(folder)
        _send(answers, _HEAD.pack(b"O", 0))
    except Exception as error:  # noqa: BLE001  told when something is asked
        broken = str(error)
    while head := _received(requests, _HEAD.size):
        kind, length = _HEAD.unpack(head)
        text = _received(requests, length).decode()
        end, said = b"E", ""
        try:
            if store is None:
                end, said = b"B", broken
            elif kind == b"D":
                _dump(store, out, text)
            elif kind == b"L":
                _lines(store, out, text)
            else:
                results = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
                if isinstance(results, pyoxigraph.QueryTriples):
                    results.serialize(out, format=pyoxigraph.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
                else:
                    results.serialize(out, format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        except SyntaxError as error:
            end, said = b"S", str(error.msg)
        except MemoryError:
            os.abort()
        except Exception as error:  # noqa: BLE001  whatever it is, the parent is told
            said = str(error)
            end = b"B" if said.startswith(("Corruption", "IO error")) else b"F"
        body = said.encode()
        _send(answers, _HEAD.pack(end, len(body)), body)


def dump_settings(format: str, graph: str | None, prefixes: dict[str, str]) -> str:  # noqa: A002
    """What `Worker.dump` is asked for: a file suffix (ttl, trig, nt, nq …), one graph or all, and prefixes to use."""
    import json

    return json.dumps({"format": format, "graph": graph, "prefixes": prefixes})


def _dump(store: object, out: _Frames, settings: str) -> None:
    import json

    import pyoxigraph

    asked = json.loads(settings)
    assert isinstance(store, pyoxigraph.Store)
    format_ = pyoxigraph.RdfFormat.from_extension(asked["format"])
    if format_ is None:
        raise ValueError(f"no format has the suffix .{asked['format']}")
    if asked["graph"] is None and not format_.supports_datasets:
        raise ValueError(f"{format_.name} holds one graph: name it, or use TriG or N-Quads")
    store.dump(
        out,  # type: ignore[arg-type]
        format_,
        from_graph=None if asked["graph"] is None else pyoxigraph.NamedNode(asked["graph"]),
        prefixes=asked["prefixes"],
    )


def _lines(store: object, out: _Frames, graphs: str) -> None:
    import io

    import pyoxigraph

    assert isinstance(store, pyoxigraph.Store)
    for graph in graphs.split("\n") if graphs else ():
        found = io.BytesIO()
        store.dump(found, pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.NamedNode(graph))
        out.write(b"".join(sorted(found.getvalue().splitlines(keepends=True))))


def _received(descriptor: int, length: int) -> bytes:
    got = bytearray()
    while len(got) < length:
        piece = os.read(descriptor, length - len(got))
        if not piece:
            return b""
        got += piece
    return bytes(got)


def _send(descriptor: int, *pieces: bytes) -> None:
    view = memoryview(b"".join(pieces))
    while view:
        view = view[os.write(descriptor, view) :]


_ending: set[int] = set()
"""Children that were killed and may still be on their way out."""


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _ending.add(pid)
    _bury()


def _bury() -> None:
    # A child with a large database takes milliseconds to end, which nobody need wait for.
    for pid in list(_ending):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG) == (0, 0):
                continue
        _ending.discard(pid)
