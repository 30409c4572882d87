"""Circles under rules of their own, and pairs that change every week: from the policy to Today."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mentorlift.matching.models import Draft
from mentorlift.matching.tests import test_circles, test_rotation
from mentorlift.matching.tests.builders import somebody
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.tests.builders import offer, user_of
from mentorlift.people.models import Identity, Post
from mentorlift.programmes.models import Cohort
from tests.journeys.test_forms_and_rematch import Windows, chromium
from tests.journeys.window import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin_next_monday(town: Any) -> date:
    """The first day of the intake, so that all its weeks are ahead."""
    today = timezone.localdate()
    monday: date = today + timedelta(days=7 - today.weekday())
    Cohort.objects.filter(id=town.cohort.id).update(starts_on=monday)
    town.cohort.refresh_from_db()
    return monday


def test_circles_from_their_rules_to_the_mentors_calendar(live_server: Any) -> None:
    ring = test_circles.Ring()
    monday = begin_next_monday(ring)
    more = [somebody(name, wants_to_learn="calls") for name in ("Ida Lund", "Omar Haddad", "Pia Roth")]
    for one, team in zip(more, ("C", "C", "D"), strict=True):
        Post.objects.filter(person=one).update(team=team)
    test_circles.draw_more(ring, *more)
    offer(ring.programme, somebody("Vera Vogt", strong_in="calls|renewals"), places=1)
    draft = ring.draft(test_circles.APART)
    windows = Windows(
        live_server.url, {ring.petra: ring.user, ring.tom: user_of(ring.tom), ring.dele: user_of(ring.dele)}
    )
    with chromium() as windows.browser:
        for looks in ({"size": PHONE}, {"size": DESK, "dark": True}):
            petra = windows.of(ring.petra, **looks)
            petra.go(f"/match/drafts/{draft.id}/")
            petra.reads("6 of 7 have a circle; one is without.")
            petra.look()
            petra.close()
        petra = windows.of(ring.petra, size=DESK)
        petra.go(f"/match/{ring.cohort.id}/policy/")
        petra.reads("Among the members of a circle")
        petra.look()
        petra.page.get_by_label("members at least").fill("4")
        petra.press("Keep as the next version")
        petra.reads("The second number is at least the first.")
        petra.page.get_by_label("members at least").fill("3")
        petra.press("Keep as the next version")
        petra.reads("Kept as version 2.")
        petra.go(f"/match/{ring.cohort.id}/policy/file/")
        petra.reads("[circle]")
        petra.go(f"/match/drafts/{draft.id}/")
        petra.follow("Publish")
        petra.look()
        petra.press("Publish and tell them")
        petra.reads("all are told.")
        petra.look()
        petra.close()
        dele = windows.of(ring.dele, size=PHONE)
        dele.go("/")
        dele.look()
        dele.close()
        tom = windows.of(ring.tom, size=PHONE, dark=True)
        tom.go("/")
        tom.look()
        tom.close()
    for mentor in set(Pair.objects.values_list("mentor_id", flat=True)):
        rows = Session.objects.filter(pair__mentor=mentor, week=1)
        assert len(set(rows.values_list("starts_at", flat=True))) == 1
        assert rows.count() in (2, 3) and rows.first().week_from == monday


def test_somebody_new_every_week_from_the_plan_to_today(live_server: Any) -> None:
    square = test_rotation.Square()
    monday = begin_next_monday(square)
    draft = square.draft(test_rotation.POLICY)
    late = somebody("Lea Late")
    windows = Windows(live_server.url, {one: user_of(one) for one in (square.ana, square.mei)})
    windows.signed |= Windows(live_server.url, {square.petra: square.user}).signed
    with chromium() as windows.browser:
        for looks in ({"size": PHONE, "dark": True}, {"size": DESK}):
            petra = windows.of(square.petra, **looks)
            petra.go(f"/match/drafts/{draft.id}/")
            petra.reads("5 people, 4 weeks, and nobody meets the same person twice.")
            petra.look()
            petra.close()
        petra = windows.of(square.petra, size=DESK, script=False)
        petra.go(f"/match/drafts/{draft.id}/publication/")
        petra.page.get_by_label("week 2").check()
        petra.press("Publish and tell them")
        petra.reads("4 talks are published; everybody is told once.")
        petra.close()
    assert {pair.starts_on for pair in Pair.objects.all()} == {monday, monday + timedelta(days=7)}
    test_rotation.add(square.cohort, late)
    again = square.draft(test_rotation.POLICY)
    first = Pair.objects.filter(week=1).first()
    names = dict(Identity.objects.values_list("person_id", "name"))
    windows.signed |= Windows(live_server.url, {first.mentor: user_of_or_known(first.mentor)}).signed
    with chromium() as windows.browser:
        petra = windows.of(square.petra, size=PHONE)
        petra.go(f"/match/drafts/{again.id}/")
        petra.reads("Lea Late")
        petra.look()
        petra.follow("Publish")
        petra.look()
        petra.press("Publish and tell them")
        petra.look()
        petra.close()
        for looks in ({"size": PHONE}, {"size": DESK, "dark": True}):
            one = windows.of(first.mentor, **looks)
            one.go("/")
            one.reads(f"You meet {names[first.protege_id]}")
            one.look()
            one.close()
    met = [frozenset(two) for two in Pair.objects.values_list("protege_id", "mentor_id")]
    assert len(met) == len(set(met))
    assert Draft.objects.count() == 2


def user_of_or_known(person: Any) -> Any:
    """Their account, made where there is none yet."""
    from mentorlift.accounts.models import User

    return User.objects.filter(person_id=person.id).first() or user_of(person)
