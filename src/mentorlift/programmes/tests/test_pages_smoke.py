from datetime import UTC, date, datetime, timedelta
import pytest
from django.urls import reverse
from mentorlift.accounts.services import create_account, grant_role
from mentorlift.people.models import *
from mentorlift.programmes import services
from mentorlift.programmes.models import *
pytestmark = pytest.mark.django_db
def test_smoke(client):
    now = datetime.now(UTC)
    people=[]
    for i in range(40):
        p = Person.objects.create(created_at=now); people.append(p)
        Identity.objects.create(person=p, code=f"p{i}", name=f"Person {i:02}", email=f"p{i}@x.org")
        Employment.objects.create(person=p, hired_on=date.today()-timedelta(days=i))
        Post.objects.create(person=p, from_on=date.today()-timedelta(days=i), site=["Hamburg","Leeds"][i%2], team="A", role="rep")
    u = create_account(email="pm@x.org", person_id=people[0].id, password="x")
    grant_role(user_id=u.id, role="programme_manager", actor_id="t", now=now)
    client.force_login(u, backend="allauth.account.auth_backends.AuthenticationBackend")
    def get(url): 
        r = client.get(url); assert r.status_code == 200, (url, r.status_code); return r
    get("/programmes/"); get("/programmes/new/"); get("/programmes/new/onboarding/")
    r = client.post("/programmes/new/onboarding/", {"name":"Onb","purpose":"ramp_up","purpose_text":"x","owner_id":"Person 00"}); assert r.status_code==302, r.context["form"].errors
    p = Programme.objects.get()
    for step in ("purpose","people","participation","later","weeks","questions","review"):
        get(f"/programmes/{p.id}/set-up/{step}/")
    get(f"/programmes/{p.id}/set-up/people/count/?hired_within_days=5")
    get(f"/programmes/{p.id}/set-up/later/price/?when=weeks&weeks=8")
    get(f"/programmes/{p.id}/set-up/weeks/1/")
    get(f"/programmes/{p.id}/")
    get(f"/programmes/{p.id}/intakes/")
    services.change_participation(programme=p, participation="both", places_wanted=10, actor_id="t", now=now)
    c = services.open_cohort(programme=p, name="C", starts_on=date.today()+timedelta(days=9), actor_id="t", now=now)
    get(f"/programmes/{p.id}/intakes/{c.id}/")
    services.fill_roster(cohort=c, on=date.today(), actor_id="t", now=now)
    get(f"/programmes/{p.id}/intakes/{c.id}/")
    services.split_branches(cohort=c, mandatory=20, actor_id="t", now=now)
    services.freeze_plan(programme=p, plan_toml="", plan_hash="ab", answer_due_on=date.today()+timedelta(days=99), actor_id="t", now=now)
    services.launch(programme=p, actor_id="t", now=now)
    get(f"/programmes/{p.id}/intakes/{c.id}/")
    services.ask_wishes(cohort=c, closes_at=now+timedelta(days=3), actor_id="t", now=now)
    get(f"/programmes/{p.id}/intakes/{c.id}/")
    get(f"/programmes/{p.id}/about/")
    services.nominate_mentors(programme=p, person_ids=[people[0].id, people[30].id], actor_id="t", now=now)
    services.invite_mentors(programme=p, actor_id="t", now=now)
    get(f"/programmes/{p.id}/mentors/?q=Person")
    get(f"/programmes/{p.id}/mentor/"); get(f"/programmes/{p.id}/ending/")
    from mentorlift.programmes import links
    w = Wish.objects.first(); url = links.wish_url(w).replace("http://127.0.0.1:8000","")
    get(url); assert client.post(url,{"answer":"yes"}).status_code==302; get(url)
    url = links.offer_url(MentorOffer.objects.first()).replace("http://127.0.0.1:8000","")
    get(url); assert client.post(url,{"places":"2","away-TOTAL_FORMS":"1","away-INITIAL_FORMS":"0"}).status_code==302; get(url)
    services.close_wishes(cohort=c, actor_id="t", now=now)
    services.freeze_roster(cohort=c, actor_id="t", now=now, today=date.today())
    get(f"/programmes/{p.id}/intakes/{c.id}/"); get(f"/programmes/{p.id}/")
