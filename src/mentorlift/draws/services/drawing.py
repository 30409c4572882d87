"""The draw itself: once a cohort, from the list that was fixed and a value nobody could know."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.draws import rules
from mentorlift.draws.capacity import asked_for, shortage
from mentorlift.draws.models import Assignment, Draw, Preparation, PublicRule
from mentorlift.draws.queries import balance_rows
from mentorlift.files.draw_record import record_text
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import enqueue
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.queries import frozen_rows
from mentorlift.programmes.readiness import Act, require
from mentorlift.science.lottery.balance import balance
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.record import as_record
from mentorlift.science.lottery.seed import seed
from mentorlift.science.lottery.tickets import digest

AT_ONCE = 1000  # rows an insert


class UnableToDraw(Exception):
    """Nothing was drawn; the text says why."""


def request_draw(
    *, cohort: Cohort, plan_hash: str, public_value: str, actor_id: str, now: datetime, today: date
) -> Job:
    """Ask for the draw in the background. Raises UnableToDraw at once where it could not be drawn."""
    _checked(cohort, plan_hash=plan_hash, public_value=public_value, now=now, today=today)
    return enqueue(
        "draws.draw",
        now=now,
        requested_by=actor_id,
        cohort_id=str(cohort.id),
        plan_hash=plan_hash,
        public_value=public_value.strip(),
        today=today.isoformat(),
    )


def draw_cohort(
    *, cohort: Cohort, plan_hash: str, public_value: str, actor_id: str, now: datetime, today: date
) -> Draw:
    """Draw a prepared cohort and write it into the ledger.

    `plan_hash`: of the plan fixed before; without it nothing is drawn. `public_value`: as published; ignored where the
    date decides. Raises UnableToDraw.
    """
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().select_related("programme").get(id=cohort.id)
        prepared = _checked(locked, plan_hash=plan_hash, public_value=public_value, now=now, today=today)
        rows = frozen_rows(locked)
        listed = rules.public_list(rows, salt=prepared.salt, numbers=prepared.numbers)
        if listed.rows != prepared.public_list:
            raise UnableToDraw(
                _("The list is not the one that was fixed. Have the audit record looked at before anything else.")
            )
        value = _value(prepared, public_value)
        made = seed(secret=prepared.secret, roster=prepared.list_hash, public_value=value)
        outcome = draw(listed.rows, rules.design(made, prepared.numbers))
        text = record_text(as_record(outcome, listed.rows, origin=_origin(prepared, value)))
        characteristics = balance_rows(locked, listed.codes)
        written = Draw.objects.create(
            preparation=prepared,
            cohort=locked,
            plan_hash=plan_hash,
            roster_hash=locked.roster_hash,
            public_value=value,
            seed=made,
            record=text,
            record_hash=digest(text),
            balance=[row.as_dict() for row in balance(outcome, characteristics)],
            drawn_at=now,
            drawn_by=actor_id,
        )
        people = {code: person for person, code in listed.codes.items()}
        place = {code: number for number, code in enumerate(outcome.reserve, start=1)}
        Assignment.objects.bulk_create(
            (
                Assignment(
                    draw=written,
                    person_id=people[a.person_id],
                    code=a.person_id,
                    arm=a.arm,
                    branch=a.branch,
                    stratum=a.stratum,
                    reserve_place=place.get(a.person_id),
                )
                for a in outcome.assignments
            ),
            batch_size=AT_ONCE,
        )
        record(
            actor_id=actor_id,
            action="draws.draw",
            subject=f"cohort:{locked.id}",
            now=now,
            ids={"draw": written.id, "people": len(listed.rows)},
            digests={"plan": plan_hash, "list": prepared.list_hash, "seed": made, "record": written.record_hash},
        )
    return written


def _checked(cohort: Cohort, *, plan_hash: str, public_value: str, now: datetime, today: date) -> Preparation:
    prepared = Preparation.objects.filter(cohort=cohort).first()
    if prepared is None:
        raise UnableToDraw(_("Prepare the draw first: the numbers, the list, and what decides."))
    if not plan_hash or plan_hash != prepared.plan_hash:
        raise UnableToDraw(
            _("The draw belongs to the plan that was fixed before it. Without that plan nothing is drawn.")
        )
    if Draw.objects.filter(cohort=cohort).exists():
        raise UnableToDraw(_("This intake was drawn already. The first draw stands."))
    if today < prepared.public_on:
        raise UnableToDraw(_("The day that decides has not come yet."))
    if prepared.public_rule == PublicRule.NUMBER and not public_value.strip():
        raise UnableToDraw(_("Give the number as it was published."))
    if short := shortage(cohort, asked_for(prepared.numbers), is_settled=True):
        raise UnableToDraw(short)
    require(Act.DRAW, cohort.programme, now=now, fault=UnableToDraw)
    return prepared


def _value(prepared: Preparation, public_value: str) -> str:
    return prepared.public_on.isoformat() if prepared.public_rule == PublicRule.DATE else public_value.strip()


def _origin(prepared: Preparation, value: str) -> dict[str, str]:
    return {
        "secret": prepared.secret,
        "commitment": prepared.commitment,
        "public_rule": prepared.public_rule,
        "public_source": prepared.public_source,
        "public_on": prepared.public_on.isoformat(),
        "public_value": value,
        "plan_hash": prepared.plan_hash,
        "cohort": str(prepared.cohort_id),
    }
