"""Forms of mentoring: whole, without age, and in their own words on every page of their programmes."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.accounts import renaming
from mentorlift.accounts.rules import Forms
from mentorlift.mentorships.tests.builders import NOW, House, person
from mentorlift.programmes import services
from mentorlift.programmes.letters import compose
from mentorlift.programmes.letters.asking import offer_values
from mentorlift.programmes.models import MentorOffer, Programme, WishQuestion
from mentorlift.programmes.role_words import in_words_of, words_at, words_of
from mentorlift.programmes.rules.shapes import SHAPES
from mentorlift.programmes.rules.templates import TEMPLATES

ROLE_WORD = re.compile(r"\b(mentors?|protégés?)\b", re.IGNORECASE)
OTHER_WORDS = [key for key, pattern in TEMPLATES.items() if pattern.shape.mentor and not pattern.shape.shared]


def made_from(template):
    return services.create_programme(
        template=template, name=f"Made from {template}", purpose="culture", purpose_text="To learn.",
        owner_id=person("Petra Lang").id, actor_id="test", now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_a_form_says_why_and_who_may_be_on_which_side(shape):
    assert all(len(str(text)) > 60 for text in (shape.reason, shape.sides))
    assert (shape.mentor is None) == (shape.protege is None)
    assert any(pattern.shape is shape for pattern in TEMPLATES.values())


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_a_form_pairs_by_no_age_gender_or_origin(shape):
    columns = {
        value
        for entry in (*(shape.rules or ()), *(shape.criteria or ()))
        for value in entry.values()
        if isinstance(value, str)
    }
    assert not columns & {"age", "birth", "birthday", "gender", "sex", "origin", "nationality", "generation"}


@pytest.mark.django_db
@pytest.mark.parametrize("template", OTHER_WORDS)
def test_the_texts_of_a_programme_are_kept_in_the_words_of_its_form(template):
    made = made_from(template)
    texts = [week.title + week.guide for week in made.guides.all()]
    texts += [question.text + question.hint for question in made.question_sets.get().questions.all()]
    texts += WishQuestion.objects.get(programme=made).texts.values()
    assert not [text for text in texts if ROLE_WORD.search(text)]


@pytest.mark.django_db
@pytest.mark.parametrize("template", OTHER_WORDS)
@pytest.mark.parametrize("page", ["programme", "mentors", "intakes"])
def test_no_page_of_such_a_programme_says_mentor_or_protege(template, page, enter):
    made = made_from(template)
    shown = enter("programme_manager").get(reverse(f"programmes:{page}", args=[made.id]))
    assert shown.status_code == 200
    visible = re.sub(r"<[^>]+>", " ", shown.content.decode())
    assert not ROLE_WORD.findall(visible)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["people", "participation", "later", "weeks", "questions", "review"])
def test_no_step_of_the_wizard_does_either(step, enter):
    made = made_from("worksheet")
    shown = enter("programme_manager").get(reverse("programmes:set_up", args=[made.id, step]))
    visible = re.sub(r"<[^>]+>", " ", shown.content.decode())
    assert not ROLE_WORD.findall(visible)


@pytest.mark.django_db
def test_the_wizard_says_the_form_who_meets_whom_and_why(enter):
    client = enter("programme_manager")
    chosen = client.get(reverse("programmes:templates")).content.decode()
    for pattern in TEMPLATES.values():
        assert str(pattern.shape.sides) in chosen
    review = client.get(reverse("programmes:set_up", args=[made_from("reverse").id, "review"])).content.decode()
    assert "Form: Reverse." in review
    assert "at least three years less than the learner" in review
    assert "they are called guide and learner" in review


@pytest.mark.django_db
def test_letters_speak_in_the_words_of_the_form():
    made = made_from("worksheet")
    offer = MentorOffer(programme=made, person=person("Ole Other"), nominated_at=NOW, nominated_by="t", invited_at=NOW)
    with in_words_of(made):
        subject, body = compose(made, "invitation", offer_values(offer, name="Ole"))
    assert not ROLE_WORD.search(subject + re.sub(r"https?://\S+", "", body))


@pytest.mark.django_db
def test_the_words_of_one_programme_leave_the_next_page_alone(enter):
    client = enter("programme_manager")
    peers, classic = made_from("worksheet"), None
    assert "Partners" in client.get(reverse("programmes:mentors", args=[peers.id])).content.decode()
    Programme.objects.filter(id=peers.id).update(template="onboarding")
    classic = client.get(reverse("programmes:mentors", args=[peers.id])).content.decode()
    assert "Mentors" in classic and "Partners" not in classic


def test_the_words_of_a_form_stand_before_those_of_the_organisation():
    renaming.use({"en": {"mentor": Forms("coach", "coaches"), "programme": Forms("initiative", "initiatives")}})
    try:
        assert _("No mentors in this programme") == "No coaches in this initiative"
        with in_words_of(Programme(template="worksheet")):
            assert _("No mentors in this programme") == "No partners in this initiative"
        with in_words_of(Programme(template="onboarding")):
            assert _("No mentors in this programme") == "No coaches in this initiative"
    finally:
        renaming.use({})
    assert _("No mentors in this programme") == "No mentors in this programme"


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_has_no_words_of_its_own():
    assert words_at({"programme_id": "00000000-0000-0000-0000-000000000000"}) == {}
    assert words_at({"token": "nonsense"}) == {}
    assert words_at({"number": 3}) == {}
    assert words_of("unknown") == {}


@pytest.mark.django_db
def test_the_list_of_one_programme_s_pairs_speaks_its_words_and_that_of_all_does_not(enter):
    client = enter("programme_manager")
    house = House()
    Programme.objects.filter(id=house.programme.id).update(template="worksheet")
    house.pair()
    of_one = client.get(reverse("mentorships:pairs"), {"programme": house.programme.id}).content.decode()
    assert not ROLE_WORD.findall(re.sub(r"<[^>]+>|Martin|Mentorlift", " ", of_one))
    assert "Protégé" in client.get(reverse("mentorships:pairs")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["programme", "mentors", "intakes"])
def test_in_a_circle_members_are_called_members(page, enter):
    shown = enter("programme_manager").get(reverse(f"programmes:{page}", args=[made_from("circle").id]))
    assert not re.search(r"protégé", re.sub(r"<[^>]+>", " ", shown.content.decode()), re.IGNORECASE)
