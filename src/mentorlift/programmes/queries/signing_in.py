"""In which roles of a programme nobody has ever signed in: the way in is tried before everybody depends on it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.models import GrantedRole, Role, User
from mentorlift.people.models import Employment, Post
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import MentorOffer, Programme, RosterEntry
from mentorlift.programmes.timeline import Text


def roles_without_a_sign_in(programme: Programme, *, now: datetime) -> list[Text]:
    """Roles in which this programme has people and none of them has signed in; up to eight queries.

    Asked of whoever runs it, of mentors who said yes, of those who lead people on a list, and of those on a list who
    work here already: who is still to be hired cannot have signed in.
    """
    today = organisation_day(now)
    listed = RosterEntry.objects.filter(programme=programme).values("person_id")
    spells = Employment.objects.filter(person=OuterRef("person"), hired_on__lte=today)
    here = Exists(spells.filter(Q(exited_on=None) | Q(exited_on__gt=today)))
    posts = Post.objects.filter(Q(until_on=None) | Q(until_on__gt=today), person_id__in=listed, from_on__lte=today)
    managing = GrantedRole.objects.filter(role=Role.PROGRAMME_MANAGER, revoked_at=None)
    asked: tuple[tuple[Text, QuerySet[User], bool], ...] = (
        (_("programme manager"), User.objects.filter(granted_roles__in=managing), True),
        _people(_("mentor"), MentorOffer.objects.filter(programme=programme, accepted=True), "person_id"),
        _people(_("sales manager"), posts.exclude(manager=None), "manager_id"),
        _people(_("protégé"), RosterEntry.objects.filter(here, programme=programme), "person_id"),
    )
    signed_in = Q(last_login__isnull=False, is_active=True)
    return [role for role, users, anybody in asked if anybody and not users.filter(signed_in).exists()]


def _people(role: Text, rows: QuerySet, field: str) -> tuple[Text, QuerySet[User], bool]:
    return role, User.objects.filter(Exists(rows.filter(**{field: OuterRef("person_id")}))), rows.exists()
