"""Circles that meet already, so that whoever comes later goes with those who are in them."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import facts_on
from mentorlift.programmes.models import Programme

if TYPE_CHECKING:
    from mentorlift.science.assignment.circle_rules import CircleRules
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.pool import Pool


def members_of(programme: Programme) -> dict[UUID, list[UUID]]:
    """Mentor -> members of the circles there are."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    pairs = Pair.objects.filter(programme=programme, ended_at=None).order_by("id")
    for mentor_id, protege_id in pairs.values_list("mentor_id", "protege_id"):
        found[mentor_id].append(protege_id)
    return dict(found)


def with_begun(policy: "Policy", pool: "Pool", programme: Programme, *, on: date) -> "Policy":
    """The policy with how many are in each circle, and with a rule that bars whom these do not go with."""
    from mentorlift.science.assignment.rules import OfCircle

    begun = members_of(programme) if policy.circle is not None else {}
    if policy.circle is None or not begun:
        return policy
    sizes = tuple(sorted((str(mentor), len(members)) for mentor, members in begun.items()))
    barred = _barred(policy.circle, pool, begun, on=on)
    return replace(
        policy,
        circle=replace(policy.circle, begun=sizes),
        rules=(*policy.rules, *([OfCircle(barred)] if barred else [])),
    )


def _barred(
    rules: "CircleRules", pool: "Pool", begun: dict[UUID, list[UUID]], *, on: date
) -> frozenset[tuple[str, str]]:
    """(protégé, mentor) whom the rules among members keep apart because of somebody in the circle."""
    known = {facts.person_id: facts for facts in facts_on(on, person_ids=[one for m in begun.values() for one in m])}
    values: dict[UUID, set[tuple[str, str]]] = {}
    for person_id, facts in known.items():
        fixed = {"team": facts.team, "site": facts.site, "role": facts.role}
        cells = {name: str(fixed.get(name, facts.attributes.get(name, ""))) for name in rules.apart}
        values[person_id] = {(name, text) for name, text in cells.items() if text}
    barred = set()
    for place, protege in enumerate(pool.proteges.ids):
        own = {(name, pool.proteges.texts[name][place]) for name in rules.apart}
        for mentor, members in begun.items():
            if any(values.get(one, set()) & own or _in_line(rules, pool, protege, str(one)) for one in members):
                barred.add((protege, str(mentor)))
    return frozenset(barred)


def _in_line(rules: "CircleRules", pool: "Pool", one: str, other: str) -> bool:
    """Whether one of the two is above the other, where that keeps members apart."""
    from mentorlift.science.assignment.rules import line_above

    if not rules.not_in_line:
        return False
    managers = pool.managers[rules.not_in_line]
    return other in line_above(one, managers) or one in line_above(other, managers)
