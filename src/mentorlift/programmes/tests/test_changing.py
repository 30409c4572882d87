"""Change something: sorted, recorded, or refused with the reason; events from outside; another owner."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from mentorlift.accounts.models import GrantedRole, User
from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.programmes import services
from mentorlift.programmes.models import Handover, OutsideEvent
from mentorlift.programmes.rules.changing import CHANGES, Verdict, verdict_of
from mentorlift.programmes.tests.builders import NOW, TODAY, WHO, cohort, person, programme

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"programmes:{name}", args=args)


def test_every_wish_to_change_something_leads_somewhere_or_says_why_not(enter):
    client = enter("programme_manager")
    made = cohort(size=4).programme
    text = client.get(page("change", made.id)).content.decode()
    for key, one in CHANGES.items():
        assert page("change_what", made.id, key) in text
        said = client.get(page("change_what", made.id, key)).content.decode()
        assert str(one.why).replace("'", "&#x27;") in said
        if key == "plan":  # the plan of the builders has no windows to show
            continue
        link = reverse(one.leads_to, args=[made.id, *([one.step] if one.step else [])])
        assert client.get(link, follow=True).status_code == 200, key
    assert client.get(page("change_what", made.id, "nothing")).status_code == 404
    assert enter("reviewer").get(page("change", made.id)).status_code == 404


def test_the_draw_the_list_and_the_plan_are_never_changed():
    for key in ("draw", "list", "plan"):
        for is_open in (True, False):
            assert verdict_of(CHANGES[key], is_open=is_open) is Verdict.IMPOSSIBLE
    assert verdict_of(CHANGES["purpose"], is_open=False) is Verdict.FREE
    assert verdict_of(CHANGES["purpose"], is_open=True) is Verdict.IMPOSSIBLE


def test_an_event_is_written_down_and_taken_back_with_a_record(enter):
    made = programme()
    client = enter("programme_manager")
    cohort(size=2)  # so that there are sites
    sent = {"on": "2026-04-01", "what": "New price list", "sites": ["Leeds"]}
    assert client.post(page("events", made.id), sent).status_code == 302
    event = OutsideEvent.objects.get()
    assert (event.what, event.sites) == ("New price list", ["Leeds"])
    assert client.post(page("events", made.id), {"on": "2026-04-01", "what": " "}).status_code == 422
    client.post(page("event_withdrawal", made.id, event.id))
    assert "New price list" not in client.get(page("events", made.id)).content.decode()
    event.refresh_from_db()
    assert event.withdrawn_by == str(client.user.id)
    assert AuditRecord.objects.filter(action__in=["programmes.note_event", "programmes.withdraw_event"]).count() == 2


def managing(number):
    found = person(number, hired_on=TODAY - timedelta(days=900))
    user = User.objects.create_user(email=f"p{number}@example.com", person_id=found.id)
    GrantedRole.objects.create(user=user, role="programme_manager", granted_at=NOW)
    return found


def test_a_programme_is_handed_over_and_both_are_told():
    made = programme(owner=managing(800))
    to, nobody = managing(801), person(802)
    with pytest.raises(services.UnableToChange, match="no account as a programme manager"):
        services.hand_over(programme=made, to_id=nobody.id, **WHO)
    with pytest.raises(services.UnableToChange, match="in charge already"):
        services.hand_over(programme=made, to_id=made.owner_id, **WHO)
    row = services.hand_over(programme=made, to_id=to.id, **WHO)
    made.refresh_from_db()
    assert made.owner_id == to.id
    assert Handover.objects.get() == row
    drain()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["p800@example.com", "p801@example.com"]
    assert all("Person 801 is in charge now" in letter.subject for letter in mail.outbox)
    assert f"/programmes/{made.id}/" in mail.outbox[0].body
    kept = AuditRecord.objects.get(action="programmes.hand_over")
    assert kept.ids == {"passed_from": str(row.from_person_id), "passed_to": str(to.id)}


def test_a_programme_that_has_ended_is_handed_to_nobody():
    made = cohort(size=4).programme
    services.stop(programme=made, reason="x", **WHO)
    with pytest.raises(services.UnableToChange, match="ended"):
        services.hand_over(programme=made, to_id=managing(801).id, **WHO)
