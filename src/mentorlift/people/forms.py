"""Forms of the people room."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import PeopleImport
from mentorlift.people.rules.columns import FIELDS, LEAVE_FIELDS, REQUIRED
from mentorlift.ui.fields import DayField
from mentorlift.ui.widgets import LongSelect

LABELS = {
    "person_id": _("id of the person"),
    "name": _("full name"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "email": _("e-mail address"),
    "hired_on": _("first day of work"),
    "exited_on": _("exit"),
    "team": _("team"),
    "site": _("site"),
    "role": _("role"),
    "manager_id": _("id of the manager"),
    "working_share": _("working share (1 = full time)"),
    "languages": _("languages"),
    "working_hours": _("working hours"),
    "from": _("first day away"),
    "to": _("last day away"),
}
STATES = [
    ("here", _("working here now")),
    ("coming", _("starting later")),
    ("gone", _("left")),
    ("all", _("everybody")),
]


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=[
            (PeopleImport.PEOPLE, _("People: names, teams, sites, managers, first and last days")),
            (PeopleImport.LEAVE, _("Leave: who is away from when to when, without reasons")),
        ],
        initial=PeopleImport.PEOPLE,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV, XLSX or Parquet with one row of column names, up to 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.parquet"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=100,
        help_text=_("Only for a workbook with several; without a name the first one is read."),
    )


class ColumnsForm(forms.Form):
    """Which column of the file is what. Fields are named `column_<field>`."""

    def __init__(self, upload: PeopleImport, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.upload = upload
        self.is_leave = upload.kind == PeopleImport.LEAVE
        self.names = LEAVE_FIELDS if self.is_leave else FIELDS
        choices = [("", _("not in the file")), *((column, column) for column in upload.columns)]
        for name in self.names:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=capfirst(LABELS[name]), choices=choices, required=False, initial=upload.mapping.get(name, "")
            )
        if not self.is_leave:
            self._add_people_questions(upload)

    def _add_people_questions(self, upload: PeopleImport) -> None:
        self.fields["last_day_worked"] = forms.TypedChoiceField(
            label=_("What does an exit date in this file mean?"),
            choices=[("yes", _("the last day worked")), ("no", _("the first day gone"))],
            coerce=lambda value: value == "yes",
            initial="yes" if upload.last_day_worked or not upload.mapped_at else "no",
            widget=forms.RadioSelect,
        )
        self.fields["here_since"] = DayField(
            label=_("If the file has no first day of work: since when are its new people here?"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        self.fields["holds_from"] = DayField(
            label=_("From which day do changed teams, sites and managers hold?"),
            help_text=_("People who are new here hold their place from their first day of work."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        self.fields["kept"] = forms.MultipleChoiceField(
            label=_("Further columns to keep"),
            help_text=_(
                "For matching and for choosing who takes part. Leave out whatever names or judges a person: "
                "names and addresses lie in one table only, and age, gender and origin decide nothing here."
            ),
            choices=[(column, column) for column in upload.columns if column not in upload.mapping.values()],
            required=False,
            initial=upload.kept,
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{name}"] for name in self.names]

    @property
    def mapping(self) -> dict[str, str]:
        """field -> column, once the form is valid."""
        chosen = {name: self.cleaned_data[f"column_{name}"] for name in self.names}
        return {name: column for name, column in chosen.items() if column}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for name in self.names:
            column = cleaned.get(f"column_{name}", "")
            other = next((field for field, taken in chosen.items() if taken == column), None)
            # an address may serve as the id as well; nothing else is two things
            if column and other and {other, name} != {"person_id", "email"}:
                self.add_error(f"column_{name}", _("This column is already something else; choose another."))
            if column:
                chosen[name] = column
        for name in LEAVE_FIELDS if self.is_leave else REQUIRED:
            if name not in chosen and not (name == "name" and "last_name" in chosen):
                self.add_error(f"column_{name}", _("Every file needs this one. Choose its column."))
        if not self.is_leave:
            if "hired_on" not in chosen and not cleaned.get("here_since"):
                self.add_error("here_since", _("Choose the column of the first day above, or give one day for all."))
            cleaned["here_since"] = None if "hired_on" in chosen else cleaned.get("here_since")
            cleaned["kept"] = [column for column in cleaned.get("kept", []) if column not in chosen.values()]
        return cleaned


class SearchForm(forms.Form):
    """What the directory is searched for."""

    words = forms.CharField(label=_("Name, id or address"), required=False, max_length=100)
    team = forms.ChoiceField(label=_("Team"), required=False, widget=LongSelect)
    site = forms.ChoiceField(label=_("Site"), required=False)
    state = forms.ChoiceField(label=_("Who"), required=False, choices=STATES)

    def __init__(self, *args: Any, teams: list[str], sites: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [("", _("all teams")), *((team, team) for team in teams)]  # type: ignore[attr-defined]
        self.fields["site"].choices = [("", _("all sites")), *((site, site) for site in sites)]  # type: ignore[attr-defined]
