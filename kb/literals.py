"""Literals: which stand in the lexical space of their datatype, told from the text before a number is made of it."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kb.terms import XSD

LONGEST_LITERAL = 1_000_000
"""Characters in one literal."""

LONGEST_NUMERAL = 100
"""Characters in one numeral; its exponent may be ±400."""


def fault(literal: Literal) -> str:
    """What is wrong with a literal, in words; empty when nothing is.

    >>> fault(Literal("1e9", datatype=NamedNode(XSD + "decimal")))
    '"1e9" is no xsd:decimal'
    """
    value, datatype = literal.value, literal.datatype.value
    if len(value) > LONGEST_LITERAL:
        return f"a literal of {len(value):,} characters, more than {LONGEST_LITERAL:,}"
    if "\0" in value:
        return "a literal with a null character"
    if getattr(literal, "direction", None) is not None:
        return "a literal with a direction, which is RDF 1.2 and is not stored"
    if not datatype.startswith(XSD):
        return ""
    kind = datatype.removeprefix(XSD)
    if kind == "string":
        return ""
    return _judged(value, kind) if len(value) <= LONGEST_NUMERAL else _judged.__wrapped__(value, kind)


@lru_cache(4096)
def _judged(value: str, kind: str) -> str:
    # Facts hold the same days and numbers again and again.
    pattern = _LEXICAL.get(kind)
    if pattern is None:
        return ""
    fits = pattern.fullmatch(value)
    if fits and kind in _NUMERALS and too_long(value):
        return f"a numeral of {len(value):,} characters or with an exponent beyond 400"
    if not (fits and _is_one(kind, value)):
        shown = value if len(value) <= 40 else value[:39] + "…"
        return f'"{shown}" is no xsd:{kind}'
    return ""


def fault_of_day(text: str) -> str:
    """What is wrong with a day such as 2025-01-01; empty when nothing is."""
    return fault(Literal(text, datatype=NamedNode(XSD + "date")))


def days(term: object) -> tuple[date, date] | None:
    """The first and the last day that a day, a month, a year or a time lies in; None for what is none of these.

    >>> february = days(Literal("2024-02", datatype=NamedNode(XSD + "gYearMonth")))
    >>> february and (str(february[0]), str(february[1]))
    ('2024-02-01', '2024-02-29')
    """
    found = _CALENDAR.fullmatch(term.value) if isinstance(term, Literal) else None
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.group(1, 2, 3))
    try:
        first = date(year, month or 1, day or 1)
        return first, first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        return None


_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?"
_DAY = r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_CALENDAR = re.compile(rf"(\d{{4}})(?:-(\d\d))?(?:-(\d\d))?(?:T{_TIME})?{_ZONE}", re.ASCII)
_WHOLE = r"[+-]?\d+"
_REAL = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN"
_LEXICAL = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        "integer": _WHOLE,
        "nonNegativeInteger": _WHOLE,
        "positiveInteger": _WHOLE,
        "nonPositiveInteger": _WHOLE,
        "negativeInteger": _WHOLE,
        **dict.fromkeys(("long", "int", "short", "byte"), _WHOLE),
        **dict.fromkeys(("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"), _WHOLE),
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "double": _REAL,
        "float": _REAL,
        "boolean": r"true|false|0|1",
        "date": _DAY + _ZONE,
        "dateTime": _DAY + "T" + _TIME + _ZONE,
        "dateTimeStamp": _DAY + "T" + _TIME + _ZONE.removesuffix("?"),
        "time": _TIME + _ZONE,
        "gYear": r"-?\d{4,}" + _ZONE,
        "gYearMonth": r"-?\d{4,}-(0[1-9]|1[0-2])" + _ZONE,
        "duration": r"-?P(?=[\dT])(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    }.items()
}
_DAYS = {"date", "dateTime", "dateTimeStamp"}
_NUMERALS = set(_LEXICAL) - _DAYS - {"boolean", "time"}
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{kind: (-(2**bits), 2**bits - 1) for kind, bits in (("long", 63), ("int", 31), ("short", 15), ("byte", 7))},
    **{f"unsigned{kind}": (0, 2**bits - 1) for kind, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))},
}


def too_long(numeral: str) -> bool:
    """Whether making a number of a numeral could take minutes: over a hundred characters, or an exponent beyond 400."""
    if len(numeral) > LONGEST_NUMERAL:
        return True
    exponent = re.search(r"[eE]([+-]?\d+)$", numeral, re.ASCII)
    return exponent is not None and abs(int(exponent[1])) > 400


def _is_one(kind: str, value: str) -> bool:
    if kind in _DAYS:
        return _is_day(value)
    lowest, highest = _BOUNDS.get(kind, (None, None))
    return (lowest is None or int(value) >= lowest) and (highest is None or int(value) <= highest)


def _is_day(value: str) -> bool:
    # The thirtieth of February passes the pattern; years beyond four digits are left to it.
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return not re.match(r"\d{4}-", value)
    return True
