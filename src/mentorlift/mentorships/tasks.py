"""What falls due in this room without anybody asking."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.people.queries import organisation_day

AT_ONCE = 25  # pairs between two signs of life


@job("mentorships.sweep", every=timedelta(minutes=15), title=_("Closing pairs of people who left"))
def sweep(run: JobRun) -> dict[str, object]:
    """Close pairs of people who left and of programmes that ended; empty the sheets of the erased; ask new managers."""
    from mentorlift.mentorships.services.endings import close_pairs_of_ended_programmes, close_pairs_of_leavers
    from mentorlift.mentorships.services.erasure import (
        remove_days_away_of_erased,
        remove_felt_support_of_erased,
        remove_texts_of_erased,
    )
    from mentorlift.mentorships.services.hours import ask_new_managers
    from mentorlift.mentorships.services.informal import end_talks_of_leavers

    today = organisation_day(run.now)
    return {
        "left": close_pairs_of_leavers(now=run.now, today=today),
        "closed": close_pairs_of_ended_programmes(now=run.now),
        "talks": end_talks_of_leavers(now=run.now, today=today),
        "days": remove_days_away_of_erased(),
        "felt": remove_felt_support_of_erased(),
        "emptied": remove_texts_of_erased(now=run.now),
        "managers": ask_new_managers(now=run.now),
    }


@job("mentorships.pause", every=timedelta(minutes=15), title=_("Moving meetings of people who are away"))
def pause(run: JobRun) -> dict[str, object]:
    """Move what lies ahead of pairs in which somebody is away; a pair at a time, and done again nothing changes."""
    from mentorlift.mentorships.services.pauses import pause_weeks

    return {"moved": pause_weeks(now=run.now)}


@job("mentorships.remind", every=timedelta(minutes=10), title=_("Reminding of meetings"))
def remind(run: JobRun) -> dict[str, object]:
    """Remind of meetings ahead, and ask after those of which nobody has spoken."""
    from mentorlift.mentorships.services.reminding import ask_after_missed, send_reminders

    return {"reminded": send_reminders(now=run.now), "asked": ask_after_missed(now=run.now)}


@job("mentorships.announce", title=_("Telling pairs whom they meet"))
def announce(run: JobRun, *, pair_ids: list[str]) -> dict[str, int]:
    """Write to both sides of these pairs, those that still stand; a repetition writes nobody twice."""
    from mentorlift.mentorships.messages import announce_pairs
    from mentorlift.mentorships.models import Pair

    for start in range(0, len(pair_ids), AT_ONCE):
        run.progress(start, len(pair_ids))
        part = Pair.objects.filter(id__in=pair_ids[start : start + AT_ONCE], ended_at=None).select_related("programme")
        with transaction.atomic():
            announce_pairs(list(part), now=run.now, actor_id=run.requested_by)
    return {"pairs": len(pair_ids)}
