"""Articles made up for tests, written as Turtle from a line for each record, as the shapes want them."""

from itertools import count

from kb.terms import PREFIXES

_DIGEST = "0123456789abcdef" * 4
_OPPOSED = {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
_NEUTRAL = {"REQUEST", "PROPOSE", "COMMIT", "CHARACTERIZE"}
_spans = count()


def article(key: str, *records: str, day: str = "2025-01-01", recorded: str = "2025-06-01T12:00:00Z") -> str:
    """An article of a day as Turtle, with its records, which were written down on another day."""
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    about = f"""
article:KEY a schema:NewsArticle ; schema:headline "News of DAY" ; schema:publisher outlet:KEY ;
    schema:inLanguage "en" ; schema:datePublished "DAY"^^xsd:date ;
    kb:dateBasis kb:stated ; kb:datePrecision kb:exactDay ; schema:sha256 "{_DIGEST}" ;
    kb:textLength 1000000 ; kb:origin origin:KEY .
outlet:KEY a schema:NewsMediaOrganization ; prov:wasDerivedFrom article:KEY ; rdfs:label "The Daily KEY"@en .
origin:KEY a kb:Origin ; prov:wasDerivedFrom article:KEY ; rdfs:label "the report of The Daily KEY"@en .
"""
    told = prefixes + about + "".join(records)
    return told.replace("KEY", key).replace("DAY", day).replace("RECORDED", f'"{recorded}"^^xsd:dateTime')


def stance(name: str, holder: str, event: str, target: str, summary: str, more: str = "", kind: str = "Stance") -> str:
    """A narrated stance and the act that it tells of; `more` has further properties, each with its semicolon."""
    side = "opposed" if event in _OPPOSED else "neutral" if event in _NEUTRAL else "supportive"
    toward = f"kb:target id:{target} ;" if target else ""
    modality = "" if "kb:modality" in more else "kb:modality kb:asserted ;"
    return f"""
stance:KEY-{name} a kb:{kind} ; kb:holder id:{holder} ; {toward} kb:eventType et:{event} ; kb:polarity kb:{side} ;
    kb:holderBasis kb:actorNamed ; kb:reportedBy outlet:KEY ; kb:evidentiality kb:narration ; {modality} {more}
    kb:confidence 0.9 ; kb:validFrom "DAY"^^xsd:date ; kb:datePrecision kb:exactDay ; kb:dateBasis kb:stated ;
    kb:act act:KEY-{name} ; {_told(summary)}
act:KEY-{name} a kb:Act ; kb:actKind kb:statement ; kb:sender id:{holder} ; kb:latestDate "DAY"^^xsd:date ;
    kb:earliestDate "DAY"^^xsd:date ; prov:wasDerivedFrom article:KEY ; rdfs:label "{summary}"@en .
"""


def treaty(name: str, parties: str, obligations: str, summary: str, since: str = "", until: str = "") -> str:
    """A treaty: parties and obligations apart by spaces, days, months or years."""
    bound = ", ".join(f"id:{each}" for each in parties.split())
    duties = ", ".join(f"kb:{each}" for each in obligations.split())
    days = "".join(
        f'kb:{term} "{told}"^^xsd:{["gYear", "gYearMonth", "date"][told.count("-")]} ; '
        for term, told in (("validFrom", since), ("validUntil", until))
        if told
    )
    return f"\nrelation:KEY-{name} a kb:Treaty ; kb:party {bound} ; kb:obligation {duties} ; {days}{_told(summary)}\n"


def proposal(name: str, by: str, summary: str, terms: str = "") -> str:
    """A proposal: proposers and the names of its terms apart by spaces."""
    whose = ", ".join(f"id:{each}" for each in by.split())
    has = ", ".join(f"term:KEY-{each}" for each in terms.split())
    asks = f"kb:hasTerm {has} ; " if has else ""
    return f"\nproposal:KEY-{name} a kb:Proposal ; kb:proposedBy {whose} ; {asks}{_told(summary)}\n"


def term(name: str, kind: str, summary: str, more: str = "") -> str:
    """A term that is only reported; `more` has further properties, each with its semicolon."""
    return f"""
term:KEY-{name} a kb:Term ; kb:termType kb:{kind} ; kb:evidentiality kb:hedged ; kb:modality kb:hypothetical ; {more}
    {_told(summary)}
"""


def _told(summary: str) -> str:
    """What every record has, and its span of evidence, which it shares with no other."""
    start = 100 * next(_spans)
    span = f"evidence:KEY-{start}-{start + 50}"
    return f"""kb:summary "{summary}"@en ; kb:evidence {span} ;
    prov:wasDerivedFrom article:KEY ; prov:generatedAtTime RECORDED .
{span} a oa:SpecificResource ; oa:hasSource article:KEY ; oa:hasSelector {span}-position ; schema:sha256 "{_DIGEST}" .
{span}-position a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + 50} ."""
