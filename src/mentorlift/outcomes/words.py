"""Names of figures as one reads them, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIGURE_WORDS: Mapping[str, Promise] = {"revenue": _("revenue"), "sales": _("sales"), "calls": _("calls")}


def figure_word(name: str) -> str:
    """A usual figure in words; one of the organisation's own under its name, read as words."""
    return str(FIGURE_WORDS.get(name, name.replace("_", " ")))
