"""What a programme manager settles before a draw, and enters for it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentorlift.draws.models import PublicRule
from mentorlift.ui.fields import DayField

QUESTIONS = {
    "mandatory": _("Of those who take part without being asked: mentored now"),
    "voluntary": _("Of those who said yes: mentored now"),
}


class PrepareForm(forms.Form):
    """One number a branch, and what decides."""

    public_rule = forms.ChoiceField(
        label=_("What decides"), choices=PublicRule.choices, widget=forms.RadioSelect, initial=PublicRule.NUMBER
    )
    public_source = forms.CharField(
        label=_("Which published number"),
        required=False,
        max_length=200,
        help_text=_(
            "Something that everybody can look up later, for example the numbers of the state lottery on Saturday."
        ),
    )
    public_on = DayField(
        label=_("Of which day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A published number has to be of a day after today, on or before the first day."),
    )

    def __init__(self, *args: Any, sizes: Mapping[str, int], proposed: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sizes = sizes
        for branch, people in sizes.items():
            self.fields[branch] = forms.IntegerField(
                label=QUESTIONS[branch] if len(sizes) > 1 else _("Mentored now"),
                min_value=0 if people == 1 else 1,
                max_value=people if people == 1 else people - 1,
                initial=proposed[branch],
                help_text=ngettext("of %(n)d person", "of %(n)d people", people) % {"n": people},
            )
        self.order_fields([*sizes, "public_rule", "public_source", "public_on"])

    @property
    def mentored(self) -> dict[str, int]:
        return {branch: self.cleaned_data[branch] for branch in self.sizes}


class DrawForm(forms.Form):
    """The published value, typed as it was published."""

    public_value = forms.CharField(
        label=_("The number as it was published"),
        max_length=200,
        help_text=_("It decides, exactly as typed here, and everybody can compare it."),
    )
    compared = forms.BooleanField(label=_("I compared it with the published number, digit by digit."))
