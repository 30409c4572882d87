"""A mentor's own answer, and who of a team could be one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mentorlift.people.queries import PersonFacts
from mentorlift.programmes.forms.fields import DayInput
from mentorlift.programmes.models.mentor import MOST_PLACES
from mentorlift.programmes.rules.support import holds_a_figure
from mentorlift.ui.fields import DayField


class OfferForm(forms.Form):
    """No, or yes with 1 to 3 places and topics."""

    places = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=int,
        choices=[
            (1, _("Yes, one person")),
            *[(n, format_lazy(_("Yes, up to {n} people"), n=n)) for n in range(2, MOST_PLACES + 1)],
            (0, _("Not this time")),
        ],
        widget=forms.RadioSelect,
    )
    topics = forms.CharField(
        label=_("What can you help with?"),
        max_length=300,
        required=False,
        help_text=_("In your own words, for example: first calls, talking about the price. It may stay empty."),
    )


class ReserveForm(forms.Form):
    """How much of the places is kept back."""

    percent = forms.IntegerField(
        label=_("Kept back, in %"),
        min_value=0,
        max_value=50,
        help_text=_("Of all confirmed places, for mentors who drop out. No draw gives these away."),
    )


class AbsenceForm(forms.Form):
    """A spell away, both days included as people say it."""

    from_on = DayField(label=_("Away from"), required=False, widget=DayInput())
    last_on = DayField(label=_("Last day away"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        begins, ends = kept.get("from_on"), kept.get("last_on")
        if (begins is None) != (ends is None) and not self.errors:
            self.add_error("last_on" if begins else "from_on", _("Give both days, or none."))
        elif begins and ends and ends < begins:
            self.add_error("last_on", _("The last day lies before the first."))
        return kept

    def spell(self) -> tuple[date, date] | None:
        """Half-open, None when left empty."""
        begins, ends = self.cleaned_data.get("from_on"), self.cleaned_data.get("last_on")
        return (begins, ends + timedelta(days=1)) if begins and ends else None


AbsenceForms = forms.formset_factory(AbsenceForm, extra=1, max_num=10)


class TeamForm(forms.Form):
    """Who of a team could mentor, and what their manager has seen each of them do well, in words."""

    def __init__(
        self, data: QueryDict | None = None, *, people: Sequence[PersonFacts], seen: Mapping[UUID, str]
    ) -> None:
        super().__init__(data)
        self.people = people
        chosen = set(data.getlist("person_id")) if data is not None else set()
        # whoever the manager wrote about was named then; the box stays ticked, so that the words can be changed
        self.ticked = {one.person_id for one in people if str(one.person_id) in chosen or (one.person_id in seen)}
        for one in people:
            self.fields[f"seen_{one.person_id}"] = forms.CharField(
                label=_("What have you seen them do well?"),
                max_length=500,
                required=False,
                initial=seen.get(one.person_id, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        for one in self.people:
            name = f"seen_{one.person_id}"
            if holds_a_figure(kept.get(name, "")):
                self.add_error(name, _("Say it in words, without figures: nobody is marked or ranked here."))
            elif kept.get(name) and one.person_id not in self.ticked:
                self.add_error(name, _("Tick the name too, or leave this empty."))
        return kept

    @property
    def named(self) -> list[UUID]:
        """Whom the manager names, in order."""
        return sorted(self.ticked)

    @property
    def seen_well(self) -> dict[UUID, str]:
        """What was written of those named."""
        return {person_id: self.cleaned_data[f"seen_{person_id}"] for person_id in self.ticked}

    def rows(self) -> list[dict[str, Any]]:
        """A person with tick and words, for the template."""
        return [
            {"person": one, "ticked": one.person_id in self.ticked, "seen": self[f"seen_{one.person_id}"]}
            for one in self.people
        ]
