"""What has to be in order with the letters before anybody is invited or drawn."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.briefing import briefed
from mentorlift.programmes.queries.letters import received_trial, unread
from mentorlift.programmes.readiness import Act, Condition, Standing, register_condition

_INVITE = frozenset({Act.INVITE})
_DRAW = frozenset({Act.DRAW})  # whoever is invited or asked is preceded by their managers, see services.briefing
_OWNER = gettext_lazy("programme manager")


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_condition(Condition("letters_previewed", 50, gettext_lazy("Letters previewed"), _INVITE, _previewed))
    register_condition(Condition("test_letter", 51, gettext_lazy("A test letter came"), _INVITE, _test_came))
    register_condition(Condition("managers_briefed", 45, gettext_lazy("Line managers briefed"), _DRAW, _briefed))


def _previewed(programme: Programme, now: datetime) -> Standing:
    found = unread(programme, now=now)
    line = ngettext("%(n)d letter is to be read.", "%(n)d letters are to be read.", found.missing) % {
        "n": found.missing
    }
    if not found.missing:
        line = _("Every letter has been read as it will leave.")
    return Standing(not found.missing, line, reverse("programmes:letters_reading", args=[programme.id]), _OWNER)


def _test_came(programme: Programme, now: datetime) -> Standing:
    came = received_trial(programme) is not None
    line = _("A test letter was received.") if came else _("No test letter was received yet.")
    return Standing(came, line, _letters(programme), _OWNER)


def _briefed(programme: Programme, now: datetime) -> Standing | None:
    """Applies once somebody who reports to somebody is on a list."""
    found = briefed(programme, now=now)
    if not found.managers:
        return None
    line = ngettext(
        "%(told)d of %(n)d line manager was written to.",
        "%(told)d of %(n)d line managers were written to.",
        found.managers,
    ) % {"told": found.told, "n": found.managers}
    return Standing(not found.missing, line, _letters(programme), _OWNER)


def _letters(programme: Programme) -> str:
    return reverse("programmes:letters", args=[programme.id])
