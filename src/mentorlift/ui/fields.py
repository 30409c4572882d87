"""Form fields that say what is wrong before arithmetic breaks on it."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
WRONG_YEAR = _("Check the year of this day.")


class DayField(forms.DateField):
    """A day of the last or the next two centuries: weeks and months can be added to it in any time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators += [MinValueValidator(FIRST_DAY, WRONG_YEAR), MaxValueValidator(LAST_DAY, WRONG_YEAR)]
