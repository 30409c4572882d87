"""A signed-in browser for each role of the demo, and for two people whom a page might be shown by mistake."""

from django.test import Client

from mentorlift.accounts.models import DemoDoor, User
from mentorlift.accounts.services import create_account
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Identity

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOBODY, STRANGER = "nobody", "stranger"
STAFF = ("sales_manager", "programme_manager", "leader", "analyst", "administrator", "reviewer", "trusted_contact")
ROLES = ("protege", "mentor", "choosing", *STAFF)


def clients() -> dict[str, Client]:
    """By role; `stranger` is mentored in the same programme, in another pair."""
    found = {NOBODY: Client(), STRANGER: signed_in(account_of_person(stranger_id()))}
    for door in DemoDoor.objects.select_related("user"):
        found[door.role] = signed_in(door.user)
    assert set(found) == {NOBODY, STRANGER, *ROLES}
    return found


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user, backend=BACKEND)
    return client


def shown_pair() -> Pair:
    """The pair behind the doors of protégé and mentor."""
    person = DemoDoor.objects.get(role="protege").user.person_id
    return Pair.objects.select_related("programme").get(protege_id=person, ended_at=None)


def stranger_id() -> object:
    pair = shown_pair()
    other = Pair.objects.filter(programme=pair.programme, ended_at=None).exclude(mentor_id=pair.mentor_id)
    return other.exclude(id=pair.id).order_by("protege_id")[0].protege_id


def account_of_person(person_id: object) -> User:
    found = User.objects.filter(person_id=person_id).first()
    email = Identity.objects.get(person_id=person_id).email
    return found or create_account(email=email, person_id=person_id)  # type: ignore[arg-type]
