"""An intake of any size that is to be matched, besides what `organisation` makes."""

from typing import TYPE_CHECKING

from setting_up import OFFICE, programme_of

if TYPE_CHECKING:
    from mentorlift.demo.stage import Stage
    from mentorlift.programmes.models import Programme

LARGE, LARGE_MENTORS = 4_500, 4_600


def intake_to_match(stage: "Stage", name: str, people: int, mentors: int, places: int = 1) -> "Programme":
    """So many people to be matched with so many mentors; two drafts are worked out by the worker.

    Draw and answers are written as rows: what is asked about are the pages that come after them.
    """
    from django.utils import timezone

    from mentorlift.draws.models import Assignment, Draw, Preparation
    from mentorlift.draws.rules import MENTORED
    from mentorlift.matching.queries.pool import columns_here
    from mentorlift.matching.rules import first_policy, toml_of
    from mentorlift.matching.services import ask_for_draft, write_policy
    from mentorlift.programmes.models import Cohort, MentorOffer

    stage.say(f"an intake of {people:,} to match")
    day, now, none = stage.days.drawn_start, timezone.now(), "0" * 64
    programme = programme_of(stage, name, day, participation="mandatory", places=people)
    by = {"created_at": now, "created_by": stage.actor.user_id}
    cohort = Cohort.objects.create(programme=programme, name="Half of all", starts_on=day, **by)
    prepared = Preparation.objects.create(
        cohort=cohort, plan_hash=none, numbers={}, public_list=[], group_names={}, list_hash=none, salt="s", secret="s",
        commitment=none, public_rule="date", public_on=day, prepared_at=now, prepared_by=stage.actor.user_id,
    )  # fmt: skip
    drawn = Draw.objects.create(
        preparation=prepared, cohort=cohort, plan_hash=none, roster_hash=none, public_value="1", seed="1", record="{}",
        record_hash=none, balance=[], drawn_at=now, drawn_by=stage.actor.user_id,
    )  # fmt: skip
    codes = sorted(code for code in stage.person if code not in OFFICE)
    who = {"draw": drawn, "arm": MENTORED, "branch": "mandatory", "stratum": "s"}
    Assignment.objects.bulk_create(
        Assignment(person_id=stage.person[code], code=code, **who) for code in codes[:people]
    )
    said = {"programme": programme, "nominated_at": now, "invited_at": now, "answered_at": now, "accepted": True}
    MentorOffer.objects.bulk_create(
        MentorOffer(person_id=stage.person[code], nominated_by=stage.actor.user_id, places=places, **said)
        for code in codes[-mentors:]
    )
    asks = {"actor": stage.actor, "now": now}
    columns = columns_here(cohort, "now", on=cohort.starts_on)
    for lottery in ("lot", "another lot"):
        toml = toml_of(first_policy(columns, lottery=lottery))
        ask_for_draft(cohort=cohort, group="now", policy=write_policy(programme=programme, toml=toml, **asks), **asks)
    return programme
