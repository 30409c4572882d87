"""Who may mentor, and how many places that makes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Lower

from mentorlift.accounts.actors import Actor
from mentorlift.people.models import Employment
from mentorlift.people.queries import names
from mentorlift.programmes.models import MentorOffer, Programme, ProgrammeWeek
from mentorlift.programmes.queries.profiles import without_paused
from mentorlift.programmes.queries.programmes import has_ended, stage
from mentorlift.programmes.rules.link_ends import OFFER_LINK_LASTS, LinkEnd, offer_link_end, offer_link_ends_at

_OFFERS = MentorOffer.objects.select_related("programme__launch", "programme__stop", "programme__closing")


@dataclass(frozen=True, slots=True)
class MentorPlace:
    """A mentor who said yes, with the places they give, what they can help with and what they have achieved."""

    offer_id: UUID
    person_id: UUID
    places: int
    topics: str
    achieved: str


def accepted_mentors(programme: Programme) -> list[MentorPlace]:
    """Everybody who said yes, in order of their person id."""
    found = MentorOffer.objects.filter(programme=programme, accepted=True).order_by("person_id")
    achieved = Coalesce("profile__achieved", Value(""))
    return [MentorPlace(*row) for row in found.values_list("id", "person_id", "places", "topics", achieved)]


def confirmed_on(programme: Programme, *, on: date) -> QuerySet[MentorOffer]:
    """The offers of those who said yes, work here on that day and do not pause then."""
    spells = Employment.objects.filter(person=OuterRef("person"), hired_on__lte=on).exclude(exited_on__lte=on)
    found = MentorOffer.objects.filter(Exists(spells), programme=programme, accepted=True)
    return without_paused(found, on=on)


@dataclass(frozen=True, slots=True)
class Places:
    """Confirmed places against what the programme wants, and how the answers stand."""

    confirmed: int
    wanted: int | None
    nominated: int
    invited: int
    accepted: int
    declined: int

    @property
    def waiting(self) -> int:
        return self.invited - self.accepted - self.declined

    @property
    def missing(self) -> int:
        return max(0, (self.wanted or 0) - self.confirmed)


def places(programme: Programme) -> Places:
    """Counted in one query."""
    found = MentorOffer.objects.filter(programme=programme).aggregate(
        confirmed=Coalesce(Sum("places"), 0),
        nominated=Count("id"),
        invited=Count("id", filter=Q(invited_at__isnull=False)),
        declined=Count("id", filter=Q(accepted=False)),
        accepted=Count("id", filter=Q(accepted=True)),  # last: from here on the name is that of the count
    )
    return Places(wanted=programme.places_wanted, **found)


def ordered_offers(programme: Programme) -> QuerySet[MentorOffer]:
    """Everybody named: who said yes, who was asked, who is still to be asked, who said no; each by name."""
    rank = Case(
        When(accepted=True, then=0),
        When(accepted=False, then=3),
        When(invited_at__isnull=False, then=1),
        default=2,
    )
    name = Lower(Coalesce("person__identity__name", Value("")))  # the erased first, on every database
    return MentorOffer.objects.filter(programme=programme).order_by(rank, name, "person_id")


def own_offers(actor: Actor) -> QuerySet[MentorOffer]:
    """Invitations to mentor that this person got."""
    offers = _OFFERS.all()
    if actor.person_id is None:
        return offers.none()
    return offers.filter(person_id=actor.person_id, invited_at__isnull=False)


def offer_of_letter(offer_id: UUID | None) -> MentorOffer | None:
    """The invitation that the link of a letter names."""
    return _OFFERS.filter(id=offer_id, invited_at__isnull=False).first() if offer_id is not None else None


def to_invite(programme: Programme, *, now: datetime) -> QuerySet[MentorOffer]:
    """Whom a letter is due to: not invited yet, or without an answer by the end of their link; nobody once it ended."""
    if has_ended(programme):
        return MentorOffer.objects.none()
    lapsed = Q(answered_at=None, invited_at__lte=now - OFFER_LINK_LASTS)
    return MentorOffer.objects.filter(Q(invited_at=None) | lapsed, programme=programme)


@dataclass(frozen=True, kw_only=True)
class OfferSheet:
    """An invitation as its page shows it. `ended`: why the link in its letter opens it no more."""

    offer: MentorOffer
    programme: Programme
    guides: list[ProgrammeWeek]
    owner: str
    ended: LinkEnd | None
    link_ends_at: datetime

    @property
    def has_ended(self) -> bool:
        return self.ended is LinkEnd.PROGRAMME


def offer_sheet(offer: MentorOffer, *, now: datetime) -> OfferSheet:
    """Of an invitation that was sent."""
    programme, invited_at = offer.programme, offer.invited_at
    if invited_at is None:
        raise ValueError("this invitation was not sent yet")
    return OfferSheet(
        offer=offer,
        programme=programme,
        guides=list(programme.guides.all()),
        owner=names([programme.owner_id]).get(programme.owner_id, ""),
        ended=offer_link_end(invited_at=invited_at, has_ended=stage(programme) in ("stopped", "closed"), now=now),
        link_ends_at=offer_link_ends_at(invited_at),
    )


def confirmed_places(programme_ids: list[UUID]) -> dict[UUID, int]:
    """Confirmed places of several programmes, in one query."""
    rows = MentorOffer.objects.filter(programme_id__in=programme_ids).values_list("programme_id")
    return dict(rows.annotate(total=Sum("places")).order_by())
