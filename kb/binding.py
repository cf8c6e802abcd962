"""What the values that a reader gives to a named query stand for: literals of a type, entities by their names."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode

from kb.errors import BadParameter
from kb.names import LANGUAGES, Candidate, forms
from kb.queries import Parameter
from kb.terms import XSD, expand

Find = Callable[[str, str], Candidate]
"""The entity that a name means, of a class, or of any where that is empty."""


def terms_of(
    params: Iterable[Parameter], values: Mapping[str, object], find: Find
) -> dict[str, list[NamedNode | Literal]]:
    """The terms that each value stands for, or each of several; one that is None is left out.

    Raises BadParameter, and what `find` raises.
    """
    if values.get("since") and values.get("until") and str(values["since"]) > str(values["until"]):
        raise BadParameter(f"--since {values['since']} is later than --until {values['until']}.")
    declared = {param.name: param for param in params}
    terms: dict[str, list[NamedNode | Literal]] = {}
    for name, value in values.items():
        if value is None or value == ():
            continue
        given = list(value) if isinstance(value, (list, tuple, set)) else [value]
        param = declared.get(name, Parameter(name, "text", "", required=False, many=True))
        terms[name] = [term for one in given for term in _meant(param, one, find)]
    return terms


def _meant(param: Parameter, value: object, find: Find) -> list[NamedNode | Literal]:
    """The terms that a value stands for: one, but for a name, which is looked for in several forms."""
    if isinstance(value, NamedNode):  # nothing is left to look up
        return [value]
    text = value.isoformat() if isinstance(value, date) else str(value)
    match param.type:
        case "text":
            return [_plain(param, text)]
        case "name":
            plain = _plain(param, text)
            spoken = [Literal(form, language=code) for form in forms(plain.value) for code in LANGUAGES]
            return [*map(Literal, forms(plain.value)), *spoken]
        case "iri":
            return [NamedNode(expand(text) or find(text, "").iri)]
        case "date" | "integer" | "decimal" | "boolean":
            return [_literal(param, text)]
    return [NamedNode(find(text, param.type).iri)]


def _plain(param: Parameter, text: str) -> Literal:
    try:
        return Literal(text)
    except UnicodeEncodeError as error:
        raise BadParameter(f"--{param.name} holds half a character: give it as whole Unicode text.") from error


def _literal(param: Parameter, text: str) -> Literal:
    from kb.literals import fault

    literal = Literal(text, datatype=NamedNode(XSD + param.type))
    if fault(literal):
        example = {"date": "2025-01-01", "integer": "7", "decimal": "0.5", "boolean": "true"}[param.type]
        raise BadParameter(f'--{param.name} takes a {param.type} such as {example}, not "{text}".')
    return literal
