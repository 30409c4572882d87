"""Today of a reviewer: which programmes wait for an approval, and where to look at the others."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import policies
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import list_programmes
from mentorlift.programmes.queries.approvals import ApprovalState, states_of_each
from mentorlift.programmes.scope import scopes_of
from mentorlift.reports.today.part import Item, Part


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for everybody else; a leader has what waits for the leadership here too."""
    if not (actor.is_reviewer or actor.is_leader) or actor.is_programme_manager:
        return None
    programmes = list(list_programmes(actor).filter(closing=None, stop=None))
    states = states_of_each(programmes, scopes_of(programmes))
    own = (
        (one, state) for one in programmes for state in states[one.id] if policies.may_approve(actor, state.approver)
    )
    waiting = [_waits(programme, state) for programme, state in own if not state.stands]
    if not actor.is_reviewer and not waiting:
        return None
    shown = list(list_programmes(actor)) if actor.is_reviewer else []
    return Part("reports/today/reviewer.html", {"waiting": waiting, "programmes": shown, "reviews": actor.is_reviewer})


def _waits(programme: Programme, state: ApprovalState) -> Item:
    words = {
        "open": _("%(who)s: waits for your decision"),
        "changed": _("%(who)s: open again, since something has changed"),
        "refused": _("%(who)s: was refused; look whether it has been changed"),
    }
    url = reverse("programmes:approval", args=[programme.id, state.approver.value])
    return Item("", words[state.word] % {"who": state.approver.label}, programme.name, url, _("Look at it"))
