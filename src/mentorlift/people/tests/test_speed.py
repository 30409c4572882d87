"""What keeps the directory quick says the same as the plain way."""

import pytest
from django import forms
from django.utils import timezone

from mentorlift.mentorships.tests.builders import person
from mentorlift.people.models import Identity
from mentorlift.people.queries.directory import line_of
from mentorlift.ui.widgets import LongSelect

TODAY = timezone.localdate()


@pytest.mark.django_db
def test_a_line_reaches_through_every_level_and_ends_in_a_circle():
    top = person("Top")
    middle = person("Middle", manager=top)
    below = {middle.id, person("Low", manager=middle).id, person("Side", manager=top).id}
    person("Elsewhere")
    top.posts.update(manager=middle)
    found = Identity.objects.filter(person_id__in=line_of(top.id, day=TODAY))
    assert set(found.values_list("person_id", flat=True)) == below | {top.id}


def test_a_long_select_says_what_a_short_one_says():
    choices = [("", "all"), ("a & b", "a & b"), ('"c"', "<c>")]
    for value in ("", "a & b", "unknown", None):
        for attrs in ({"id": "team"}, {"id": "team", "aria-invalid": "true", "required": False}):
            long = LongSelect(choices=choices).render("team", value, attrs)
            short = forms.Select(choices=choices).render("team", value, attrs)
            assert _parts(long) == _parts(short)


def _parts(html: str) -> list[str]:
    select, *options = html.replace("\n", "").replace("  ", "").split("<option")
    return [" ".join(sorted(select.strip("<>").split())), *(one.strip() for one in options)]
