"""Who is asked whether they feel supported, and what the answers of a whole programme come to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Felt, FeltCount, FeltSupport, Session
from mentorlift.programmes.models import Objection, Programme


@dataclass(frozen=True, slots=True)
class FeltShown:
    """Counts over all pairs of a programme, protégés and mentors together."""

    yes: int
    partly: int
    no: int

    @property
    def people(self) -> int:
        return self.yes + self.partly + self.no


def asked_half_way(actor: Actor, *, now: datetime) -> QuerySet[Programme]:
    """Programmes under way in which the actor is asked, answered or not: one of an open pair in which the meeting that
    is half of the weeks has come. Whoever objected to being measured is not asked."""
    me = actor.person_id
    half_over = Session.objects.annotate(twice=F("week") * 2).filter(
        Q(pair__protege=me) | Q(pair__mentor=me),
        pair__programme=OuterRef("pk"),
        pair__ended_at=None,
        twice__gte=F("pair__programme__weeks"),
        dropped_at=None,
        starts_at__lte=now,
    )
    return _under_way(actor).filter(Exists(half_over))


def unanswered(actor: Actor, *, now: datetime) -> QuerySet[Programme]:
    """Of these, the ones in which the actor has not answered yet."""
    return asked_half_way(actor, now=now).filter(~_answered(actor)).order_by("name", "id")


def changeable(actor: Actor) -> QuerySet[Programme]:
    """Programmes under way in which the actor answered: the answer can be changed, also when the pair has ended."""
    return _under_way(actor).filter(_answered(actor)).order_by("name", "id")


def open_to(actor: Actor, *, now: datetime) -> QuerySet[Programme]:
    """Programmes in which the actor can answer for the first time or anew."""
    return asked_half_way(actor, now=now) | changeable(actor).order_by()


def own_answers(actor: Actor) -> list[tuple[Programme, str]]:
    """What the actor said wherever it can still be changed."""
    said = FeltSupport.objects.filter(person=actor.person_id, programme__in=changeable(actor).order_by())
    return [(one.programme, one.answer) for one in said.select_related("programme").order_by("programme__name", "id")]


def _under_way(actor: Actor) -> QuerySet[Programme]:
    if actor.person_id is None:
        return Programme.objects.none()
    objects = Objection.objects.filter(programme=OuterRef("pk"), person=actor.person_id, withdrawn_at=None)
    return Programme.objects.filter(~Exists(objects), closing=None, stop=None)


def _answered(actor: Actor) -> Exists:
    return Exists(FeltSupport.objects.filter(programme=OuterRef("pk"), person=actor.person_id))


def felt_shown(programme: Programme) -> FeltShown | None:
    """None as long as nothing may be read. Only what `services.felt_support` let into the counts is looked at."""
    people = dict(FeltCount.objects.filter(programme=programme).values_list("answer", "people"))
    if not people:
        return None
    return FeltShown(people.get(Felt.YES, 0), people.get(Felt.PARTLY, 0), people.get(Felt.NO, 0))
