"""What an approver says, and what is written down for one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import DayInput
from mentorlift.programmes.rules.documents import KINDS, MOST_BYTES
from mentorlift.programmes.services import Paper
from mentorlift.ui.fields import DayField


class PaperField(forms.FileField):
    """A document; the service looks at what it really is."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Document"),
            required=False,
            help_text=_("PDF, PNG or JPEG, up to 5 MB. Everybody who reads the approvals can open it."),
            widget=forms.FileInput(attrs={"accept": ",".join(kind for kind, _ending in KINDS.values())}),
        )


class GivenForm(forms.Form):
    """An approval given on paper or in a meeting."""

    signed_by = forms.CharField(label=_("Who approved it"), max_length=120)
    decided_on = DayField(label=_("On which day"), widget=DayInput())
    scope_text = forms.CharField(
        label=_("What for"), max_length=300, required=False, help_text=_("Empty: everything that is listed here.")
    )
    paper = PaperField()
    reference = forms.CharField(
        label=_("Or where it can be read"), max_length=120, required=False, help_text=_("A file number, for example.")
    )

    def paper_read(self) -> Paper | None:
        """The upload, with one byte more than is kept, so that the service can refuse it."""
        sent = self.cleaned_data["paper"]
        return Paper(sent.name, sent.read(MOST_BYTES + 1)) if sent else None


class NotNeededForm(forms.Form):
    """Signed instead of an approval."""

    reason = forms.CharField(
        label=_("Not needed, because"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays with your name and today's date, and every reviewer reads it."),
    )


class DecisionForm(forms.Form):
    """The approver's own words."""

    comment = forms.CharField(
        label=_("Comment"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you refuse: what has to be changed first."),
    )
