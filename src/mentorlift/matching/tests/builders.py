"""An intake that has been drawn, and mentors who said yes, made in the database for a test."""

from datetime import date

from mentorlift.draws.models import Assignment, Draw, Preparation
from mentorlift.draws.rules import LATER, MENTORED
from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import Draft
from mentorlift.mentorships.tests import builders as pairs
from mentorlift.people.models import Post
from mentorlift.programmes.models import Cohort

NOW = pairs.NOW
STARTS_ON = pairs.STARTS_ON
BERLIN = "Europe/Berlin 09:00-17:00"
POLICY = """mode = "optimal"
objective = "coverage-then-score"
lottery = "2026-03-02"

[[rule]]
kind = "not-in-line"
manager = "manager_id"

[[rule]]
kind = "shares-any"
field = "languages"

[[criterion]]
kind = "covers"
needs = "wants_to_learn"
offers = "strong_in"
weight = 5

[[criterion]]
kind = "same"
field = "site"
weight = 1
"""


def somebody(name, *, manager=None, languages="de", **attributes):
    made = pairs.person(name, manager=manager)
    Post.objects.filter(person=made).update(attributes={"languages": languages, "working_hours": BERLIN, **attributes})
    return made


def draw(cohort, mentored, later=()):
    """What the draws room writes, without its lottery."""
    prepared = Preparation.objects.create(
        cohort=cohort, plan_hash="0" * 64, numbers={}, public_list=[], group_names={}, list_hash="0" * 64,
        salt="s", secret="s", commitment="0" * 64, public_rule="date", public_on=STARTS_ON, prepared_at=NOW,
        prepared_by="test",
    )  # fmt: skip
    made = Draw.objects.create(
        preparation=prepared, cohort=cohort, plan_hash="0" * 64, roster_hash="0" * 64, public_value="1", seed="1",
        record="{}", record_hash="0" * 64, balance=[], drawn_at=NOW, drawn_by="test",
    )  # fmt: skip
    for place, (person, arm) in enumerate([(p, MENTORED) for p in mentored] + [(p, LATER) for p in later]):
        Assignment.objects.create(draw=made, person=person, code=f"c{place}", arm=arm, branch="mandatory", stratum="s")
    return made


class Town:
    """Ana, Dele, Mei and Luis are mentored now, Nils later; Ruth, Tom and Boss Bea mentor. Petra runs it.

    Only Ruth speaks Mei's language; Bea leads Ana.
    """

    def __init__(self):
        self.petra = somebody("Petra Lang")
        self.bea = somebody("Bea Boss", strong_in="calls|price")
        self.ana = somebody("Ana Nowak", manager=self.bea, wants_to_learn="calls|price")
        self.dele = somebody("Dele Okafor", wants_to_learn="renewals")
        self.mei = somebody("Mei Tanaka", languages="ja", wants_to_learn="renewals")
        self.luis = somebody("Luis Prado", wants_to_learn="price")
        self.nils = somebody("Nils Holm")
        self.ruth = somebody("Ruth Adler", languages="de|ja", strong_in="renewals")
        self.tom = somebody("Tom Hill", strong_in="calls")
        self.programme = pairs.programme(self.petra)
        self.cohort: Cohort = pairs.cohort(self.programme)
        for mentor, places in ((self.bea, 1), (self.ruth, 1), (self.tom, 2)):
            pairs.offer(self.programme, mentor, places=places)
        draw(self.cohort, [self.ana, self.dele, self.mei, self.luis], [self.nils])
        self.user = pairs.user_of(self.petra, "programme_manager")
        self.manager = pairs.actor_for(self.user, "programme_manager")

    def policy(self, toml=POLICY):
        return services.write_policy(programme=self.programme, toml=toml, actor=self.manager, now=NOW)

    def draft(self, toml=POLICY, group="now"):
        asked = services.ask_for_draft(
            cohort=self.cohort, group=group, policy=self.policy(toml), actor=self.manager, now=NOW
        )
        drain()
        return Draft.objects.get(id=asked.id)

    def publish(self, draft, people=None, starts_on=date(2027, 3, 1), now=NOW):
        chosen = None if people is None else [person.id for person in people]
        return services.publish(draft=draft, protege_ids=chosen, starts_on=starts_on, actor=self.manager, now=now)


def mentors(draft):
    """Protégé id -> mentor id of a draft."""
    return dict(draft.pairs.values_list("protege_id", "mentor_id"))
