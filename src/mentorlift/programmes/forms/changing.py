"""Events from outside, and whom a programme is handed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import DayInput, PersonField
from mentorlift.ui.fields import DayField


class EventForm(forms.Form):
    """What happened, when and where."""

    on = DayField(label=_("Day"), widget=DayInput())
    what = forms.CharField(
        label=_("What happened"), max_length=120, help_text=_("A new price, a merged site, a strike.")
    )
    sites = forms.MultipleChoiceField(
        label=_("Where"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: everywhere.")
    )

    def __init__(self, *args: object, sites: list[str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["sites"].choices = [(site, site) for site in sites]  # type: ignore[attr-defined]


class HandoverForm(forms.Form):
    """Another programme manager."""

    to_id = PersonField(label=_("Who is in charge from now on"), help_text=_("Somebody who runs programmes."))
