"""The texts of a letter. What is wrong with them is said by the service, all at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.wording import LONGEST_BODY, LONGEST_SUBJECT


class LetterForm(forms.Form):
    """Subject and text with their places."""

    subject = forms.CharField(label=_("Subject"), required=False, max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 16})
    )
