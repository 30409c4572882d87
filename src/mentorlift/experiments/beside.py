"""Money beside a programme while it runs."""

from datetime import datetime

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.experiments.forms import LedgerForm
from mentorlift.experiments.spent import Hours, Spent, spent
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.beside import Panel, register_panel
from mentorlift.programmes.models import Programme
from mentorlift.ui.templatetags.ui import money


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_panel("money", _money)


def _money(programme: Programme, actor: Actor, now: datetime) -> Panel | None:
    found = spent(actor, programme, now=now)
    if found is None:
        return None
    lines = _lines(found) if found.ledger else []
    return Panel("experiments/spent.html", {"spent": found, "lines": lines, "programme": programme})


def _lines(found: Spent) -> list[tuple[str, str, str]]:
    """Name, amount and basis of each."""
    ledger = found.ledger
    assert ledger is not None  # asked for above
    currency, entered_on = ledger.currency, date_format(organisation_day(ledger.entered_at), "j F Y")
    sides = ((_("Hours of protégés"), found.proteges), (_("Hours of mentors"), found.mentors))
    rows = [(name, money(float(one.cost), currency), _basis(one, found.held, currency)) for name, one in sides]
    basis = _("as entered on %(day)s") % {"day": entered_on}
    labels = LedgerForm.Meta.labels
    return rows + [(str(labels[name]), money(float(amount), currency), basis) for name, amount in found.entered]


def _basis(one: Hours, meetings: int, currency: str) -> str:
    return ngettext(
        "%(n)d meeting that took place, %(hours)s hours at %(rate)s",
        "%(n)d meetings that took place, %(hours)s hours at %(rate)s",
        meetings,
    ) % {"n": meetings, "hours": number_format(one.hours, 1), "rate": money(float(one.rate), currency)}
