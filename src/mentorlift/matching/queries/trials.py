"""What if: worked out from a draft, and as its page reads it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from mentorlift.jobs.models import Job
from mentorlift.matching import difference_words, words
from mentorlift.matching.models import DraftPair, Trial
from mentorlift.matching.queries.begun_circles import with_begun
from mentorlift.matching.queries.obstacles import people_in, readable
from mentorlift.matching.queries.pool import matched_on, pool_of, read_version
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, people
from mentorlift.matching.rules import content_of, differences
from mentorlift.people.models import Identity
from mentorlift.people.queries import names

if TYPE_CHECKING:
    from mentorlift.science.assignment.what_if import Present, WhatIf


def work_out(trial: Trial, *, today: date, tell: Callable[[str], None] | None = None) -> "tuple[WhatIf, bool]":
    """Who would move, and whether both sides had to be worked out anew. Raises Unmatchable and what the engine raises.

    `tell` hears when everything has been read.
    """
    from mentorlift.science.assignment.rules import OfCircle
    from mentorlift.science.assignment.what_if import what_if, with_pin

    draft = trial.draft
    written = read_version(trial.toml).policy
    on = matched_on(draft.cohort, draft.group, today=today)
    policy, pool, digest = pool_of(draft, on=on, also=written)
    added = policy.rules[len(read_version(draft.policy.toml).policy.rules) :]
    by_hand = [rule for rule in added if not isinstance(rule, OfCircle)]
    changed = replace(written, rules=(*written.rules, *by_hand), pins=policy.pins, groups=policy.groups)
    changed = with_begun(changed, pool, draft.cohort.programme, on=on)
    if trial.protege_id is not None:
        changed = with_pin(changed, str(trial.protege_id), str(trial.mentor_id))
    is_fresh = digest != draft.pool_digest
    if tell is not None:
        tell(str(_("Weighing every pair")))
    return what_if(policy, changed, pool, None if is_fresh else present_of(trial)), is_fresh


def present_of(trial: Trial) -> "Present":
    """The pairs of the draft with the prices of its certificate."""
    from mentorlift.science.assignment.what_if import Present

    prices = trial.draft.prices
    made = DraftPair.objects.filter(draft=trial.draft).values_list("protege_id", "mentor_id")
    return Present(
        pairs={str(protege): str(mentor) for protege, mentor in made},
        protege_prices=prices.get("protege_prices", {}),
        mentor_prices=prices.get("mentor_prices", {}),
        pair_bonus=trial.draft.certificate["pair_bonus"],
    )


@dataclass(frozen=True, slots=True)
class TrialMove:
    """One protégé whose mentor would differ; None where there is none."""

    protege: Somebody
    before: Somebody | None
    after: Somebody | None


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """A trial as its page shows it. `changes` say what was changed, in words; `score` what the pairs lose or gain in
    all by the policy as it is, against the most they could have, in words."""

    trial: Trial
    job: Job | None
    changes: list[str]
    moves: Page[TrialMove] | None
    q: str
    protege: str
    mentor: str
    same_policy: bool
    score: str
    score_changed: str
    faults: list[dict[str, str]]

    @property
    def of_two(self) -> bool:
        return self.trial.protege_id is not None

    @property
    def fewer(self) -> int:
        result = self.trial.result
        return result["pairs_before"] - result["pairs_after"] if result else 0


def trial_view(trial: Trial, *, search: str, page: str | None) -> TrialView:
    """A fixed number of queries, whatever the number of moves."""
    draft = trial.draft
    changes = differences(content_of(draft.policy.toml), content_of(trial.toml))
    known = names([one for one in (trial.protege_id, trial.mentor_id) if one])
    return TrialView(
        trial=trial,
        job=Job.objects.filter(id=trial.job_id).first() if trial.job_id and trial.computed_at is None else None,
        changes=[difference_words.difference(one) for one in changes],
        moves=_moves(trial, search, page) if trial.result else None,
        q=search,
        protege=known.get(trial.protege_id, "") if trial.protege_id else "",
        mentor=known.get(trial.mentor_id, "") if trial.mentor_id else "",
        same_policy=not changes,
        score=words.all_together(*trial.result["as_it_is"][:2]) if trial.result else "",
        score_changed=words.all_together(*trial.result["as_changed"][:2]) if trial.result else "",
        faults=named_faults(trial),
    )


def named_faults(trial: Trial) -> list[dict[str, str]]:
    """Why there is no answer, in the reader's language and with names."""
    return readable(trial.faults, names(people_in(trial.faults)))


def _moves(trial: Trial, search: str, page: str | None) -> Page[TrialMove]:
    """One page of who would move, by the protégé's name; `search` looks into all three names."""
    rows = trial.moves
    for word in search.split():
        named = Identity.objects.filter(name__icontains=word).values_list("person_id", flat=True)
        found = {str(one) for one in named}
        rows = [row for row in rows if not found.isdisjoint(row)]
    known = {str(one): name.casefold() for one, name in names([UUID(row[0]) for row in rows]).items()}
    rows = sorted(rows, key=lambda row: (known.get(row[0], ""), row[0]))
    shown: Page[Any] = Paginator(rows, A_PAGE).get_page(page)
    told = people(trial.draft, {UUID(one) for row in shown.object_list for one in row if one})
    shown.object_list = [
        TrialMove(told[UUID(a)], told[UUID(b)] if b else None, told[UUID(c)] if c else None)
        for a, b, c in shown.object_list
    ]
    return shown
