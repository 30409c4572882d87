"""Names of columns as one reads them, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMN_WORDS: Mapping[str, Promise] = {
    "team": _("team"),
    "site": _("site"),
    "role": _("role"),
    "manager_id": _("manager"),
    "languages": _("language"),
    "working_hours": _("working hours"),
    "years_in_sales": _("years in sales"),
    "years_here": _("years here"),
    "performance": _("results"),
    "wants_to_learn": _("wants to learn"),
    "strong_in": _("strong in"),
    "topics": _("can help with"),
    "aims_for": _("aims for"),
    "achieved": _("has achieved"),
    "interests": _("interests"),
    "generation": _("generation"),
    "training_class": _("training class"),
    "background": _("background"),
    "capacity": _("places as a mentor"),
}


def column_word(name: str) -> str:
    """A column that the product knows in words; one of the organisation's own under its name, read as words."""
    return str(COLUMN_WORDS.get(name, name.replace("_", " ")))
