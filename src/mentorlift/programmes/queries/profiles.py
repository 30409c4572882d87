"""Profiles as each reader sees them: the mentor all of their own, a protégé a part, the programme manager another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.people.queries import facts_on, names, organisation_day
from mentorlift.programmes import places_in_use, policies
from mentorlift.programmes.models import (
    Aims,
    GuideConfirmation,
    MentorOffer,
    MentorPause,
    MentorProfile,
    MentorSupport,
    Programme,
    RosterEntry,
    SeenWell,
)
from mentorlift.programmes.queries.people import actor_names
from mentorlift.programmes.queries.programmes import has_ended
from mentorlift.programmes.rules.own_words import most_said
from mentorlift.programmes.rules.support import could_use_help


def paused_on(day: date) -> QuerySet[MentorPause]:
    """Pauses that hold on a day."""
    begun = MentorPause.objects.filter(lifted_at=None, from_on__lte=day)
    return begun.filter(Q(to_on=None) | Q(to_on__gt=day))


def without_paused(offers: QuerySet[MentorOffer], *, on: date) -> QuerySet[MentorOffer]:
    """Offers of mentors who give their places on that day."""
    return offers.filter(~Exists(paused_on(on).filter(offer=OuterRef("pk"))))


def paused_mentors(programme: Programme, *, on: date) -> set[UUID]:
    """The mentors of a programme who give no places on that day."""
    return set(paused_on(on).filter(offer__programme=programme).values_list("offer__person_id", flat=True))


def shown_pauses(offers: Iterable[MentorOffer], *, day: date) -> dict[UUID, MentorPause]:
    """By offer the pause that holds or lies ahead; one query."""
    standing = MentorPause.objects.filter(offer__in=[offer.id for offer in offers], lifted_at=None)
    return {pause.offer_id: pause for pause in standing.filter(Q(to_on=None) | Q(to_on__gt=day))}


@dataclass(frozen=True, slots=True)
class Seen:
    """Words of somebody about a possible mentor."""

    text: str
    by: str
    at: datetime


def seen_well(offer: MentorOffer) -> list[Seen]:
    """What others have seen them do well, the earliest first."""
    rows = list(SeenWell.objects.filter(offer=offer))
    known = actor_names(row.by for row in rows)
    return [Seen(row.text, known.get(row.by, ""), row.at) for row in rows]


def seen_well_by(actor: Actor, programme: Programme) -> dict[UUID, str]:
    """Person id -> what the actor wrote of them here."""
    own = SeenWell.objects.filter(offer__programme=programme, by=actor.user_id)
    return dict(own.values_list("offer__person_id", "text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProfile:
    """Everything a mentor keeps, for the mentor alone."""

    offer: MentorOffer
    programme: Programme
    profile: MentorProfile | None
    support: MentorSupport | None
    pause: MentorPause | None
    seen: list[Seen]
    taken: int
    words: list[str]
    owner: str
    guide_at: datetime | None  # when the guide was confirmed


def own_profile(offer: MentorOffer, *, now: datetime) -> OwnProfile:
    """`taken`: how many of the places pairs hold now; `words`: what other mentors say, without names."""
    programme = offer.programme
    return OwnProfile(
        offer=offer,
        programme=programme,
        profile=MentorProfile.objects.filter(offer=offer).first(),
        support=MentorSupport.objects.filter(offer=offer).first(),
        pause=shown_pauses([offer], day=organisation_day(now)).get(offer.id),
        seen=seen_well(offer),
        taken=places_in_use.count(offer),
        words=said_by_mentors(programme, except_of=offer),
        owner=names([programme.owner_id]).get(programme.owner_id, ""),
        guide_at=GuideConfirmation.objects.filter(offer=offer).values_list("at", flat=True).first(),
    )


def said_by_mentors(programme: Programme, *, except_of: MentorOffer | None = None) -> list[str]:
    """The words that mentors use most for what they can help with, so that others can choose the same; no names."""
    offers = MentorOffer.objects.filter(programme=programme, accepted=True)
    if except_of is not None:
        offers = offers.exclude(id=except_of.id)
    return most_said(offers.exclude(topics="").order_by("id").values_list("topics", flat=True))


def achieved_by_mentors(programme: Programme) -> list[str]:
    """The words that mentors use most for what they have achieved; no names."""
    found = MentorProfile.objects.filter(offer__programme=programme, offer__accepted=True).exclude(achieved="")
    return most_said(found.order_by("offer_id").values_list("achieved", flat=True))


@dataclass(frozen=True, slots=True)
class SharedProfile:
    """What the two of an open pair read of each other's own words."""

    topics: str
    achieved: str
    will_not: str
    wants_to_learn: str
    aims_for: str
    is_listed: bool  # the protégé can say, or change, what they aim for

    @property
    def of_mentor(self) -> bool:
        return bool(self.topics or self.achieved or self.will_not)

    @property
    def of_protege(self) -> bool:
        return bool(self.wants_to_learn or self.aims_for)


