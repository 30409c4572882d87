from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from mentorlift.accounts import services
from mentorlift.accounts.actors import ANYONE, actor_of
from mentorlift.accounts.models import GrantedRole, Invitation, User
from mentorlift.audit.services import verify_chain
from mentorlift.notifications.models import Message
from mentorlift.notifications.services import send

pytestmark = pytest.mark.django_db


def test_a_role_is_given_once_taken_back_and_its_history_stays(enter):
    user = enter().user
    for _ in range(2):
        services.grant_role(user_id=user.id, role="leader", actor_id="", now=timezone.now())
    assert actor_of(user).is_leader and GrantedRole.objects.count() == 1
    services.revoke_role(user_id=user.id, role="leader", actor_id="", now=timezone.now())
    assert not actor_of(user).is_leader
    services.grant_role(user_id=user.id, role="leader", actor_id="", now=timezone.now())
    assert GrantedRole.objects.count() == 2


def test_the_last_administrator_stays(enter):
    first = enter("administrator").user
    now = timezone.now()
    with pytest.raises(services.UnableToChangeRole, match="last administrator"):
        services.revoke_role(user_id=first.id, role="administrator", actor_id="", now=now)
    with pytest.raises(services.UnableToChangeRole):
        services.close_account(user_id=first.id, actor_id="", now=now)
    assert actor_of(User.objects.get()).is_administrator
    enter("administrator")
    services.revoke_role(user_id=first.id, role="administrator", actor_id="", now=now)
    assert not actor_of(first).is_administrator


def test_a_closed_account_is_nobody_at_once(enter):
    enter("administrator")
    client = enter("leader")
    services.close_account(user_id=client.user.id, actor_id="", now=timezone.now())
    client.user.refresh_from_db()
    assert actor_of(client.user) == ANYONE
    assert client.get("/jobs/").status_code == 302


def test_only_an_administrator_sees_accounts(enter):
    someone = enter("analyst").user
    for client in (enter("programme_manager", "leader", "analyst"), enter()):
        assert client.get("/access/").status_code == 404
        assert client.get(f"/access/{someone.id}/").status_code == 404
        change = {"role": "administrator", "change": "grant"}
        assert client.post(f"/access/{client.user.id}/roles/", change).status_code == 404
        assert client.post("/access/invitations/", {"email": "x@example.com"}).status_code == 404
        assert client.post(f"/access/{someone.id}/closure/").status_code == 404
    assert not GrantedRole.objects.filter(role="administrator").exists()


def test_nobody_is_sent_to_the_sign_in(client):
    for address in ("/access/", "/audit/", "/jobs/", "/messages/", "/accounts/2fa/"):
        assert client.get(address).url.startswith("/accounts/login/")


def test_the_administrator_s_pages_give_take_invite_and_close(enter):
    administrator, other = enter("administrator"), enter("analyst").user
    page = f"/access/{other.id}/"
    administrator.post(f"{page}roles/", {"role": "leader", "change": "grant"})
    administrator.post(f"{page}roles/", {"role": "analyst", "change": "revoke"})
    assert actor_of(other).roles == {"leader"}
    assert "leader" in administrator.get(page).content.decode()
    administrator.post("/access/invitations/", {"email": "new@example.com", "roles": ["leader"]})
    assert "new@example.com" in administrator.get("/access/").content.decode()
    twice = administrator.post("/access/invitations/", {"email": other.email})
    assert twice.status_code == 400 and "account for this address" in twice.content.decode()
    administrator.post(f"{page}closure/")
    assert "closed" in administrator.get(page).content.decode()
    refused = administrator.post(f"/access/{administrator.user.id}/closure/", follow=True)
    assert "last administrator" in refused.content.decode()


def test_an_erased_account_leaves_no_address_and_the_record_still_verifies(enter):
    services.invite(email="late@example.com", person_id=None, actor_id="", now=timezone.now())
    client = enter("leader")
    address = client.user.email
    send(key="k", to=address, subject="Hello", body=f"Dear {address}", now=timezone.now())
    services.erase_account(user_id=client.user.id, actor_id="", now=timezone.now())
    client.user.refresh_from_db()
    assert actor_of(client.user) == ANYONE and not client.user.has_usable_password()
    assert client.user.email.endswith("@erased.invalid")
    assert not EmailAddress.objects.filter(email=address).exists()
    assert (
        not Message.objects.filter(to=address).exists() and not Message.objects.filter(body__contains=address).exists()
    )
    assert verify_chain().intact


def test_a_forgotten_person_s_invitation_opens_nothing_and_names_nobody():
    person = uuid4()
    invitation = services.invite(email="late@example.com", person_id=person, actor_id="", now=timezone.now())
    services.forget_account(person_id=person, actor_id="", now=timezone.now())
    assert not Invitation.objects.filter(id=invitation.id).exists()
    assert not Message.objects.filter(to="late@example.com").exists()
