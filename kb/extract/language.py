"""The language of a text: the engine reads English, and says so of the rest."""

from functools import cache
from typing import Any

from kb.errors import MissingExtra

_LIKELY = "ar bg bn cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sr sv sw th tr uk ur vi zh"
"""Languages that have a press of some size: among more, English full of foreign names is taken for a small one."""

CLEARLY = 15.0
"""By how much another language must be likelier than English, as a difference of logarithms.

Five words in French or German are 40 ahead; of 3,087 English items of news one is, all of it Polish names.
"""


def of(text: str) -> str:
    """The code of the language that a text is in; English where that is not clear. Raises MissingExtra.

    >>> of("La Russie a condamné l’attaque."), of("Qatar declared a diplomat persona non grata."), of("")
    ('fr', 'en', 'en')
    """
    likely = {str(code): float(weight) for code, weight in _identifier().rank(text)}
    best = max(likely, key=lambda code: likely[code])
    return best if text.strip() and likely[best] - likely["en"] > CLEARLY else "en"


@cache
def _identifier() -> Any:
    try:
        import py3langid
    except ImportError as error:
        raise MissingExtra("extract", "Extraction needs py3langid") from error
    py3langid.set_languages(_LIKELY.split())
    return py3langid
