"""Pictures for papers and slides: a trend as a line, the matrix as a heat map, the camps as a network.

Each takes values that were reckoned elsewhere and gives back the bytes of an SVG or a PNG, the same for the
same values. Matplotlib draws them and is loaded with the first; it comes with the extra `pictures`.
"""

from kb.pictures.heatmap import matrix
from kb.pictures.line import trend
from kb.pictures.ring import camps
from kb.pictures.sheet import must_be_possible

__all__ = ["camps", "matrix", "must_be_possible", "trend"]
