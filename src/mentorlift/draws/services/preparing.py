"""Settle everything before the chance is known: numbers, list, secret, and which public value will decide."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.draws import rules
from mentorlift.draws.capacity import asked_for, shortage
from mentorlift.draws.models import Preparation, PublicRule
from mentorlift.programmes.models import Cohort, FrozenPlan, Programme
from mentorlift.programmes.queries import frozen_rows
from mentorlift.programmes.readiness import Act, require
from mentorlift.science.lottery.seed import commitment, roster_hash


class UnableToPrepare(Exception):
    """Nothing was settled; the text says what comes first."""


def prepare_draw(
    *,
    cohort: Cohort,
    plan_hash: str,
    mentored: Mapping[str, int],
    public_rule: str,
    public_on: date,
    actor_id: str,
    now: datetime,
    today: date,
    public_source: str = "",
    secret: str | None = None,
    salt: str | None = None,
) -> Preparation:
    """Commit to a secret and to the list, once a cohort.

    `plan_hash`: of the frozen plan, which has to be older than the draw. `mentored`: branch -> people mentored now, for
    every branch with people in the draw. `public_source`, `public_on`: the published value of a later day that will
    decide, or with the rule "date" that day itself. `secret` and `salt` are chance of this moment unless given
    (demo and tests). Raises UnableToPrepare.
    """
    with transaction.atomic():
        # one intake at a time: what one is promised, the next finds given
        Programme.objects.select_for_update().get(id=cohort.programme_id)
        locked = Cohort.objects.select_for_update().select_related("programme").get(id=cohort.id)
        _check_order(locked, plan_hash)
        require(Act.DRAW, locked.programme, now=now, fault=UnableToPrepare)
        _check_day(locked, public_rule=public_rule, public_source=public_source, public_on=public_on, today=today)
        rows = frozen_rows(locked)
        numbers = _numbers(rules.sizes(rows), mentored)
        if short := shortage(locked, asked_for(numbers)):
            raise UnableToPrepare(short)
        salt, kept = salt or secrets.token_hex(32), secret or secrets.token_hex(32)
        listed = rules.public_list(rows, salt=salt, numbers=numbers)
        prepared = Preparation.objects.create(
            cohort=locked,
            plan_hash=plan_hash,
            numbers=numbers,
            public_list=listed.rows,
            group_names=listed.group_names,
            list_hash=roster_hash(listed.rows, ["branch", "stratum"]),
            salt=salt,
            secret=kept,
            commitment=commitment(kept),
            public_rule=public_rule,
            public_source=public_source.strip() if public_rule == PublicRule.NUMBER else "",
            public_on=public_on,
            prepared_at=now,
            prepared_by=actor_id,
        )
        record(
            actor_id=actor_id,
            action="draws.prepare",
            subject=f"cohort:{locked.id}",
            now=now,
            ids={"preparation": prepared.id, "people": len(listed.rows), "public_on": public_on},
            digests={"plan": plan_hash, "list": prepared.list_hash, "commitment": prepared.commitment},
        )
    return prepared


def _check_order(cohort: Cohort, plan_hash: str) -> None:
    plan = FrozenPlan.objects.filter(programme=cohort.programme).first()
    if plan is None or not plan_hash:
        raise UnableToPrepare(_("Fix what will be measured first; the plan has to be older than the draw."))
    if plan.plan_hash != plan_hash:
        raise UnableToPrepare(
            _("This is not the plan that was fixed for the programme. Take the plan as it stands there.")
        )
    if cohort.frozen_at is None:
        raise UnableToPrepare(_("Fix the list of the intake first."))
    if Preparation.objects.filter(cohort=cohort).exists():
        raise UnableToPrepare(_("This draw is prepared already; its numbers stay as they are."))


def _check_day(cohort: Cohort, *, public_rule: str, public_source: str, public_on: date, today: date) -> None:
    if public_rule not in PublicRule.values:
        raise UnableToPrepare(_("Say what decides: a published number, or the date of the draw."))
    if today > cohort.starts_on:
        raise UnableToPrepare(_("The first day has passed. Open another intake with a first day ahead."))
    if public_on > cohort.starts_on:
        raise UnableToPrepare(_("The draw has to be on the first day or before it. Choose an earlier day."))
    if public_rule == PublicRule.DATE:
        if public_on < today:
            raise UnableToPrepare(_("This day has passed. Choose today or a later day."))
        return
    if not public_source.strip():
        raise UnableToPrepare(_("Say which published number decides, so that everybody can look it up."))
    if public_on <= max(today, localdate(cohort.frozen_at)):
        raise UnableToPrepare(_("The number must not be known yet. Choose a day after today."))


def _numbers(sizes: Mapping[str, int], mentored: Mapping[str, int]) -> dict[str, dict[str, int]]:
    numbers = {}
    for branch, people in sizes.items():
        now = mentored.get(branch, 0)
        # one person alone cannot be compared with anybody, two and more can
        if not (0 < now < people or (people == 1 and 0 <= now <= 1)):
            raise UnableToPrepare(
                _("Of %(people)d people, between 1 and %(most)d can be mentored now.")
                % {"people": people, "most": max(1, people - 1)}
            )
        numbers[branch] = {rules.MENTORED: now, rules.LATER: people - now}
    return numbers
