"""Other mentors for one protégé of a draft: whom the rules allow with what each would cost, and why not the others."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.matching import words
from mentorlift.matching.models import Draft, Group
from mentorlift.matching.queries.drafts import Somebody, somebody
from mentorlift.matching.queries.pool import gather, pool_of
from mentorlift.matching.rules import fit
from mentorlift.people.queries import facts_on
from mentorlift.programmes.models import Cohort

if TYPE_CHECKING:
    from mentorlift.science.assignment.alternatives import Alternative
    from mentorlift.science.assignment.policy import Policy


@dataclass(frozen=True, slots=True)
class Choice:
    """One mentor a protégé could have. `barred` says why not; empty when it may be."""

    mentor: Somebody
    fit: int
    reasons: list[str]
    cost: str
    barred: str


def choices(draft: Draft, protege_id: UUID, *, on: date) -> list[Choice]:
    """Every mentor with places for somebody in the pool of `draft`, the cheapest first, the barred last.

    Raises Unmatchable, and KeyError for somebody who is not to be matched.
    """
    from mentorlift.science.assignment.alternatives import alternatives

    policy, pool, _digest = pool_of(draft, on=on)
    found = alternatives(policy, pool, str(protege_id))
    return as_choices(found, policy, on=on, with_cost=policy.mode == "optimal")


def gather_for_one(cohort: Cohort, protege_id: UUID, *, on: date) -> Any:
    """The pool with this one protégé in it, whatever group they were drawn into."""
    return gather(cohort, Group.NOW, on=on, only=protege_id)


def as_choices(found: "tuple[Alternative, ...]", policy: "Policy", *, on: date, with_cost: bool) -> list[Choice]:
    """Alternatives with names and words."""
    from mentorlift.science.assignment.scores import scale_of

    best = round(sum(criterion.weight for criterion in policy.criteria) * scale_of(policy.criteria))
    facts = {str(f.person_id): f for f in facts_on(on, person_ids=[UUID(one.mentor) for one in found])}
    out = []
    for one in found:
        out.append(
            Choice(
                mentor=somebody(facts[one.mentor]),
                fit=fit(one.score, best),
                reasons=words.reasons([asdict(part) for part in one.parts]),
                cost=cost_words(one, best) if with_cost else "",
                barred=", ".join(words.rule_label(rule_entry(rule)) for rule in one.broken),
            )
        )
    return out if with_cost else sorted(out, key=lambda choice: (bool(choice.barred), -choice.fit))


def cost_words(one: "Alternative", best: int) -> str:
    """What everybody together would lose by this choice."""
    if one.broken:
        return ""
    if one.cost is None or one.unplaces is None:
        return _("not beside the pairs that are locked")
    if one.unplaces:
        lost = ngettext(
            "%(n)d person fewer would have a mentor", "%(n)d people fewer would have a mentor", one.unplaces
        )
        return lost % {"n": one.unplaces}
    if one.cost == 0:
        return _("costs nothing")
    return _("in all: %(amount)s") % {"amount": words.amount(one.cost, best)}


def rule_entry(rule: Any) -> dict[str, Any]:
    """A rule of the engine as the words for it expect."""
    entry = {"kind": rule.kind, "field": getattr(rule, "field", ""), "at_least": getattr(rule, "at_least", 0)}
    return entry | ({"difference": [rule.low, rule.high]} if rule.kind == "ahead" else {})
