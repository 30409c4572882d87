"""Who is asking. Built once a request, handed to every query and service."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from mentorlift.accounts.models import GrantedRole, Role, User


@dataclass(frozen=True)
class Actor:
    """Somebody signed in, or nobody (`ANYONE`: an empty `user_id`). Roles here are the granted ones only."""

    user_id: str = ""
    person_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""  # how the page greets, read off the address; the directory knows the real one
    acted_at: datetime | None = None  # on a page: when they last sent something, or signed in; None anywhere else

    @property
    def is_programme_manager(self) -> bool:
        return Role.PROGRAMME_MANAGER in self.roles

    @property
    def is_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def is_analyst(self) -> bool:
        return Role.ANALYST in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def is_reviewer(self) -> bool:
        return Role.REVIEWER in self.roles


class ActorRequest(HttpRequest):
    """A request as our middleware hands it on; views name this type."""

    actor: Actor


ANYONE = Actor()


def actor_of(user: User) -> Actor:
    """The actor a user is now: revoked roles no longer count, a closed account is nobody."""
    if not user.is_active:
        return ANYONE
    granted = GrantedRole.objects.filter(user=user, revoked_at=None).values_list("role", flat=True)
    name = user.email.partition("@")[0].replace(".", " ").replace("-", " ").title()
    return Actor(user_id=str(user.id), person_id=user.person_id, roles=frozenset(granted), name=name)
