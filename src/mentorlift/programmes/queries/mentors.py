"""Who may mentor, and how many places that makes."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Lower

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import MentorOffer, Programme


@dataclass(frozen=True, slots=True)
class MentorPlace:
    """A mentor who said yes, with the places they give and what they like to be asked about."""

    offer_id: UUID
    person_id: UUID
    places: int
    topics: str


def accepted_mentors(programme: Programme) -> list[MentorPlace]:
    """Everybody who said yes, in order of their person id."""
    found = MentorOffer.objects.filter(programme=programme, accepted=True).order_by("person_id")
    return [MentorPlace(*row) for row in found.values_list("id", "person_id", "places", "topics")]


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
    offers = MentorOffer.objects.select_related("programme")
    if actor.person_id is None:
        return offers.none()
    return offers.filter(person_id=actor.person_id, invited_at__isnull=False)


def confirmed_places(programme_ids: list[UUID]) -> dict[UUID, int]:
    """Confirmed places of several programmes, in one query."""
    rows = MentorOffer.objects.filter(programme_id__in=programme_ids).values_list("programme_id")
    return dict(rows.annotate(total=Sum("places")).order_by())
