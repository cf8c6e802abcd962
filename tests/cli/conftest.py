"""The command line, called in the same process, as a process of its own, and in a terminal."""

import fcntl
import io
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.cli import run
from kb.files import articles_folder

KEY = "2025-01-01-new-year-messages"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the store that commands use when none is named; there is nothing in it yet."""
    for name in ("KB_QUERIES", "KB_FORMAT", "KB_TIMEOUT", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KB_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "store"


@pytest.fixture
def kb(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command here and now, into a pipe."""

    def call(*args: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        code = run(list(args))
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def start() -> Callable[..., "subprocess.Popen[bytes]"]:
    """Start the installed command as a process."""

    def begin(*args: str, **settings: object) -> "subprocess.Popen[bytes]":
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
        return subprocess.Popen([Path(sys.executable).with_name("kb"), *args], **pipes)  # type: ignore[call-overload,no-any-return]

    return begin


@pytest.fixture
def process(start: Callable[..., "subprocess.Popen[bytes]"]) -> Callable[..., Ran]:
    """Run the installed command as a process, into pipes."""

    def call(*args: str, **settings: object) -> Ran:
        with start(*args, **settings) as started:
            out, err = started.communicate(timeout=60)
        return Ran(started.returncode, (out or b"").decode(), (err or b"").decode())

    return call


@pytest.fixture
def terminal(start: Callable[..., "subprocess.Popen[bytes]"]) -> Callable[..., Ran]:
    """Run the installed command in a terminal of so many columns; standard error comes apart unless `together`."""

    def call(*args: str, columns: int = 80, env: dict[str, str] | None = None, together: bool = False) -> Ran:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        settings = {**os.environ, "TERM": "xterm", **(env or {})}
        settings.pop("COLUMNS", None)
        with start(*args, stdout=slave, stderr=slave if together else subprocess.PIPE, env=settings) as started:
            os.close(slave)
            shown = b""
            try:
                while piece := os.read(master, 65536):
                    shown += piece
            except OSError:  # the other end is closed
                pass
            finally:
                os.close(master)
            err = started.stderr.read() if started.stderr else b""
        return Ran(started.returncode, shown.decode().replace("\r\n", "\n"), err.decode())

    return call


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., Path]:
    """A file of facts: the built-in article under another key, with texts put in the place of others."""

    def make(key: str = "2025-01-02-another", *replacements: tuple[str, str]) -> Path:
        text = (articles_folder() / f"{KEY}.ttl").read_text("utf-8").replace(KEY, key)
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / f"{key}.ttl"
        path.write_text(text, "utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def interrupt() -> Callable[["subprocess.Popen[bytes]"], None]:
    """Press Ctrl-C, as a terminal does: the whole group of processes hears it."""
    return lambda started: os.killpg(started.pid, signal.SIGINT)
