"""The directory and lists of faults as CSV files that a spreadsheet opens without running anything in them."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mentorlift.files.faults import Fault
from mentorlift.files.safe_csv import safe_cell
from mentorlift.people.models import Identity
from mentorlift.ui.in_words import in_words

COLUMNS = ("person_id", "name", "email", "team", "site", "role", "manager", "hired_on", "exited_on")


def csv_response(name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A download. Cells that a spreadsheet would take for a formula are quoted."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return response


def directory_csv(found: Iterable[Identity]) -> HttpResponse:
    """The people of a search; `found` carries the annotations of the directory."""
    names = ("code", "name", "email", "team", "site", "role", "boss", "hired_on", "exited_on")
    rows = ([getattr(person, name) for name in names] for person in found)
    return csv_response("people.csv", COLUMNS, rows)


def faults_csv(faults: Iterable[Fault]) -> HttpResponse:
    """Row, column, what is wrong and what to do, in the reader's language."""
    rows = ([fault.row, fault.column, in_words(fault.what), in_words(fault.remedy)] for fault in faults)
    return csv_response("faults.csv", (_("row"), _("column"), _("what is wrong"), _("what to do")), rows)
