"""A form of mentoring as the start of a policy: who may be on which side, in words, and altered at will."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentorlift.jobs.work import drain
from mentorlift.matching.models import MatchPolicy
from mentorlift.matching.queries.choices import choices
from mentorlift.matching.rules import content_of, first_policy, toml_of
from mentorlift.matching.services.policies import policy_faults
from mentorlift.matching.tests.builders import STARTS_ON, Town, draw, mentors, somebody
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.tests.builders import actor_for, cohort, offer, programme, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment, Post
from mentorlift.programmes.models import Programme
from mentorlift.programmes.role_words import shape_of
from mentorlift.programmes.rules.shapes import CROSS_GENERATION, HORIZONTAL, PEER, REVERSE, SHAPES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
COLUMNS = {"manager_id", "languages", "working_hours", "team", "site", "role", "years_here", "wants_to_learn",
           "strong_in", "topics", "background"}  # fmt: skip
ROLE_WORD = re.compile(r"\b(mentors?|protégés?)\b", re.IGNORECASE)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class Firm:
    """One to be matched who has been here for five years, and mentors for one, four, eleven and twenty."""

    def __init__(self, template="onboarding"):
        self.petra = somebody("Petra Lang")
        self.programme = programme(self.petra)
        Programme.objects.filter(id=self.programme.id).update(template=template)
        self.programme.refresh_from_db()
        self.cohort = cohort(self.programme)
        self.ana = self.someone("Ana Five", 5, team="North", wants_to_learn="calls", strong_in="renewals")
        self.mentors = {
            years: self.someone(f"Gil {years}", years, team=team, strong_in="calls", wants_to_learn="renewals")
            for years, team in ((1, "North"), (4, "North"), (6, "South"), (11, "South"), (20, "West"))
        }
        for mentor in self.mentors.values():
            offer(self.programme, mentor)
        draw(self.cohort, [self.ana])
        self.user = user_of(self.petra, "programme_manager")
        self.manager = actor_for(self.user, "programme_manager")

    def someone(self, name, years, *, team, **attributes):
        made = somebody(name, **attributes)
        hired = STARTS_ON - timedelta(days=round(365.25 * years))
        Employment.objects.filter(person=made).update(hired_on=hired)
        Post.objects.filter(person=made).update(from_on=hired, team=team)
        return made

    draft, policy = Town.draft, Town.policy

    def allowed(self, shape):
        """Years of the mentors whom the form allows Ana."""
        made = self.draft(toml_of(first_policy(COLUMNS - {"background"}, lottery="x", shape=shape)))
        found = choices(made, self.ana.id, on=STARTS_ON)
        names = {one.mentor.name for one in found.allowed}
        return sorted(int(name.split()[1]) for name in names)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_the_policy_a_form_starts_from_is_a_file_without_faults(shape):
    written = toml_of(first_policy(COLUMNS, lottery="2026-03-02", shape=shape))
    assert policy_faults(written, shape) == []
    assert toml_of(content_of(written)) == written


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shape", "years"),
    [(PEER, [4]), (HORIZONTAL, [6]), (CROSS_GENERATION, [20]), (REVERSE, [1])],
    ids=["peer", "horizontal", "cross-generation", "reverse"],
)
def test_a_form_lets_those_on_the_other_side_whom_it_promises(shape, years):
    assert Firm().allowed(shape) == years


@pytest.mark.django_db
def test_across_generations_the_newer_one_can_be_on_either_side():
    firm = Firm()
    veteran = firm.someone("Vera Veteran", 30, team="East")
    late = cohort(firm.programme, name="April")
    draw(late, [veteran])
    firm.cohort = late
    made = firm.draft(toml_of(first_policy(COLUMNS - {"background"}, lottery="x", shape=CROSS_GENERATION)))
    assert set(mentors(made)) == {veteran.id}


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["worksheet", "horizontal", "cross-generation", "reverse"])
def test_no_page_of_matching_says_mentor_or_protege_where_the_form_has_other_words(template):
    firm = Firm(template)
    client = Client()
    client.force_login(firm.user, backend=BACKEND)
    pages = [reverse("matching:matching", args=[firm.cohort.id]), reverse("matching:policy", args=[firm.cohort.id])]
    before = [client.get(page) for page in pages]
    client.post(reverse("matching:drafts", args=[firm.cohort.id, "now"]))
    drain()
    for shown in (*before, *(client.get(page) for page in pages)):
        assert shown.status_code == 200
        assert not ROLE_WORD.findall(text(shown))
    assert MatchPolicy.objects.get().toml == toml_of(
        first_policy(COLUMNS - {"background", "topics"}, lottery=f"{STARTS_ON}", shape=shape_of(template))
    )


@pytest.mark.django_db
def test_the_policy_page_says_the_form_and_it_can_be_altered():
    firm = Firm("reverse")
    client = Client()
    client.force_login(firm.user, backend=BACKEND)
    address = reverse("matching:policy", args=[firm.cohort.id])
    page = client.get(address)
    assert "Form: Reverse." in text(page)
    assert "a guide not at least 3 behind in years here" in text(page)
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    data = {name: value for name, value in values.items() if value is not None and value is not False}
    place = next(p for p, (entry, _on) in enumerate(form.rule_options) if entry["kind"] == "ahead")
    sent = client.post(address, data | {f"rule_{place}_low": "-60", f"rule_{place}_high": "-1"})
    assert sent.status_code == 302, sent.context["form"].errors
    assert "difference = [-60, -1]" in MatchPolicy.objects.get().toml
    bad = client.post(address, data | {f"rule_{place}_low": "5", f"rule_{place}_high": "1"})
    assert "The second number is at least the first." in text(bad)
    unsaid = client.post(address, data | {f"rule_{place}_low": "", f"rule_{place}_high": "-1"})
    assert "Say how many." in text(unsaid)


@pytest.mark.django_db
def test_the_two_of_a_pair_read_no_role_word_either_and_their_letters_neither():
    firm = Firm("worksheet")
    made = firm.draft(toml_of(first_policy(COLUMNS - {"background", "topics"}, lottery="x", shape=PEER)))
    (pair,) = Town.publish(firm, made)
    for person in (firm.ana, firm.mentors[4]):
        client = Client()
        client.force_login(user_of(person), backend=BACKEND)
        session = pair.sessions.get(week=1)
        for address in (
            reverse("reports:today"),
            reverse("mentorships:pair", args=[pair.id]),
            reverse("mentorships:session", args=[session.id]),
            reverse("mentorships:sheet", args=[session.id]),
            reverse("mentorships:ending", args=[pair.id]),
        ):
            shown = client.get(address, follow=True)
            assert shown.status_code == 200
            assert not ROLE_WORD.findall(text(shown)), address
    for letter in Message.objects.all():
        assert not ROLE_WORD.search(f"{letter.subject} {letter.body}")


@pytest.mark.django_db
def test_one_person_is_mentor_here_and_protege_there():
    firm = Firm()
    other = programme(firm.petra, name="Another")
    there = cohort(other)
    draw(there, [firm.mentors[20]])
    offer(other, firm.ana)
    firm.policy()
    (first,) = Town.publish(firm, firm.draft())
    firm.programme, firm.cohort = other, there
    (second,) = Town.publish(firm, firm.draft())
    assert (second.protege_id, second.mentor_id) == (firm.mentors[20].id, firm.ana.id)
    assert first.protege_id == firm.ana.id
    assert Pair.objects.filter(ended_at=None).count() == 2
