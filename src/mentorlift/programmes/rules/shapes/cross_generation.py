"""Cross-generation: far apart in years here, whoever has more of them."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.shapes.shape import (
    A_LANGUAGE,
    NOT_IN_LINE,
    PARTNER,
    SOME_HOURS,
    WHAT_IS_WANTED,
    WHAT_THEY_SAY,
    Shape,
)

CROSS_GENERATION = Shape(
    key="cross-generation",
    name=_("Cross-generation"),
    reason=_(
        "Both sides learn where two generations meet: the newer of two has something to give as well as the older one, "
        "and a newcomer can be either. What is told of it rests on stories; a lot would say more."
    ),
    sides=_(
        "At least eight years in the company lie between the two, in either direction: who has more of them may be on "
        "either side. Years here are counted from the first working day; age is neither known nor asked."
    ),
    rules=(NOT_IN_LINE, {"kind": "apart", "field": "years_here", "at_least": 8}, A_LANGUAGE, SOME_HOURS),
    criteria=(WHAT_IS_WANTED, WHAT_THEY_SAY, {"kind": "differs", "field": "team", "weight": 1}),
    mentor=PARTNER,
    protege=PARTNER,
)
