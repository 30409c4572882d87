"""Who still has to be heard, and counts of answers that betray nobody."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mentorlift.accounts.actors import Actor
from mentorlift.people.queries import names
from mentorlift.programmes import policies
from mentorlift.programmes.models import Answer, Cohort, Programme, RosterEntry, Wish, WishQuestion
from mentorlift.programmes.queries.programmes import stage
from mentorlift.programmes.rules.counts import reveals, safe_counts
from mentorlift.programmes.rules.link_ends import LinkEnd, wish_link_end

_WISHES = Wish.objects.select_related(
    "cohort__programme__launch", "cohort__programme__stop", "cohort__programme__closing", "question"
)


def current_wording(programme: Programme) -> WishQuestion | None:
    """The latest version of the question, None before one was written."""
    return WishQuestion.objects.filter(programme=programme).order_by("-version").first()


def open_wishes(actor: Actor, *, now: datetime) -> QuerySet[Wish]:
    """Questions this person can answer, or answer otherwise, at `now`."""
    wishes = Wish.objects.select_related("cohort__programme", "question")
    if actor.person_id is None:
        return wishes.none()
    return wishes.filter(
        person_id=actor.person_id,
        cohort__frozen_at__isnull=True,
        cohort__wish_opens_at__lte=now,
        cohort__wish_closes_at__gt=now,
    )


def own_wish(actor: Actor, programme_id: UUID) -> Wish | None:
    """The question this person was last asked in a programme, answered or not, open or not."""
    if actor.person_id is None:
        return None
    found = _WISHES.filter(cohort__programme_id=programme_id, person_id=actor.person_id).last()
    return found if found and policies.may_read_wish(actor, found.person_id) else None


def wish_of_letter(wish_id: int | None) -> Wish | None:
    """The question that the link of a letter names."""
    return _WISHES.filter(id=wish_id).first() if wish_id is not None else None


@dataclass(frozen=True, kw_only=True)
class WishSheet:
    """A question as its page shows it. `ended`: why it takes no answer any more; `answer` only for its own person."""

    wish: Wish
    question: WishQuestion
    wording: str
    wording_language: str
    owner: str
    ended: LinkEnd | None
    answer: str | None

    @property
    def is_open(self) -> bool:
        return self.ended is None


def wish_sheet(wish: Wish, *, language: str, is_own: bool, now: datetime) -> WishSheet:
    """`is_own`: its person is signed in. A letter can be passed on or read by others, so its link tells no answer."""
    cohort, question = wish.cohort, wish.question
    programme = cohort.programme
    shown = language if language in question.texts else wish.language
    return WishSheet(
        wish=wish,
        question=question,
        wording=question.texts[shown],
        wording_language=shown,
        owner=names([programme.owner_id]).get(programme.owner_id, ""),
        ended=wish_link_end(
            closes_at=cohort.wish_closes_at,
            frozen_at=cohort.frozen_at,
            has_ended=stage(programme) in ("stopped", "closed"),
            now=now,
        ),
        answer=wish.answer if is_own and wish.answered_at is not None else None,
    )


@dataclass(frozen=True, slots=True)
class WishCounts:
    """Answers of one cohort. `total` is None where it would tell of single people; `by_site` hides small sites."""

    asked: int
    total: dict[str, int] | None
    by_site: dict[str, dict[str, int] | None]


def wish_counts(cohort: Cohort) -> WishCounts:
    """Yes, no and no answer, in all and by site; groups under five, and what would reveal them, are None.

    Counted in one query.
    """
    listed = RosterEntry.objects.filter(cohort=cohort, person=OuterRef("person"))
    site = Coalesce(Subquery(listed.values("site")[:1]), Value(""))
    asked = Wish.objects.filter(cohort=cohort).annotate(site=site).order_by()
    groups: dict[str, Counter[str]] = {}
    for at, answer, people in asked.values_list("site", "answer").annotate(people=Count("id")):
        groups.setdefault(at, Counter())[answer] = people
    total = {answer: sum(counts[answer] for counts in groups.values()) for answer in Answer.values}
    safe = safe_counts({site: {answer: counts[answer] for answer in total} for site, counts in groups.items()})
    return WishCounts(
        asked=sum(total.values()),
        total=None if reveals(total) else total,
        by_site=dict(sorted(safe.items())),
    )
