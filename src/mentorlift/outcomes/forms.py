"""Forms of the outcomes room."""

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.models import User
from mentorlift.outcomes.folders import inbox_files
from mentorlift.outcomes.models import Every, Metric

if TYPE_CHECKING:
    from django.db.models import QuerySet


class UploadForm(forms.Form):
    """A file from the browser, or one an administrator has put into the inbox of the server."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.parquet"}),
    )
    inbox = forms.ChoiceField(
        label=_("Or one from the inbox of the server"),
        required=False,
        help_text=_("For files too large for a browser: an administrator puts them there."),
    )
    every = forms.ChoiceField(
        label=_("One row tells of"), choices=Every.choices, initial=Every.DAY, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        limit = {"limit": settings.UPLOAD_LIMIT // 1024**2}
        self.fields["file"].help_text = gettext("CSV, TSV, XLSX or Parquet, up to %(limit)s MB.") % limit
        names = inbox_files()
        if names:
            choices = [("", _("none")), *((name, name) for name in names)]
            self.fields["inbox"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["inbox"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("file")) == bool(cleaned.get("inbox")) and not self.errors:
            self.add_error("file", _("Choose one file."))
        return cleaned


class DeliveryForm(forms.Form):
    """A folder for files that another system writes."""

    name = forms.CharField(
        label=_("Where the files come from"),
        max_length=60,
        help_text=_("For example: nightly export of the sales system."),
    )
    every = forms.ChoiceField(
        label=_("One row tells of"), choices=Every.choices, initial=Every.DAY, widget=forms.RadioSelect
    )
    takes_at = forms.TimeField(
        label=_("Taken every day at"),
        initial=time(5, 0),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    patience = forms.IntegerField(
        label=_("Tell if nothing came for so many days"),
        initial=1,
        min_value=1,
        max_value=400,
        help_text=_("1 for an export of every night, 3 where weekends are skipped, 32 for one of every month."),
    )
    told = forms.ModelMultipleChoiceField(
        label=_("Who is told when a file is refused or missing"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, readers: "QuerySet[User]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["told"].queryset = readers  # type: ignore[attr-defined]
        zone = {"zone": settings.TIME_ZONE}
        self.fields["takes_at"].help_text = gettext("By the clock of %(zone)s; a few minutes later at most.") % zone


class UnitForm(forms.Form):
    """What one of a figure is, and in which money."""

    unit = forms.CharField(
        label=_("Unit"), max_length=30, required=False, help_text=_("What one of it is: calls, minutes, contracts.")
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        required=False,
        help_text=_("Three letters, such as EUR; empty for what is not money."),
        error_messages={"invalid": _("Write the three letters of the currency, such as EUR.")},
    )

    def __init__(self, *args: Any, metric: Metric, fixed_currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"unit": metric.unit, "currency": metric.currency}
        if fixed_currency:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = gettext("The files say so themselves.")
