"""Plain text."""

from kb.errors import BrokenFile
from kb.facts import Article


def article(data: bytes, name: str, date: str) -> Article:
    """The article that some bytes are."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BrokenFile(f"{name} is not UTF-8 text.") from error
    if not text.strip():
        raise BrokenFile(f"{name} is empty.")
    return Article(name, text, date)
