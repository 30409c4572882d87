"""What one of a figure is, and in which money it comes."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.outcomes.models import Metric
from mentorlift.outcomes.queries.units import currency_of_files


class UnableToName(Exception):
    """Nothing was changed; the text says why."""


def name_unit(*, metric: Metric, unit: str, currency: str, actor_id: str, now: datetime) -> None:
    """Unit and currency of a figure. What its files say of their money stays: amounts are not converted by renaming."""
    said = currency_of_files(metric)
    if said and currency != said:
        raise UnableToName(
            _("The files say %(currency)s. Convert the amounts in the file instead.") % {"currency": said}
        )
    with transaction.atomic():
        Metric.objects.filter(name=metric.name).update(unit=unit.strip(), currency=currency)
        digests = {"metric": _digest(metric.name), "unit": _digest(unit), "currency": _digest(currency)}
        record(actor_id=actor_id, action="outcomes.name_unit", subject="metric:unit", now=now, digests=digests)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
