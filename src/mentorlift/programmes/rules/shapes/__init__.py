"""The forms of mentoring: those a programme can take, and the informal one, which needs none."""

from mentorlift.programmes.rules.shapes.circle import CIRCLE
from mentorlift.programmes.rules.shapes.classic import CLASSIC
from mentorlift.programmes.rules.shapes.cross_generation import CROSS_GENERATION
from mentorlift.programmes.rules.shapes.horizontal import HORIZONTAL
from mentorlift.programmes.rules.shapes.informal import INFORMAL
from mentorlift.programmes.rules.shapes.peer import PEER
from mentorlift.programmes.rules.shapes.reverse import REVERSE
from mentorlift.programmes.rules.shapes.rotating import ROTATING
from mentorlift.programmes.rules.shapes.shape import Shape, Word

SHAPES = {shape.key: shape for shape in (CLASSIC, CIRCLE, PEER, ROTATING, HORIZONTAL, CROSS_GENERATION, REVERSE)}

__all__ = [
    "CIRCLE",
    "CLASSIC",
    "CROSS_GENERATION",
    "HORIZONTAL",
    "INFORMAL",
    "PEER",
    "REVERSE",
    "ROTATING",
    "SHAPES",
    "Shape",
    "Word",
]