def shared_profile(programme: Programme, *, mentor_id: UUID, protege_id: UUID) -> SharedProfile:
    """For the two of a pair; never willingness, what others have seen, the pause or the answers about support."""
    offer = MentorOffer.objects.filter(programme=programme, person_id=mentor_id, accepted=True)
    mentor = offer.values_list("topics", "profile__achieved", "profile__will_not").first() or ("", "", "")
    said = Aims.objects.filter(programme=programme, person_id=protege_id)
    protege = said.values_list("wants_to_learn", "aims_for").first() or ("", "")
    topics, achieved, will_not, learn, aims = (text or "" for text in (*mentor, *protege))
    return SharedProfile(topics, achieved, will_not, learn, aims, is_listed(programme, protege_id))


@dataclass(frozen=True, kw_only=True)
class ManagedProfile:
    """A mentor as a programme manager reads them. The answers behind `could_use_help` are not in it."""

    offer: MentorOffer
    name: str
    profile: MentorProfile | None
    pause: MentorPause | None
    seen: list[Seen]
    taken: int
    could_use_help: bool
    guide_at: datetime | None  # when they confirmed that they have read it


def managed_profile(actor: Actor, programme: Programme, offer_id: UUID, *, now: datetime) -> ManagedProfile | None:
    """A mentor who was named for the programme; None for anybody who does not run it."""
    offers = MentorOffer.objects.filter(programme=programme, id=offer_id)
    offer = offers.first() if policies.may_run_programmes(actor) else None
    if offer is None:
        return None
    offer.programme = programme
    return ManagedProfile(
        offer=offer,
        name=names([offer.person_id]).get(offer.person_id, ""),
        profile=MentorProfile.objects.filter(offer=offer).first(),
        pause=shown_pauses([offer], day=organisation_day(now)).get(offer.id),
        seen=seen_well(offer),
        taken=places_in_use.count(offer),
        could_use_help=_needs_help(offer),
        guide_at=GuideConfirmation.objects.filter(offer=offer).values_list("at", flat=True).first(),
    )


def _needs_help(offer: MentorOffer) -> bool:
    """Once the programme has ended nobody is pointed out any more."""
    said = MentorSupport.objects.filter(offer=offer, offer__accepted=True).first()
    if said is None or has_ended(offer.programme):
        return False
    return could_use_help(helping=said.helping, backed=said.backed, asks_for_help=said.asks_for_help)


def mentors_needing_help(actor: Actor, programme: Programme) -> list[tuple[MentorOffer, str]]:
    """Who could use help, with names, for those who run the programme; nobody once it has ended."""
    if not policies.may_run_programmes(actor) or has_ended(programme):
        return []
    offers = list(_needing_help(programme))
    known = names([offer.person_id for offer in offers])
    return sorted(((offer, known.get(offer.person_id, "")) for offer in offers), key=lambda one: one[1].casefold())


def _needing_help(programme: Programme) -> QuerySet[MentorOffer]:
    """`rules.support.could_use_help` said in SQL; a test holds the two together."""
    low = Q(support__helping="seldom", support__backed__in=("partly", "no"))
    offers = MentorOffer.objects.filter(programme=programme, accepted=True)
    return offers.filter(low | Q(support__asks_for_help=True))


def is_listed(programme: Programme, person_id: UUID) -> bool:
    """Whether somebody stands on a list of the programme."""
    return RosterEntry.objects.filter(programme=programme, person_id=person_id).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsSheet:
    """What somebody on a list said they want to learn; `of_mentors` and `achieved` are words mentors use.

    `imported`: what the file of people says they want to learn, which counts as long as they say nothing.
    """

    programme: Programme
    aims: Aims | None
    imported: str
    of_mentors: list[str]
    achieved: list[str]
    owner: str
    has_ended: bool


def own_aims(actor: Actor, programme: Programme, *, day: date) -> AimsSheet | None:
    """None for whoever is on no list of the programme."""
    if actor.person_id is None:
        return None
    listed = RosterEntry.objects.filter(programme=programme, person_id=actor.person_id).order_by("started_on").first()
    if listed is None:
        return None
    return AimsSheet(
        programme=programme,
        aims=Aims.objects.filter(programme=programme, person_id=actor.person_id).first(),
        # whoever starts later has no post before that day
        imported=_imported(actor.person_id, day=max(day, listed.started_on)),
        of_mentors=said_by_mentors(programme),
        achieved=achieved_by_mentors(programme),
        owner=names([programme.owner_id]).get(programme.owner_id, ""),
        has_ended=has_ended(programme),
    )


def _imported(person_id: UUID, *, day: date) -> str:
    known = facts_on(day, person_ids=[person_id])
    text = str(known[0].attributes.get("wants_to_learn", "")) if known else ""
    return ", ".join(word.strip() for word in text.split("|") if word.strip())


def aims_of(programme: Programme, person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Person id -> (wants to learn, aims for), as written; for the pool of matching."""
    said = Aims.objects.filter(programme=programme, person_id__in=list(person_ids))
    return {
        person: (learn, aims) for person, learn, aims in said.values_list("person_id", "wants_to_learn", "aims_for")
    }
