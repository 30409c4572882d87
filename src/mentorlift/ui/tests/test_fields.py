"""What a field refuses, in words."""

from datetime import date

import pytest
from django import forms

from mentorlift.ui.fields import DayField


class OneDay(forms.Form):
    day = DayField()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_no_calendar_can_count_from_is_refused(day):
    form = OneDay({"day": day})
    assert form.errors == {"day": ["Check the year of this day."]}


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_a_day_of_these_centuries_is_taken(day):
    form = OneDay({"day": day})
    assert form.is_valid() and form.cleaned_data == {"day": date.fromisoformat(day)}
