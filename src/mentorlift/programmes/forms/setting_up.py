"""The steps of the wizard."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import PersonField
from mentorlift.programmes.models import Kind, Participation, Purpose, Side
from mentorlift.programmes.queries.people import Words
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.problems import PROBLEM_AREAS
from mentorlift.programmes.rules.templates import QuestionText


class PurposeForm(forms.Form):
    """Name, purpose, what it should relieve, who is in charge."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As people will read it, with the season or place.")
    )
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=Purpose.choices, widget=forms.RadioSelect)
    purpose_text = forms.CharField(
        label=_("The purpose in your words"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody who takes part reads this text, those who start later too."),
    )
    problem_areas = forms.MultipleChoiceField(
        label=_("What should it relieve?"),
        choices=PROBLEM_AREAS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    owner_id = PersonField(label=_("Person in charge"), help_text=_("Participants turn to this person with questions."))


class PeopleForm(forms.Form):
    """Whom it is for."""

    hired_within_days = forms.IntegerField(
        label=_("Hired within the last … days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("Leave it empty to include everybody, however long they have been here."),
    )
    teams = forms.MultipleChoiceField(label=_("Only these teams"), required=False, widget=forms.CheckboxSelectMultiple)
    sites = forms.MultipleChoiceField(label=_("Only these sites"), required=False, widget=forms.CheckboxSelectMultiple)
    roles = forms.MultipleChoiceField(label=_("Only these jobs"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, words: Words, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("teams", "sites", "roles"):
            # what an earlier choice named stays on offer, even when nobody has it today
            known = sorted({*getattr(words, name), *(self.initial.get(name) or [])})
            field: Any = self.fields[name]
            field.choices = [(word, word) for word in known]

    def eligibility(self) -> Eligibility:
        kept = self.cleaned_data
        return Eligibility(
            hired_within_days=kept.get("hired_within_days"),
            teams=tuple(kept.get("teams", ())),
            sites=tuple(kept.get("sites", ())),
            roles=tuple(kept.get("roles", ())),
        )


class ParticipationForm(forms.Form):
    """Whether people are asked, by whom and in which words, and how many places are wanted."""

    participation = forms.ChoiceField(
        label=_("Does everyone take part, or are people asked?"),
        choices=Participation.choices,
        widget=forms.RadioSelect,
    )
    places_wanted = forms.IntegerField(
        label=_("How many people should have a mentor from the start, in each intake?"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("As many as mentors have time for. Left empty, half of the people on the list."),
    )
    asked_in_name_of = forms.CharField(
        label=_("Who asks"), max_length=120, help_text=_("As people read it, for example “Training, Hamburg”.")
    )

    def __init__(self, *args: Any, texts: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for code, name in settings.LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("The question, %(language)s") % {"language": name},
                max_length=1500,
                required=False,
                initial=texts.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
            )

    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"text_{code}", "") for code, _name in settings.LANGUAGES}

    def text_fields(self) -> list[forms.BoundField]:
        return [self[f"text_{code}"] for code, _name in settings.LANGUAGES]


class ServingForm(forms.Form):
    """When those drawn for later start."""

    NEVER, WEEKS = "never", "weeks"
    when = forms.ChoiceField(
        label=_("When do the others start?"),
        choices=[(NEVER, _("Not in this round")), (WEEKS, _("A number of weeks after the first"))],
        widget=forms.RadioSelect,
    )
    weeks = forms.IntegerField(label=_("Weeks after the first day"), min_value=1, max_value=104, required=False)

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        if kept.get("when") == self.WEEKS and not kept.get("weeks") and "weeks" not in self.errors:
            self.add_error("weeks", _("Say after how many weeks."))
        return kept

    def others_start_after_weeks(self) -> int | None:
        return self.cleaned_data["weeks"] if self.cleaned_data["when"] == self.WEEKS else None


class WeekForm(forms.Form):
    """The guide of one week."""

    title = forms.CharField(label=_("Title"), max_length=120)
    guide = forms.CharField(label=_("Guide"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    minutes = forms.IntegerField(label=_("Minutes planned"), min_value=5, max_value=240)


class LengthForm(forms.Form):
    """How many weeks."""

    weeks = forms.IntegerField(label=_("How many weeks"), min_value=1, max_value=52)


class QuestionForm(forms.Form):
    """One question of the sheet; an empty one is left out."""

    side = forms.ChoiceField(label=_("Who answers"), choices=Side.choices, required=False)
    kind = forms.ChoiceField(label=_("What it is about"), choices=Kind.choices, required=False)
    text = forms.CharField(label=_("Question"), max_length=200, required=False)
    hint = forms.CharField(label=_("Hint"), max_length=200, required=False)
    from_week = forms.IntegerField(label=_("From week"), min_value=1, max_value=52, required=False, initial=1)

    def question(self) -> QuestionText | None:
        kept = self.cleaned_data
        if not kept.get("text", "").strip():
            return None
        return QuestionText(
            side=kept["side"] or Side.BOTH,
            kind=kept["kind"] or Kind.FREE,
            text=kept["text"].strip(),
            hint=kept["hint"].strip(),
            from_week=kept["from_week"] or 1,
        )


QuestionForms = forms.formset_factory(QuestionForm, extra=2, max_num=30)
