"""Text on a terminal: harmless, and in columns that it fits."""

import re
import unicodedata
from collections.abc import Iterable

CURIE = re.compile(r"[a-z]+:\S+")
"""What is shortened in front, since its end tells it apart."""

LEAST = 20
"""Columns that a text keeps, however narrow the terminal."""

BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Characters that turn the direction of writing, for a class of a regular expression."""

_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff{BIDI}]")


def harmless(text: str) -> str:
    r"""The text on one line, with control characters and those that turn the direction of writing made visible.

    >>> harmless("\x1b[31mred\nnext \u202eeman")
    '␛[31mred next ⟨U+202E⟩eman'
    """
    return _HARMFUL.sub(visible, text)


def visible(hit: re.Match[str]) -> str:
    """A character that a terminal would obey, as one that it shows."""
    code = ord(hit[0])
    if hit[0] in "\t\n\r\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def bold(text: str) -> str:
    """The text in bold."""
    return f"\x1b[1m{text}\x1b[0m"


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines no wider than a terminal's `width`, broken between words where that can be.

    >>> wrapped("whose words are unbelievable", 10)
    ['whose', 'words are', 'unbelievab', 'le']
    """
    lines, line = [], ""
    for word in text.split(" "):
        for piece in _pieces(word, width):
            joined = f"{line} {piece}" if line else piece
            if columns_of(joined) > width:
                lines.append(line)
                joined = piece
            line = joined
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    pieces = []
    while columns_of(word) > width:
        piece = _cut(word, width) or word[0]
        pieces.append(piece)
        word = word[len(piece) :]
    return [*pieces, word]


def shortened(text: str, width: int) -> str:
    """A text no wider than `width` columns, with an ellipsis where something is left out.

    A CURIE is cut in front, since its end tells it apart.

    >>> shortened("stance:2025-01-01-new-year-messages-09", 12), shortened("increasingly mature", 12)
    ('…messages-09', 'increasingl…')
    """
    if columns_of(text) <= width:
        return text
    if CURIE.fullmatch(text):
        return "…" + _cut(text[::-1], width - 1)[::-1]
    return _cut(text, width - 1) + "…"


def _cut(text: str, width: int) -> str:
    taken = 0
    for at, character in enumerate(text):
        taken += columns_of(character)
        if taken > width:
            return text[:at]
    return text


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    wide = wcswidth(unicodedata.normalize("NFC", text))
    return wide if wide >= 0 else len(text)


def listing(pairs: Iterable[tuple[str, str]], width: int | None = None) -> str:
    """Names and what they are, in two columns; the second is wrapped."""
    told = [(harmless(name), harmless(text)) for name, text in pairs]
    wide = max((columns_of(name) for name, _ in told), default=0)
    lines = []
    for name, text in told:
        first, *rest = wrapped(text, max((width or 10_000) - wide - 2, LEAST))
        lines.append(f"{name}{' ' * (wide - columns_of(name))}  {first}".rstrip())
        lines += [" " * (wide + 2) + more for more in rest]
    return "\n".join(lines) + "\n" if lines else ""


def counted(number: int, noun: str) -> str:
    """How many of what there are.

    >>> counted(1, "act"), counted(1200, "act")
    ('1 act', '1,200 acts')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
