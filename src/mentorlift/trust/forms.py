"""What people type here."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.people.models import Identity
from mentorlift.programmes.queries.people import exactly
from mentorlift.trust.queries import Contact
from mentorlift.trust.services import LONGEST_TEXT


class ContactForm(forms.Form):
    """Somebody of the directory, for one of the two places."""

    who = forms.CharField(
        label=gettext_lazy("Name, number or address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[("contact", gettext_lazy("trusted contact")), ("deputy", gettext_lazy("deputy"))],
        widget=forms.RadioSelect,
        initial="contact",
    )

    def clean_who(self) -> Identity:
        found = exactly(self.cleaned_data["who"])
        if not found:
            raise forms.ValidationError(
                _("Nobody in the directory is called that. Write the whole name or the number.")
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several people are called that: %(codes)s. Write the number.")
                % {"codes": ", ".join(one.code for one in found)}
            )
        return found[0]


class WritingForm(forms.Form):
    """A message; with several contacts also whom it goes to."""

    to = forms.ChoiceField(label=gettext_lazy("To"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, contacts: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [
            (str(one.row.id), _("%(name)s (deputy)") % {"name": one.name} if one.row.is_deputy else one.name)
            for one in contacts
        ]
        field.initial = field.choices[0][0] if contacts else None


class AnswerForm(forms.Form):
    """The next message of a matter."""

    text = forms.CharField(
        label=gettext_lazy("Your next message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
