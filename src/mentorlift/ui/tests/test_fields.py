"""What a field refuses, in words."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.safestring import mark_safe

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


class Several(forms.Form):
    team = forms.MultipleChoiceField(
        choices=[('"a" & b', "<b>North</b>"), ("s", mark_safe("<i>South</i>"))], widget=forms.CheckboxSelectMultiple
    )


def test_choices_are_escaped_ticked_and_labelled_each():
    form = Several({"team": ['"a" & b']})
    page = Template("{% field form.team %}").render(Context({"form": form}))
    assert '<input type="checkbox" name="team" value="&quot;a&quot; &amp; b" id="id_team_0" checked>' in page
    assert '<label class="choice" for="id_team_1"><input type="checkbox" name="team" value="s" id="id_team_1">' in page
    assert "<span>&lt;b&gt;North&lt;/b&gt;</span>" in page and "<span><i>South</i></span>" in page


def test_a_long_list_is_escaped():
    page = Template('{% items texts "code" %}').render(Context({"texts": ["a", "<b>"]}))
    assert page == '<li class="code">a</li><li class="code">&lt;b&gt;</li>'
