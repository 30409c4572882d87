"""Reverse: those who have long been here learn from those who came lately."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.rules import Forms
from mentorlift.programmes.rules.shapes.shape import (
    A_LANGUAGE,
    NOT_IN_LINE,
    SOME_HOURS,
    WHAT_IS_WANTED,
    WHAT_THEY_SAY,
    Shape,
    Word,
    years_here,
)

REVERSE = Shape(
    key="reverse",
    name=_("Reverse"),
    reason=_(
        "A team lead can learn a lot from the eyes of somebody fresh: new tools, new customers. What is told of this "
        "form was never measured against people without it."
    ),
    sides=_(
        "The guide has been here at least three years less than the learner. Years here are counted from the first "
        "working day; age is neither known nor asked. A guide here can be the one who learns in another programme."
    ),
    rules=(NOT_IN_LINE, years_here(-60, -3), A_LANGUAGE, SOME_HOURS),
    criteria=(WHAT_IS_WANTED, WHAT_THEY_SAY, {"kind": "differs", "field": "team", "weight": 1}),
    mentor=Word("guide", "guides", Forms("Lotse", "Lotsen", "m")),
    protege=Word("learner", "learners", Forms("Partner", "Partner", "m")),
)
