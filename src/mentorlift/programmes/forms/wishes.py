"""The answer to one question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.models import Answer


class WishForm(forms.Form):
    """Yes, no, or no answer."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (Answer.YES, _("Yes, I would like a mentor")),
            (Answer.NO, _("No, thank you")),
            (Answer.NONE, _("I would rather not say")),
        ],
        widget=forms.RadioSelect,
    )
