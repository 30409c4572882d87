"""Classic: somebody more experienced, and somebody who is less so."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.shapes.shape import Shape

CLASSIC = Shape(
    key="classic",
    name=_("Classic"),
    reason=_(
        "A relationship between a more experienced salesperson and a less experienced one is what most programmes "
        "mean, and the only form whose effect on revenue was measured with a lot."
    ),
    sides=_(
        "Mentors are colleagues with more experience who were named for it and said yes; two to eight more years in "
        "sales count for a pair. Whoever is mentored here can mentor in another programme."
    ),
)
