"""What a SPARQL text is: its tokens, its form, and whether an embedded engine may be given it.

`guard` is strict where a parser may be lenient. Oxigraph's has no word boundaries (`SERVICEex:a` is a call to another
server, as is `true SERVICE` with the space left out) and reads `<` by context, so a text that could be cut into
tokens in two ways is refused rather than guessed at.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kb.errors import QuerySyntax, QueryTooLarge
from kb.names import near

LONGEST = 1_000_000
"""Characters in a query; longer ones are refused."""

DEEPEST = 128
"""Brackets within brackets; an engine's parser recurses, and a few thousand end its process."""

READING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
WRITING = ("INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "LOAD")

# An escape that no parser knows would end a string elsewhere than here: only the known ones are one token.
_HEX = "[0-9A-Fa-f]"
_CODE_POINT = rf"\\u(?![Dd][89A-Fa-f]){_HEX}{{4}}|\\U(?!0000[Dd][89A-Fa-f])00(?:0{_HEX}|10){_HEX}{{4}}"
_ESCAPE = rf"""\\[tbnrf"'\\]|{_CODE_POINT}"""

# Possessive throughout, so that a megabyte of almost-names is read once.
_RUN = r"[^\W\d][\w·-]*+(?:\.++[\w·-]++)*+"

_TOKEN = re.compile(
    rf"""
      (?P<blank>    \s+ | \#[^\n\r]* )
    | (?P<iri>      <(?: [^\x00-\x20<>"{{}}|^`\\] | {_CODE_POINT} )*> )
    | (?P<string>   \"\"\"(?: \"{{0,2}}(?: [^"\\] | {_ESCAPE} ) )*\"\"\"
                  | '''   (?: '{{0,2}} (?: [^'\\] | {_ESCAPE} ) )*'''
                  | "(?!"")(?: [^"\\\n\r] | {_ESCAPE} )*"
                  | '(?!'')(?: [^'\\\n\r] | {_ESCAPE} )*' )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<number>   \d+(?:\.\d+)?(?:[eE][+-]?\d+)? | \.\d+(?:[eE][+-]?\d+)? )
    | (?P<name>     (?:{_RUN})? : (?: (?: [\w:·-] | %{_HEX}{{2}} | \\[_~.!$&'()*+,;=/?\#@%-]
                                        | \.++(?=[\w:·%\\-]) )++ )? )
    | (?P<word>     {_RUN} )
    | (?P<mark>     . )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One piece of a SPARQL text: `kind` is iri, string, variable, language, number, name, word or mark."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> Sequence[Token]:
    """The pieces of a SPARQL text without blanks and comments.

    >>> [token.kind for token in tokens("SELECT ?s { ?s a ex:from } # LOAD")]
    ['word', 'variable', 'mark', 'variable', 'word', 'name', 'mark']

    Raises QuerySyntax for a string that is not closed or has an unknown escape.
    """
    # A query is looked at several times before it is asked; a huge one is not worth the memory.
    return _kept(text) if len(text) < 20_000 else tuple(_cut(text))


@lru_cache(8)
def _kept(text: str) -> tuple[Token, ...]:
    return tuple(_cut(text))


def _cut(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "blank":
            continue
        if kind == "mark" and match[0] in "\"'":
            raise QuerySyntax(
                f"The query does not parse: the string at {place(text, match.start())} is not closed, "
                "or holds an unknown escape. Close it, and write a backslash twice."
            )
        yield Token(kind, match[0], match.start())


def form(text: str) -> str:
    """What a SPARQL text asks for: its first keyword after the prologue, in capitals.

    >>> form("PREFIX ex: <http://example.org/>  ask { ex:a ?p ?o }")
    'ASK'

    Raises QuerySyntax when there is none.
    """
    for token in _body(iter(tokens(text))):
        word = token.text.upper()
        for keyword in (*READING, *WRITING):  # the parser takes SELECT?s and SELECTDISTINCT alike
            if token.kind == "word" and word.startswith(keyword):
                return keyword
        raise QuerySyntax(
            f'The query does not parse: "{token.text[:40]}" at {place(text, token.at)} is no {", ".join(READING)}.'
        )
    raise QuerySyntax("The query is empty: write SELECT, ASK, CONSTRUCT or DESCRIBE.")


def guard(text: str, *, update: bool = False) -> str:
    """Refuse a text that could end the engine or reach outside the store; give back its form.

    Raises QueryTooLarge beyond `LONGEST` characters or `DEEPEST` brackets, and QuerySyntax for SERVICE, LOAD, FROM,
    braces that do not match and, unless `update`, for every update. A SPARQL text that only reads passes:

    >>> guard("SELECT (COUNT(*) AS ?n) { ?s ?p 'FROM here' }")
    'SELECT'
    """
    if len(text) > LONGEST:
        raise QueryTooLarge(
            f"The query has {len(text):,} characters, more than {LONGEST:,}: ask in several queries, or shorten VALUES."
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuerySyntax(f"The query does not parse: half a character at {place(text, error.start)}.") from error
    _nesting_and_reach(text)
    kind = form(text)
    _braces(text)
    if kind in WRITING and not update:
        raise QuerySyntax(f"{kind} is an update, and a query only reads: change the store with kb add or kb remove.")
    if kind in READING and update:
        raise QuerySyntax(f"{kind} is a query, not an update.")
    return kind


def expect(text: str, *forms: str) -> None:
    """As `guard`, for a query that is meant to be of one of some forms. Raises QuerySyntax for another."""
    found = guard(text)
    if found not in forms:
        raise QuerySyntax(f"This is a {found} query where {' or '.join(forms)} is meant.")


def place(text: str, at: int) -> str:
    """Line and column of a position, as an editor counts them."""
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


def undeclared(text: str) -> Iterator[Token]:
    """The names in a SPARQL text whose prefix it does not declare.

    >>> [token.text for token in undeclared("PREFIX ex: <http://example.org/> ASK { ex:a a kb:State ; ?p _:b }")]
    ['kb:State']
    """
    declared = {"_"}
    for before, token in pairwise(tokens(text)):
        prefix = token.text.partition(":")[0]
        if before.kind == "word" and before.text.upper() == "PREFIX":
            declared.add(prefix)
        elif token.kind == "name" and prefix not in declared:
            yield token


def must_know_prefixes(text: str, known: Collection[str]) -> None:
    """Raise QuerySyntax where a SPARQL text has a name whose prefix it does not declare and that is not `known`."""
    for token in undeclared(text):
        prefix = token.text.partition(":")[0]
        if prefix not in known:
            guess = "".join(f' Did you mean "{other}"?' for other in near(prefix, known, most=1))
            advice = guess or f" Put PREFIX {prefix}: <…> in front of the query."
            raise QuerySyntax(f'No prefix "{prefix}" is declared: {place(text, token.at)}.{advice}')


def unparsed(message: str | None, text: str) -> QuerySyntax:
    """The complaint about a query, from what a parser says of it: the place, what stands there, and no grammar.

    >>> print(unparsed("error at 1:15: expected one of SUM, ['0' ..= '9'], [_]", "ASK { ?a ?b }}"))
    The query does not parse near line 1, column 14, "?a ?b }}".
    """
    said = re.sub(r"\s+", " ", message or "").strip().rstrip(".")
    found = re.match(r"error at (?P<line>\d+):(?P<column>\d+): expected (?:one of )?", said)
    if not found:
        return QuerySyntax(f"The query does not parse: {said if len(said) <= 160 else said[:159] + '…'}.")
    before = text.split("\n")[: int(found["line"]) - 1]
    end = sum(len(line) + 1 for line in before) + int(found["column"]) - 1
    # The parser stops a token or two behind what it cannot read.
    last = [token for token in tokens(text) if token.at <= end][-4:]
    near = " ".join(text[last[0].at : last[-1].at + len(last[-1].text)].split())[-60:]
    # Of what it expected, only what is a sentence does not come from the grammar.
    reasons = re.findall(r"(?<![^ ,]) ?([A-Za-z]+(?: [A-Za-z]+){2,})(?=,|$)", said[found.end() :])
    why = "".join(f": {reason}" for reason in reasons[:1])
    return QuerySyntax(f'The query does not parse near {place(text, last[-1].at)}, "{near}"{why}.')


_OUTSIDE = {
    "SERVICE": "SERVICE asks another server: ask that one by itself.",
    "LOAD": "LOAD reads a file or a page: use kb add.",
    "FROM": "FROM names graphs to load: write GRAPH <…> { … } to ask one graph of the store.",
}


def _nesting_and_reach(text: str) -> None:
    opened: list[str] = []
    suspect: Token | None = None
    declaring = False
    for token in tokens(text):
        kind, piece, at = token
        if suspect and piece == "{":
            raise _reaches_outside(text, suspect, "SERVICE")
        suspect = None
        if kind == "mark" and piece in "([{":
            opened.append(piece)
            if len(opened) > DEEPEST:
                raise QueryTooLarge(
                    f"The query is nested more than {DEEPEST} deep at {place(text, at)}: flatten its brackets."
                )
        elif kind == "mark" and piece in ")]}" and opened:
            opened.pop()
        elif kind == "iri" and "(" in opened and re.search(r"[#']", piece) and "://" not in piece:
            # Read as "less than", what follows would be a comment or a string.
            raise QuerySyntax(
                f'"{piece}" at {place(text, at)} may be an IRI or begin with "less than": '
                "put a space after <, or write the IRI in full."
            )
        elif kind == "word":
            for keyword in _OUTSIDE:
                if keyword in piece.upper():
                    raise _reaches_outside(text, token, keyword)
        elif kind == "name" and not declaring:
            # A prefix may be called service: or from:, but where a clause can stand it would be read as one.
            prefix = piece.partition(":")[0].upper()
            if "SERVICE" in prefix:
                suspect = token
            for keyword in ("FROM", "LOAD"):
                if keyword in prefix and not opened:
                    raise _reaches_outside(text, token, keyword)
        declaring = kind == "word" and piece.upper() == "PREFIX"


def _braces(text: str) -> None:
    # A parser that misses one complains about something else, further on. Other brackets may stand in what is an IRI
    # to one reader and "less than" to another; braces may not.
    opened: list[Token] = []
    for token in tokens(text):
        if token.text == "{":
            opened.append(token)
        elif token.text == "}":
            if not opened:
                raise QuerySyntax(f"The query does not parse: the }} at {place(text, token.at)} closes nothing.")
            opened.pop()
    if opened:
        raise QuerySyntax(f"The query does not parse: the {{ at {place(text, opened[-1].at)} is not closed.")


def _reaches_outside(text: str, token: Token, keyword: str) -> QuerySyntax:
    return QuerySyntax(f"The query reaches outside the store at {place(text, token.at)}: {_OUTSIDE[keyword]}")


def _body(pieces: Iterator[Token]) -> Iterator[Token]:
    # The prologue: BASE <…>, PREFIX name: <…>, VERSION "…", in any order and number.
    skipped = {"BASE": 1, "PREFIX": 2, "VERSION": 1}
    for token in pieces:
        count = skipped.get(token.text.upper(), 0) if token.kind == "word" else 0
        if not count:
            yield token
            continue
        for _ in range(count):
            next(pieces, None)
