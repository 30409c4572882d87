"""A draft as a page shows it: pairs with reasons, who is left without, and how it differs from another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from mentorlift.jobs.models import Job
from mentorlift.matching import words
from mentorlift.matching.models import Draft, DraftPair, DraftUnplaced, Group, Hold, HoldKind, MatchPolicy
from mentorlift.matching.queries.pool import holds_of
from mentorlift.matching.rules import content_of, fit
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import PersonFacts, names, workplaces
from mentorlift.programmes.models import Cohort, Programme

A_PAGE = 50
FIRST_WITHOUT = 10  # on the page of the draft; all of them have a page of their own
BY_PROTEGE = ("protege__identity__name", "id")
BY_NAME = (Lower(Coalesce("person__identity__name", Value(""))), "person_id")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person on the page; `line` is where they work."""

    person_id: UUID
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One proposed pair as a row."""

    pair: DraftPair
    protege: Somebody
    mentor: Somebody
    fit: int
    reasons: list[str]
    next_best: str
    mentors_next: str
    pair_id: UUID | None  # the real pair of this protégé, from this draft or from elsewhere
    published: bool
    lock: Hold | None


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """One person without a pair, with what binds and what would change it."""

    who: Somebody
    why: str
    changes: list[str]


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
    """Why a draft could not be worked out, with the names of whom it concerns."""
    known = names([UUID(fault["person_id"]) for fault in draft.faults if fault["person_id"]])
    return [
        fault | {"name": known.get(UUID(fault["person_id"]), "") if fault["person_id"] else ""}
        for fault in draft.faults
    ]


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
        without=unplaced_rows(draft, left.filter(role="protege").order_by(*BY_NAME)[:FIRST_WITHOUT]),
    )


def unpublished(draft: Draft) -> QuerySet[DraftPair]:
    """The proposed pairs of those who have no mentor in the programme yet."""
    open_now = Pair.objects.filter(programme=draft.cohort.programme_id, protege=OuterRef("protege"), ended_at=None)
    return DraftPair.objects.filter(~Exists(open_now), draft=draft, publication=None)


def publishable(draft: Draft, *, search: str, page: str | None) -> tuple[list[PairRow], Page[Any]]:
    """One page of them, by the protégé's name."""
    found = _searched(unpublished(draft), search).select_related("publication")
    shown: Page[Any] = Paginator(found.order_by(*BY_PROTEGE), A_PAGE).get_page(page)
    return rows_of(draft, list(shown.object_list)), shown


def _searched(pairs: QuerySet[DraftPair], search: str) -> QuerySet[DraftPair]:
    for word in search.split():
        pairs = pairs.filter(Q(protege__identity__name__icontains=word) | Q(mentor__identity__name__icontains=word))
    return pairs


def open_pairs_of(draft: Draft, protege_ids: list[UUID]) -> dict[UUID, UUID]:
    """Protégé -> pair, of those who have a mentor in this programme now."""
    found = Pair.objects.filter(programme_id=draft.cohort.programme_id, protege_id__in=protege_ids, ended_at=None)
    return dict(found.values_list("protege_id", "id"))


def unplaced_page(draft: Draft, role: str, *, search: str, page: str | None) -> Page[Any]:
    """One page of those a draft leaves without a pair, by name; `search` looks into the names."""
    found = DraftUnplaced.objects.filter(draft=draft, role=role)
    for word in search.split():
        found = found.filter(person__identity__name__icontains=word)
    shown: Page[Any] = Paginator(found.order_by(*BY_NAME), A_PAGE).get_page(page)
    shown.object_list = unplaced_rows(draft, shown.object_list)
    return shown


def unplaced_rows(draft: Draft, left: Iterable[DraftUnplaced]) -> list[UnplacedRow]:
    """With names, what binds, and the smallest changes."""
    found = list(left)
    partners = [UUID(change["partner"]) for one in found for change in one.facts.get("changes", ())]
    known = people(draft, [*(one.person_id for one in found), *partners])
    scale = draft.certificate.get("scale", 0)
    best = float(sum(entry["weight"] for entry in content_of(draft.policy.toml).criteria)) * scale
    return [
        UnplacedRow(
            known[one.person_id],
            words.why_nobody(one.facts, one.role),
            [
                words.change(change, name, one.role, best)
                for change in one.facts.get("changes", ())
                if (name := known[UUID(change["partner"])].name)
            ],
        )
        for one in found
    ]


def pair_rows(draft: Draft, *, search: str, page: str | None) -> tuple[list[PairRow], Page]:
    """One page of the pairs, by the protégé's name; `search` looks into both names."""
    found = _searched(DraftPair.objects.filter(draft=draft).select_related("publication"), search)
    shown = Paginator(found.order_by(*BY_PROTEGE), A_PAGE).get_page(page)
    return rows_of(draft, list(shown.object_list)), shown


def rows_of(draft: Draft, pairs: list[DraftPair]) -> list[PairRow]:
    """Pairs with names, reasons and locks."""
    sides = ("protege_id", "mentor_id", "runner_up_id", "mentors_next_id")
    ids = {one for pair in pairs for side in sides if (one := getattr(pair, side))}
    known = people(draft, ids)
    open_now = open_pairs_of(draft, [pair.protege_id for pair in pairs])
    locks = {(h.protege_id, h.mentor_id): h for h in holds_of(draft.cohort) if h.kind == HoldKind.LOCK}
    return [
        PairRow(
            pair=pair,
            protege=known[pair.protege_id],
            mentor=known[pair.mentor_id],
            fit=fit(pair.score, pair.best),
            reasons=words.reasons(pair.parts),
            next_best=words.next_best(pair, known[pair.runner_up_id].name) if pair.runner_up_id else "",
            mentors_next=words.mentors_next(pair, known[pair.mentors_next_id].name) if pair.mentors_next_id else "",
            pair_id=pair.publication.pair_id if hasattr(pair, "publication") else open_now.get(pair.protege_id),
            published=hasattr(pair, "publication"),
            lock=locks.get((pair.protege_id, pair.mentor_id)),
        )
        for pair in pairs
    ]


def people(draft: Draft, person_ids: set[UUID] | list[UUID]) -> dict[UUID, Somebody]:
    """Names and places of work on the intake's first day; the erased keep their place with an empty name."""
    known, places = names(person_ids), workplaces(draft.cohort.starts_on, person_ids=person_ids)
    return {one: Somebody(one, known.get(one, ""), line_of(*places.get(one, ("", "")))) for one in person_ids}


def somebody(facts: PersonFacts) -> Somebody:
    """Somebody with their place of work in one line."""
    return Somebody(facts.person_id, facts.name, line_of(facts.team, facts.site))


def line_of(team: str, site: str) -> str:
    """Where somebody works, as one reads it."""
    parts = (team, "" if site and site in team else site)  # "Hamburg 3" says the site already
    return ", ".join(part for part in parts if part)


def changed_since(draft: Draft, holds: list[Hold]) -> int:
    """How many locks and bans were set or lifted after the draft was asked for."""
    lifted = Hold.objects.filter(cohort=draft.cohort, lifted_at__gt=draft.asked_at, set_at__lte=draft.asked_at)
    return sum(hold.set_at > draft.asked_at and not in_draft(draft, hold) for hold in holds) + lifted.count()


def in_draft(draft: Draft, hold: Hold) -> bool:
    """A pair locked just as the draft has it changes nothing; one kept apart that it does not have neither."""
    has = DraftPair.objects.filter(draft=draft, protege_id=hold.protege_id, mentor_id=hold.mentor_id).exists()
    return has == (hold.kind == HoldKind.LOCK)
