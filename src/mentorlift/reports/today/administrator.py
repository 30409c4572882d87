"""Today of an administrator: where to begin, what broke, and who has not answered an invitation."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.queries import open_invitations
from mentorlift.jobs.queries import visible_jobs
from mentorlift.notifications.queries import delivery_log
from mentorlift.people.models import Identity
from mentorlift.reports.today.part import Item, Part

LATELY = timedelta(days=7)


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for everybody else."""
    if not actor.is_administrator:
        return None
    since = now - LATELY
    failed = visible_jobs(actor).filter(failed_at__gte=since).count()
    undelivered = delivery_log(actor, state="given_up").filter(created_at__gte=since).count()
    unanswered = open_invitations(actor).filter(expires_at__gt=now).count()
    words = (
        (
            failed,
            ngettext("%(n)d job failed in the last week", "%(n)d jobs failed in the last week", failed),
            "jobs:list",
        ),
        (
            undelivered,
            ngettext(
                "%(n)d message could not be delivered in the last week",
                "%(n)d messages could not be delivered in the last week",
                undelivered,
            ),
            "notifications:log",
        ),
        (
            unanswered,
            ngettext("%(n)d invitation is unanswered", "%(n)d invitations are unanswered", unanswered),
            "accounts:users",
        ),
    )
    items = [Item("", text % {"n": count}, "", reverse(name), _("See")) for count, text, name in words if count]
    return Part("reports/today/administrator.html", {"items": items, "begin": not Identity.objects.exists()})
