"""Names of columns as one reads them, in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language_info
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


def listed(value: object, name: str = "") -> str:
    """Several words in one field, told apart by a bar in the file; a language by its name, hours before the zone."""
    if name == "working_hours":
        zone, _space, hours = str(value).rpartition(" ")
        return f"{hours} ({zone})" if zone else hours
    parts = (part.strip() for part in str(value).split("|"))
    return ", ".join(_language(part) if name == "languages" else part for part in parts)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def share_word(share: Decimal) -> str:
    """A working share, 1 for full time, in percent."""
    return f"{number_format(Decimal(f'{float(share) * 100:g}'))}\u202f%"
