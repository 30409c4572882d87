"""What this room asks for before a programme starts: approvals, closed dates, a first sign-in in each role."""

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.programmes import scope
from mentorlift.programmes.models import Approver, Decision, Programme
from mentorlift.programmes.once import once
from mentorlift.programmes.queries.approvals import ApprovalState, approval_states
from mentorlift.programmes.queries.signing_in import roles_without_a_sign_in
from mentorlift.programmes.readiness import Act, Condition, Standing, register_condition
from mentorlift.programmes.timeline import Text

BEFORE_ANYBODY = frozenset({Act.INVITE, Act.DRAW})
BEFORE_THE_DRAW = frozenset({Act.DRAW})


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    for place, approver in enumerate(Approver):
        title = approver.label
        register_condition(
            Condition(f"approval-{approver}", 20 + place, title, BEFORE_ANYBODY, partial(_approval, approver))
        )
    register_condition(
        Condition(
            "closed-dates",
            40,
            gettext_lazy("Closed dates"),
            BEFORE_THE_DRAW,
            _closed_dates,
            waiver=gettext_lazy("There are none"),
        )
    )
    register_condition(
        Condition(
            "sign-ins",
            90,
            gettext_lazy("A first sign-in in each role"),
            BEFORE_THE_DRAW,
            _sign_ins,
            waiver=gettext_lazy("Not waited for"),
        )
    )


def states_of(programme: Programme, now: datetime) -> dict[str, ApprovalState]:
    """Approver -> how it stands, read once for all conditions of one look."""

    def read() -> dict[str, ApprovalState]:
        return {one.approver: one for one in approval_states(programme, scope.scope_of(programme))}

    return once(programme, now, "approvals", read)


def _approval(approver: Approver, programme: Programme, now: datetime) -> Standing:
    state = states_of(programme, now)[approver]
    url = reverse("programmes:approval", args=[programme.id, approver.value])
    return Standing(done=state.stands, line=_line(state), url=url, owner=approver.label)


def _line(state: ApprovalState) -> Text:
    newest, who = state.newest, state.approver.label
    if newest is None:
        return _("%(who)s: not asked yet, or not answered.") % {"who": who}
    words = {"who": who, "name": newest.signed_by, "day": date_format(newest.decided_on), "why": newest.comment}
    if newest.decision == Decision.REFUSED:
        return _("%(who)s: refused by %(name)s on %(day)s: %(why)s") % words
    if state.changed:
        parts = ", ".join(str(one.title) for one in state.changed)
        return _("%(who)s: open again, since this has changed: %(parts)s.") % {"who": who, "parts": parts}
    if newest.decision == Decision.NOT_NEEDED:
        return _("%(who)s: not needed, signed by %(name)s on %(day)s: %(why)s") % words
    return _("%(who)s: approved by %(name)s on %(day)s.") % words


def _closed_dates(programme: Programme, now: datetime) -> Standing:
    days = programme.closed_dates.count()
    line = ngettext("%(n)d day is closed.", "%(n)d days are closed.", days) % {"n": days}
    return Standing(
        done=days > 0,
        line=line if days else _("No closed date is entered: holidays, stocktaking, month end."),
        url=reverse("programmes:set_up", args=[programme.id, "weeks"]),
        owner=_("programme manager"),
    )


def _sign_ins(programme: Programme, now: datetime) -> Standing:
    missing = roles_without_a_sign_in(programme, now=now)
    if not missing:
        return Standing(done=True, line=_("Somebody in each role has signed in."), owner=_("programme manager"))
    roles = ", ".join(str(role) for role in missing)
    return Standing(
        done=False,
        line=_("Nobody has signed in yet as: %(roles)s.") % {"roles": roles},
        owner=_("programme manager"),
    )
