"""The README cannot lie: what it shows is what a terminal of a hundred columns shows."""

import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path

import pytest

from kb.files import articles_folder

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COLUMNS = 100


def in_terminal(command: str, folder: Path, env: dict[str, str]) -> str:
    """What a terminal shows when a shell runs a command."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    process = subprocess.Popen(
        ["bash", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        cwd=folder,
        env=env,
        close_fds=True,
    )
    os.close(slave)
    shown, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.5)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    process.wait(timeout=10)
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def session(commands: list[str], folder: Path) -> list[str]:
    """What each of the commands shows, run one after the other as in one shell."""
    env = {
        "HOME": str(folder / "home"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
    }
    outputs = []
    for command in commands:
        if exported := re.fullmatch(r"export (\w+)=(\S+)", command):
            env[exported[1]] = exported[2]
            outputs.append("")
        else:
            outputs.append(steady(in_terminal(command, folder, env)))
    return outputs


def steady(text: str) -> str:
    """The text with what differs from day to day and folder to folder made the same."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-23T12:00:00Z", text)
    return re.sub(r"/\S*/home/", "~/", text)


def test_every_console_block_of_the_readme_shows_what_a_terminal_shows(
    tmp_path: Path, shared: Path, request: pytest.FixtureRequest
) -> None:
    """The commands of all blocks run in one folder, in the order of the text; --update-golden writes what they show."""
    (tmp_path / "home").mkdir()
    shutil.copy(shared / "articles" / "new-year-messages.txt", tmp_path)
    (tmp_path / "kb" / "articles").mkdir(parents=True)
    shutil.copy(articles_folder() / "border-raid.txt", tmp_path / "kb" / "articles")
    text = README.read_text("utf-8")
    blocks = [match["body"] for match in BLOCK.finditer(text)]
    assert len(blocks) >= 8
    commands = [[line[2:] for line in block.splitlines() if line.startswith("$ ")] for block in blocks]
    assert all(commands)
    outputs = iter(session([command for block in commands for command in block], tmp_path))
    shown = ["".join(f"$ {command}\n{next(outputs)}" for command in block) for block in commands]
    if request.config.getoption("--update-golden"):
        fresh = iter(shown)
        README.write_text(BLOCK.sub(lambda _: f"```console\n{next(fresh)}```", text), "utf-8")
    else:
        assert blocks == shown


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The examples can be pasted into one file and run."""
    monkeypatch.setenv("KB_STORE", str(tmp_path / "store"))
    first, second = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    found: dict[str, object] = {}
    exec(first + second, found)
    assert len(found["answer"]) == 10
    assert len(found["rows"]) == 3
    assert len(found["dyads"]) == 6
    assert found["acts"]["value"].sum() == found["one"].alignment.direction


@pytest.mark.long
def test_the_two_set_up_commands_of_the_readme_do_all_the_set_up(tmp_path: Path) -> None:
    """On a fresh clone with an empty home the first installs and answers; the second is what this run is part of."""
    setup, tests = re.findall(r"^```sh\n(.*?)\n```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)[:2]
    assert tests == ".venv/bin/python -m pytest -q"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(tmp_path / "clone")], check=True)
    (tmp_path / "home").mkdir()
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KB_", "XDG_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        ["bash", "-c", setup],
        cwd=tmp_path / "clone",
        env=env | {"HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    header, *rows = done.stdout.splitlines()
    assert header.startswith("holder\tdirection\tlow\thigh")
    assert [row.split("\t")[0] for row in rows] == ["CHN", "PRK", "WEST"]
