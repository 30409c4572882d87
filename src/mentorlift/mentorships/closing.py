"""What is still open in the meetings of a programme that is about to be closed."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.counts import own_counts
from mentorlift.programmes.closing import OpenEnd, register_open_ends
from mentorlift.programmes.models import Programme


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    register_open_ends("meetings", _meetings)


def _meetings(programme: Programme, now: datetime) -> list[OpenEnd]:
    counts, url = own_counts(programme, now=now), f"{reverse('mentorships:pairs')}?programme={programme.id}"
    ahead = Pair.objects.filter(
        programme=programme, ended_at=None, sessions__starts_at__gt=now, sessions__dropped_at=None
    )
    pairs, found = ahead.distinct().count(), []
    if counts.unknown:
        line = ngettext(
            "Of %(n)d meeting nobody has said whether it took place.",
            "Of %(n)d meetings nobody has said whether they took place.",
            counts.unknown,
        )
        then = _("They stay unknown: whoever was in a closed pair cannot log any more.")
        found.append(OpenEnd(line % {"n": counts.unknown}, then, url))
    if pairs:
        line = ngettext("%(n)d pair has meetings ahead.", "%(n)d pairs have meetings ahead.", pairs)
        then = _("Those meetings are called off. The two are asked whether they want to go on talking.")
        found.append(OpenEnd(line % {"n": pairs}, then, url))
    return found
