"""Peer: two of one team at a similar stage."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.shapes.shape import (
    NOT_IN_LINE,
    PARTNER,
    SOME_HOURS,
    WHAT_IS_WANTED,
    WHAT_THEY_SAY,
    Shape,
    years_here,
)

PEER = Shape(
    key="peer",
    name=_("Peer"),
    reason=_(
        "Inside a sales team a peer gives orientation, support and skills, and nobody has to look up. Guided talks "
        "between peers drawn at random raised revenue in a field experiment."
    ),
    sides=_(
        "Both are of the same team and have been here for a similar time, three years apart at most. Neither is the "
        "teacher: both are called partners."
    ),
    rules=(NOT_IN_LINE, {"kind": "shares-any", "field": "team"}, years_here(-3, 3), SOME_HOURS),
    criteria=(WHAT_IS_WANTED, WHAT_THEY_SAY, {"kind": "near", "field": "years_here", "scale": 4, "weight": 2}),
    mentor=PARTNER,
    protege=PARTNER,
)
