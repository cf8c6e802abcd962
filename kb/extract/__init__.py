"""From an article to the facts that it tells: one room a stage, each tested alone.

The knowledge of words is in `lexicon/`, tables that a person reads and extends.
"""
