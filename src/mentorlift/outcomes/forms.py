"""Forms of the outcomes room."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorlift.outcomes.folders import inbox_files
from mentorlift.outcomes.models import Every


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
