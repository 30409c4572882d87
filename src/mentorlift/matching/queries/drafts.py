"""The drafts of an intake: which one is shown, what it says in all, and what changed since."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from mentorlift.jobs.models import Job
from mentorlift.matching.models import Draft, DraftPair, DraftUnplaced, Group, Hold, HoldKind, MatchPolicy
from mentorlift.matching.queries.draft_pairs import unpublished
from mentorlift.matching.queries.obstacles import people_in, readable
from mentorlift.matching.queries.unplaced import BY_NAME, UnplacedRow, unplaced_rows
from mentorlift.matching.rules import content_of
from mentorlift.people.queries import names
from mentorlift.programmes.models import Cohort, Programme

FIRST_WITHOUT = 10  # on the page of the draft; all of them have a page of their own


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """Everything the matching page says of a draft; `without` and `idle` are the first of so many."""

    draft: Draft
    pairs: int
    proteges: int
    certificate: dict[str, Any]
    wanted_met: float | None  # mean share of what is wanted that the mentor offers, percent
    to_publish: int
    published: int
    without_all: int = 0
    idle_all: int = 0
    without: list[UnplacedRow] = field(default_factory=list)
    circles: int = 0  # counted where `own_circles`
    own_circles: bool = False  # whole circles were sought, under rules of their own

    @property
    def proved(self) -> bool:
        return bool(self.certificate.get("optimal"))

    @property
    def short(self) -> float:
        """By how much another set might be better, in percent; 0 where none can."""
        gap = self.certificate.get("gap", 0) if self.certificate.get("mode") == "optimal" else 0
        return float(100 * gap / self.certificate["primal"]) if gap else 0.0

    @property
    def drawn(self) -> bool:
        return self.certificate.get("mode") in ("random", "near-optimal")

    @property
    def near_best(self) -> bool:
        return self.certificate.get("mode") == "near-optimal"

    @property
    def expected_share(self) -> float | None:
        """The expected score of the lot as a share of the best, in percent."""
        best = self.certificate.get("dual")
        return 100 * self.certificate["expected"] / best if self.near_best and best else None

    @property
    def all_published(self) -> bool:
        return self.pairs > 0 and not self.to_publish


def latest_policy(programme: Programme) -> MatchPolicy | None:
    """The policy in force."""
    return MatchPolicy.objects.filter(programme=programme).order_by("-version").first()


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake to be matched, with the draft its page opens on."""

    cohort: Cohort
    draft: Draft | None


def intakes_to_match(programme: Programme) -> list[Intake]:
    """All intakes of a programme in order of their first days."""
    return [Intake(one, shown_draft(one, Group.NOW, None)) for one in Cohort.objects.filter(programme=programme)]


def refusal(draft: Draft) -> list[dict[str, str]]:
    """Why a draft could not be worked out, in the reader's language and with the names of whom it concerns."""
    return readable(draft.faults, names(people_in(draft.faults)))


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest draft of a group; `job` where it is another than the one shown."""

    newest: Draft | None
    newest_job: Job | None


def newest_beside(shown: Draft) -> Newest:
    newest = drafts_of(shown.cohort, shown.group).first()
    return Newest(newest, job_of(newest) if newest and newest != shown else None)


def drafts_of(cohort: Cohort, group: str) -> QuerySet[Draft]:
    """All drafts of a group, the newest first."""
    found = Draft.objects.filter(cohort=cohort, group=group).select_related("policy", "cohort")
    return found.defer("prices").order_by("-number")


def computed_drafts(cohort: Cohort, group: str) -> QuerySet[Draft]:
    """The drafts of a group that have pairs, the newest first."""
    return drafts_of(cohort, group).filter(computed_at__isnull=False, faults=[])


def shown_draft(cohort: Cohort, group: str, number: int | None) -> Draft | None:
    """The draft asked for; else the newest that was worked out, else the newest."""
    found = drafts_of(cohort, group)
    if number is not None:
        return found.filter(number=number).first()
    return found.filter(computed_at__isnull=False).first() or found.first()


def job_of(draft: Draft) -> Job | None:
    """The work behind a draft that is not there yet."""
    if draft.computed_at is not None or draft.job_id is None:
        return None
    return Job.objects.filter(id=draft.job_id).first()


def draft_view(draft: Draft) -> DraftView:
    """Counts, proof, and everybody left without: a fixed number of queries."""
    pairs = DraftPair.objects.filter(draft=draft)
    left = DraftUnplaced.objects.filter(draft=draft)
    roles = dict(left.order_by().values_list("role").annotate(n=Count("id")))
    own_circles = content_of(draft.policy.toml).circle is not None
    return DraftView(
        draft=draft,
        pairs=pairs.count(),
        proteges=draft.certificate.get("proteges", 0),
        certificate=draft.certificate,
        wanted_met=None if draft.wanted_met is None else 100 * draft.wanted_met,
        to_publish=unpublished(draft).count(),
        published=pairs.filter(publication__isnull=False).count(),
        without_all=roles.get("protege", 0),
        idle_all=roles.get("mentor", 0),
        circles=pairs.aggregate(n=Count("mentor", distinct=True))["n"] if own_circles else 0,
        own_circles=own_circles,
        without=unplaced_rows(draft, left.filter(role="protege").order_by(*BY_NAME)[:FIRST_WITHOUT]),
    )


def changed_since(draft: Draft, holds: list[Hold]) -> int:
    """How many locks and bans were set or lifted after the draft was asked for."""
    lifted = Hold.objects.filter(cohort=draft.cohort, lifted_at__gt=draft.asked_at, set_at__lte=draft.asked_at)
    return sum(hold.set_at > draft.asked_at and not in_draft(draft, hold) for hold in holds) + lifted.count()


def in_draft(draft: Draft, hold: Hold) -> bool:
    """A pair locked just as the draft has it changes nothing; one kept apart that it does not have neither."""
    has = DraftPair.objects.filter(draft=draft, protege_id=hold.protege_id, mentor_id=hold.mentor_id).exists()
    return has == (hold.kind == HoldKind.LOCK)
