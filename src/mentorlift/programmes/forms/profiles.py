"""What mentors and protégés say of themselves."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import DayInput
from mentorlift.programmes.models import Backed, Helping, Willing
from mentorlift.programmes.models.profile import MOST_LETTERS
from mentorlift.ui.fields import DayField

NO_ANSWER = ("", _("I would rather not say"))


def own_words(label: Any, hint: Any) -> forms.CharField:
    """A short text that may stay empty."""
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=hint, max_length=MOST_LETTERS, required=False, widget=area)


class ProfileForm(forms.Form):
    """A mentor's own words, and how glad they are to do it."""

    topics = own_words(_("What can you help with?"), _("What you are strong in, each separated by a comma."))
    achieved = own_words(
        _("What have you achieved that somebody else may be aiming for?"),
        _("For example: first large account, from field to inside sales. It is compared with what protégés aim for."),
    )
    will_not = own_words(
        _("What would you rather not do?"),
        _("For example: look through offers, talk in the evening. It saves both of you asking."),
    )
    willing = forms.ChoiceField(
        label=_("How do you feel about starting with somebody new, and keeping it up to the end?"),
        choices=[*Willing.choices, NO_ANSWER],
        required=False,
        widget=forms.RadioSelect,
    )


class SupportForm(forms.Form):
    """How it is for the mentor; every answer may be left out."""

    helping = forms.ChoiceField(
        label=_("Helping others comes to me"),
        choices=[*Helping.choices, NO_ANSWER],
        required=False,
        widget=forms.RadioSelect,
    )
    backed = forms.ChoiceField(
        label=_("When I give others my time, the company stands behind me"),
        choices=[*Backed.choices, NO_ANSWER],
        required=False,
        widget=forms.RadioSelect,
    )
    asks_for_help = forms.BooleanField(label=_("I could use a hand; please talk to me"), required=False)


class PauseForm(forms.Form):
    """From when to when, as people say it; the end may be open."""

    from_on = DayField(label=_("No new people from"), widget=DayInput())
    last_on = DayField(
        label=_("Last day of the pause"), required=False, widget=DayInput(), help_text=_("Empty: until you end it.")
    )

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        begins, ends = kept.get("from_on"), kept.get("last_on")
        if begins and ends and ends < begins:
            self.add_error("last_on", _("The last day lies before the first."))
        return kept

    def to_on(self) -> date | None:
        """The first day after it, None where the end is open."""
        ends = self.cleaned_data["last_on"]
        return ends + timedelta(days=1) if ends else None


class AimsForm(forms.Form):
    """A protégé's own words."""

    wants_to_learn = own_words(_("What would you like to learn?"), _("Each separated by a comma. It may stay empty."))
    aims_for = own_words(
        _("What are you aiming for?"),
        _("Where you would like to be. Mentors say what they have achieved; the two are compared."),
    )


class SeenWellForm(forms.Form):
    """What a programme manager has seen a mentor do well: of those who came of their own accord nobody else may say."""

    text = forms.CharField(
        label=_("What have you seen them do well?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In words, without figures. Left empty, what you said before goes."),
    )
