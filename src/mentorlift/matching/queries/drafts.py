"""A draft as a page shows it: pairs with reasons, who is left without, and how it differs from another."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from mentorlift.jobs.models import Job
from mentorlift.matching import words
from mentorlift.matching.models import Draft, DraftPair, DraftUnplaced, Group, Hold, HoldKind, MatchPolicy
from mentorlift.matching.queries.pool import holds_of
from mentorlift.matching.rules import fit
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import PersonFacts, names, workplaces
from mentorlift.programmes.models import Cohort, Programme

A_PAGE = 50


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
    pair_id: UUID | None  # the real pair of this protégé, from this draft or from elsewhere
    published: bool
    lock: Hold | None


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """One person without a pair, with what binds."""

    who: Somebody
    why: str


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """Everything the matching page says of a draft."""

    draft: Draft
    pairs: int
    proteges: int
    certificate: dict[str, Any]
    wanted_met: float | None  # mean share of what is wanted that the mentor offers, percent
    to_publish: int
    published: int
    without: list[UnplacedRow] = field(default_factory=list)
    idle: list[UnplacedRow] = field(default_factory=list)

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
        return self.certificate.get("mode") == "random"

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
    return Draft.objects.filter(cohort=cohort, group=group).select_related("policy", "cohort").order_by("-number")


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


def _is_about_learning(part: dict[str, Any]) -> bool:
    return part["kind"] == "covers" and part["name"] != "covers_aims_for"


def draft_view(draft: Draft) -> DraftView:
    """Counts, proof, and everybody left without: a fixed number of queries."""
    pairs = DraftPair.objects.filter(draft=draft)
    waiting = list(pairs.filter(publication=None).values_list("protege_id", flat=True))
    shares = [
        wanted[0]["value"]
        for parts in pairs.values_list("parts", flat=True)
        if (wanted := [part for part in parts if _is_about_learning(part) and part["wanted"]])
    ]
    left = list(DraftUnplaced.objects.filter(draft=draft))
    known = people(draft, [one.person_id for one in left])
    rows = {
        role: [UnplacedRow(known[o.person_id], words.why_nobody(o.facts, role)) for o in left if o.role == role]
        for role in ("protege", "mentor")
    }
    return DraftView(
        draft=draft,
        pairs=pairs.count(),
        proteges=draft.certificate.get("proteges", 0),
        certificate=draft.certificate,
        wanted_met=100 * sum(shares) / len(shares) if shares else None,
        to_publish=len(set(waiting) - open_pairs_of(draft, waiting).keys()),
        published=pairs.filter(publication__isnull=False).count(),
        without=sorted(rows["protege"], key=by_name),
        idle=sorted(rows["mentor"], key=by_name),
    )


def open_pairs_of(draft: Draft, protege_ids: list[UUID]) -> dict[UUID, UUID]:
    """Protégé -> pair, of those who have a mentor in this programme now."""
    found = Pair.objects.filter(programme_id=draft.cohort.programme_id, protege_id__in=protege_ids, ended_at=None)
    return dict(found.values_list("protege_id", "id"))


def by_name(row: UnplacedRow) -> str:
    return row.who.name.casefold()


def pair_rows(draft: Draft, *, search: str, page: str | None) -> tuple[list[PairRow], Page]:
    """One page of the pairs, by the protégé's name; `search` looks into both names."""
    found = DraftPair.objects.filter(draft=draft).select_related("publication")
    for word in search.split():
        found = found.filter(Q(protege__identity__name__icontains=word) | Q(mentor__identity__name__icontains=word))
    shown = Paginator(found.order_by("protege__identity__name", "id"), A_PAGE).get_page(page)
    return rows_of(draft, list(shown.object_list)), shown


def rows_of(draft: Draft, pairs: list[DraftPair]) -> list[PairRow]:
    """Pairs with names, reasons and locks."""
    ids = {p for pair in pairs for p in (pair.protege_id, pair.mentor_id, pair.runner_up_id) if p}
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
