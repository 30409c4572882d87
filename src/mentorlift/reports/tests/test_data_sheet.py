"""The data sheet says what is used, by whom and how long; the legal basis is dated and signed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from mentorlift.accounts.models import User
from mentorlift.accounts.readings import table
from mentorlift.audit.models import AuditRecord
from mentorlift.keeping.queries import periods
from mentorlift.keeping.services import set_periods
from mentorlift.matching.models import MatchPolicy
from mentorlift.mentorships.tests.builders import NOW, House, person, user_of
from mentorlift.people.models import PeopleImport
from mentorlift.programmes.models import FrozenPlan, LegalBasis, RosterEntry
from mentorlift.programmes.services.life import freeze_plan
from mentorlift.reports.data_sheet.fields import fields_of, figures_of

pytestmark = pytest.mark.django_db
CHOICE = {
    "chosen": ["88_26", "agreement"],
    "text": "Works agreement 12/2026, section 4.",
    "officer": "Dora Schutz",
    "office": "data protection officer",
    "signed_on": "2026-03-01",
}


@pytest.fixture
def house(db):
    return House()


def client_of(someone):
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(person_id=someone.id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sheet_of(house, someone):
    return client_of(someone).get(reverse("reports:data_sheet", args=[house.programme.id]))


def test_it_names_every_reader_and_every_period_in_force(house):
    set_periods(days={"sheets": 123}, actor_id="a", now=NOW)
    page = sheet_of(house, house.petra).content.decode()
    for row in table():
        assert str(escape(row.reading.title)) in page
    for kind, _days in periods():
        assert str(escape(kind.title)) in page
    assert ">123<" in page


def test_without_a_choice_it_says_so_and_with_one_who_signed_when(house):
    assert "None has been chosen yet" in sheet_of(house, house.petra).content.decode()
    client, address = client_of(house.petra), reverse("programmes:legal_basis", args=[house.programme.id])
    assert client.post(address, CHOICE).status_code == 302
    page = sheet_of(house, house.petra).content.decode()
    assert "Dora Schutz" in page and "1 March 2026" in page and "works agreement" in page.lower()
    assert AuditRecord.objects.filter(action="programmes.state_legal_basis").count() == 1
    client.post(address, {**CHOICE, "officer": "Emil Neu"})
    assert LegalBasis.objects.count() == 2, "an earlier decision stays"
    assert "Dora Schutz" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"chosen": ["6_1_f"], "text": " "}, "needs words"),
        ({"signed_on": "2190-01-01"}, "lies ahead"),
        ({"officer": ""}, "Please fill this in."),
        ({"chosen": []}, "Please fill this in."),
    ],
)
def test_a_choice_that_lacks_something_is_refused_with_the_reason(house, change, said):
    address = reverse("programmes:legal_basis", args=[house.programme.id])
    answer = client_of(house.petra).post(address, {**CHOICE, **change})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not LegalBasis.objects.exists()


def test_fields_are_those_of_the_last_file_with_what_the_policy_uses_them_for(house):
    PeopleImport.objects.create(
        kind=PeopleImport.PEOPLE,
        file_name="people.csv",
        uploaded_by="t",
        uploaded_at=NOW,
        taken_over_at=NOW,
        mapping={"person_id": "id", "name": "name", "site": "place"},
        kept=["wants_to_learn", "shoe_size"],
    )
    toml = '[[criterion]]\nkind = "covers"\nneeds = "wants_to_learn"\noffers = "strong_in"\nweight = 1\n'
    MatchPolicy.objects.create(
        programme=house.programme, version=1, toml=toml, digest="d", written_at=NOW, written_by="t"
    )
    found = {field.name: str(field.used_for) for field in fields_of(house.programme)}
    assert list(found) == ["person_id", "name", "site", "wants_to_learn", "shoe_size"]
    assert found["wants_to_learn"] == "matching"
    assert "not used" in found["shoe_size"]


def test_every_figure_that_the_plan_uses_is_named_once_with_what_for(house):
    plan = '[outcome]\nprimary = "revenue"\nsecondary = ["premium"]\nratios = ["revenue/calls"]\n'
    plan += 'ramp = ["sales", "revenue >= 9 in 7"]\n'
    FrozenPlan.objects.filter(programme=house.programme).delete()
    freeze_plan(
        programme=house.programme,
        plan_toml=plan + "[window]\nearly = [0, 60]\nlate = [90, 180]\n",
        plan_hash="a" * 64,
        answer_due_on=date(2026, 9, 1),
        actor_id="t",
        now=NOW,
    )
    found = {field.name: str(field.used_for) for field in figures_of(house.programme)}
    assert list(found) == ["revenue", "premium", "calls", "sales"]
    assert found["sales"] == "how soon people are up to speed"
    assert found["calls"] == "what one call or one sale brings"


def test_people_of_the_programme_read_it_and_strangers_do_not(house):
    RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=house.ana, started_on=date(2026, 3, 2)
    )
    assert sheet_of(house, house.ana).status_code == 200
    stranger = person("Stella Fremd")
    user_of(stranger)
    assert sheet_of(house, stranger).status_code == 404
    assert client_of(house.ana).get(reverse("programmes:legal_basis", args=[house.programme.id])).status_code == 404


def test_it_is_set_as_a_pdf(house):
    answer = client_of(house.petra).get(reverse("reports:data_sheet_pdf", args=[house.programme.id]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
