"""Informal: no programme, no roles and no label."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.shapes.shape import Shape

INFORMAL = Shape(
    key="informal",
    name=_("Informal, without a label"),
    reason=_(
        "Colleagues advise each other without any scaffolding, and such relationships often do more for people than "
        "arranged ones, not least because nobody calls them anything. They are at their best when they begin by "
        "themselves, so nothing here arranges them."
    ),
    sides=_(
        "Anybody with anybody: two colleagues say themselves that they talk, and note the day if they like. There are "
        "no sides, no list, no lot and no sheet, and you see counts only."
    ),
)
