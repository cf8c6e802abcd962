"""Articles with labels and facts, by chance: few actors and types, so that much of it agrees."""

from hypothesis import strategies as st

from kb.edges import SIGNS, Edge
from kb.facts import Span

ACTORS = st.sampled_from(["CHN", "RUS", "USA", "UKR"])
SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 9), st.integers(1, 9))
EDGES = st.builds(
    Edge,
    holder=ACTORS,
    target=ACTORS,
    event_type=st.sampled_from(["SUPPORT", "ACCUSE", "REQUEST"]),
    polarity=st.sampled_from(sorted(SIGNS)),
    spans=st.lists(SPANS, max_size=1).map(tuple),
    words=st.just(""),
    name=st.just(""),
    body=st.just(""),
    modality=st.sampled_from(["asserted", "negated"]),
    background=st.booleans(),
    optional=st.booleans(),
)
CASES = st.lists(st.tuples(st.lists(EDGES, max_size=5), st.lists(EDGES, max_size=5)), min_size=1, max_size=5)
"""Articles, each as its labels and its facts."""
