"""Today of whoever can write in confidence, and of whom they write to: that something waits, never what."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.reports.today.part import Item, Part
from mentorlift.trust import queries


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for somebody without a programme to write in and without an inbox."""
    doors = list(queries.own_programmes(actor))
    has_inbox = queries.is_or_was_contact(actor)
    if not doors and not has_inbox:
        return None
    items = [
        Item(
            "",
            _("Something waits for you in confidence"),
            "",
            reverse("trust:matter", args=[line.matter.id]),
            _("Read"),
        )
        for line in queries.lines(actor, [*queries.written_to(actor), *queries.own_matters(actor)])
        if line.waits and (line.matter.writer_id != actor.person_id or now - line.last_at < queries.NEWS_LASTS)
    ]
    return Part("reports/today/confidence.html", {"items": items, "doors": doors, "has_inbox": has_inbox})
