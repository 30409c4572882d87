from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorlift.accounts import links, services
from mentorlift.accounts.actors import actor_of
from mentorlift.accounts.models import Invitation, User
from mentorlift.audit.models import AuditRecord
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-harbour-41"


def invite(email="Anna@Example.com", **changes):
    words = {"person_id": None, "roles": ["analyst"], "actor_id": "", "now": timezone.now()}
    return services.invite(email=email, **{**words, **changes})


def path(invitation):
    return f"/invitation/{links.token(invitation)}/"


def test_an_invitation_becomes_an_account_with_its_person_and_roles(client):
    person = uuid4()
    invitation = invite(person_id=person)
    letter = Message.objects.get()
    assert letter.to == "anna@example.com" and path(invitation) in letter.body
    assert client.get(path(invitation)).status_code == 200
    client.post(path(invitation), {"password": PASSWORD})
    user = User.objects.get()
    actor = actor_of(user)
    assert (actor.person_id, actor.is_analyst, actor.is_administrator) == (person, True, False)
    assert client.session["_auth_user_id"] == str(user.id)
    actions = list(AuditRecord.objects.values_list("action", flat=True))
    assert actions == ["accounts.invite", "accounts.accept", "accounts.grant_role"]


def test_a_link_works_once(client):
    invitation = invite()
    client.post(path(invitation), {"password": PASSWORD})
    assert client.get(path(invitation)).status_code == 410
    with pytest.raises(services.UnableToAccept):
        services.accept(invitation_id=invitation.id, password="other-harbour-42", now=timezone.now())
    assert User.objects.get().check_password(PASSWORD)


def test_a_link_ends_after_two_weeks(client):
    invitation = invite(now=timezone.now() - timedelta(days=15))
    assert client.get(path(invitation)).status_code == 410
    assert client.post(path(invitation), {"password": PASSWORD}).status_code == 410
    assert not User.objects.exists()


def test_a_new_invitation_makes_the_old_link_useless(client):
    old = invite()
    new = invite()
    assert client.get(path(old)).status_code == 410
    assert client.get(path(new)).status_code == 200


def test_a_person_whose_address_changed_has_one_link_and_one_account(client):
    person = uuid4()
    old, new = invite(person_id=person), invite(email="anna.new@example.com", person_id=person)
    assert client.get(path(old)).status_code == 410
    services.create_account(email="third@example.com", person_id=person)
    refused = client.post(path(new), {"password": PASSWORD})
    assert refused.status_code == 409
    assert "another address" in refused.content.decode()
    assert User.objects.count() == 1


def test_a_withdrawn_invitation_is_gone(client):
    invitation = invite()
    services.withdraw(invitation_id=invitation.id, actor_id="", now=timezone.now())
    assert client.get(path(invitation)).status_code == 410


@pytest.mark.parametrize("token", ["x", "IjEi:1abc:zzz"])
def test_a_forged_link_opens_nothing(client, token):
    invite()
    assert client.get(f"/invitation/{token}/").status_code == 410


def test_a_weak_password_is_refused_with_a_reason(client):
    invitation = invite()
    page = client.post(path(invitation), {"password": "anna@example"})
    assert "too similar" in page.content.decode() and not User.objects.exists()


def test_nobody_signs_up_without_an_invitation(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "x@example.com", "password1": PASSWORD}).status_code == 404


def test_an_address_or_person_with_an_account_is_not_invited_again():
    person = uuid4()
    services.create_account(email="anna@example.com", person_id=person)
    with pytest.raises(services.UnableToInvite, match="address"):
        invite()
    with pytest.raises(services.UnableToInvite, match="person"):
        invite(email="other@example.com", person_id=person)
    with pytest.raises(services.UnableToInvite, match="no role king"):
        invite(email="other@example.com", roles=["king"])
    assert not Invitation.objects.exists()


def test_the_link_cannot_be_guessed_from_the_row():
    assert str(invite().id) not in links.token(Invitation.objects.get())
