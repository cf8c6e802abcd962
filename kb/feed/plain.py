"""Text out of bytes, as it is kept: decoded, with one sort of line end, without characters that control a terminal."""

import re
from collections.abc import Callable
from typing import BinaryIO

from kb.errors import BrokenFile, LimitReached

LARGEST = 20_000_000
"""Bytes that a text, a page or a feed can have."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"\xd0\xcf\x11\xe0")


def limited(file: BinaryIO, name: str) -> bytes:
    """What a file holds. Raises LimitReached for more than `LARGEST` bytes, BrokenFile for none."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise LimitReached(f"{name} has more than {LARGEST // 1_000_000} MB: it was not read.")
    if not data.strip():
        raise BrokenFile(f"{name} is empty.")
    return data


def decoded(data: bytes, name: str, notice: Callable[[str], None]) -> str:
    """The text that some bytes are: UTF-8, UTF-16 with its mark, or what they most likely are, which is told.

    Raises BrokenFile for what is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.startswith(_BINARY) or b"\x00" in data[:4096]:
        raise BrokenFile(f"{name} is no text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        if best is None:
            raise BrokenFile(f"{name} is no text in an encoding that can be told.") from None
        notice(f"{name} is not UTF-8: read as {best.encoding.replace('_', '-')}.")
        return str(best)


def cleaned(text: str) -> str:
    r"""A text as it is kept.

    >>> cleaned("one\r\ntwo \x1b[31mred")
    'one\ntwo [31mred'
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
