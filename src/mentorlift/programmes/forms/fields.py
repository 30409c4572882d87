"""Fields that several forms share."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentorlift.programmes.queries.people import exactly


class PersonField(forms.CharField):
    """A person by name, number or address; cleans to the person's id."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(**options)
        self.widget.attrs.update({"list": "people-found", "autocomplete": "off"})

    def clean(self, value: Any) -> UUID | None:
        text = super().clean(value)
        if not text:
            return None
        found = exactly(text)
        if not found:
            raise ValidationError(_("Nobody in the directory has this name, number or address."))
        if len(found) > 1:
            numbers = ", ".join(person.code for person in found)
            raise ValidationError(_("Several people are called that. Write the number instead: %s.") % numbers)
        return found[0].person_id


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)
