"""A real address for every pattern of the product, out of the demo."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from mentorlift.accounts import links as account_links
from mentorlift.accounts.actors import Actor, actor_of
from mentorlift.accounts.models import DemoDoor
from mentorlift.accounts.services import invite
from mentorlift.draws.models import Preparation
from mentorlift.jobs.models import Job
from mentorlift.jobs.work import drain
from mentorlift.matching.models import Draft, MentorRequest
from mentorlift.matching.queries.choosing import candidates
from mentorlift.matching.queries.pool import people_drawn
from mentorlift.matching.services import ask_mentor, ask_what_if, keep_apart, open_choosing
from mentorlift.mentorships.models import Away, InformalPair, Pair
from mentorlift.mentorships.queries.going_on import own_going_on
from mentorlift.notifications.models import Message
from mentorlift.outcomes.models import Delivery, OutcomeImport
from mentorlift.outcomes.services.deliveries import open_delivery
from mentorlift.people.models import PeopleImport
from mentorlift.people.services.uploads import receive
from mentorlift.programmes import links, services
from mentorlift.programmes.models import (
    ApprovalDocument,
    BranchSplit,
    Cohort,
    MentorOffer,
    OutsideEvent,
    Programme,
    TrialLetter,
    Wish,
)
from mentorlift.trust.models import Matter, TrustedContact
from mentorlift.trust.services import begin
from tests.contracts.people_of_the_demo import account_of_person, shown_pair

PEOPLE_FILE = b"person_id,name,hired_on\nz1,Zora Zander,2026-01-01\n"


def patterns(resolver: URLResolver | None = None, space: str = "") -> dict[str, list[str]]:
    """Every named pattern of the product: its arguments. allauth's own names have no colon."""
    found: dict[str, list[str]] = {}
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            found |= patterns(one, f"{one.namespace}:" if one.namespace else space)
        else:
            found[f"{space}{one.name}"] = list(one.pattern.converters)
    return found


def unmatched_cohort() -> Cohort:
    """The drawn intake whose pairs are still to be made."""
    return Cohort.objects.filter(draw__isnull=False).exclude(programme__in=Pair.objects.values("programme")).get()


def arguments(manager: Client) -> dict[str, dict[str, Any]]:
    """Arguments by pattern; what a pattern asks for twice over is made first, by the services."""
    pair, now = shown_pair(), timezone.now()
    actor = actor_of(DemoDoor.objects.get(role="programme_manager").user)
    cohort, to_match = Cohort.objects.get(programme=pair.programme), unmatched_cohort()
    for _ in range(2):
        answer = manager.post(reverse("matching:drafts", args=[to_match.id, "now"]))
        assert answer.status_code == 302, answer.content
    drain(limit=1000)
    first, second = Draft.objects.filter(cohort=to_match, computed_at__isnull=False).order_by("number")[:2]
    two = first.pairs.order_by("id")[0]
    hold = keep_apart(cohort=to_match, protege_id=two.protege_id, mentor_id=two.mentor_id, actor=actor, now=now)
    what_if = ask_what_if(draft=first, toml=first.policy.toml, actor=actor, now=now, today=timezone.localdate())
    wish = Wish.objects.filter(answered_at=None, cohort__frozen_at=None).order_by("id")[0]
    request, to_ask = asked_request(to_match, actor)
    upload = receive(
        chunks=[PEOPLE_FILE], file_name="more.csv", kind=PeopleImport.PEOPLE, actor_id=actor.user_id, now=now
    )
    services.close_date(
        programme=pair.programme, on=now.date() + timedelta(days=300), reason="x", actor_id=actor.user_id, now=now
    )
    invitation = invite(email="new@example.com", person_id=None, actor_id=actor.user_id, now=now)
    offer = MentorOffer.objects.filter(person_id=pair.mentor_id, programme=pair.programme).get()
    common: dict[str, Any] = {
        "programme_id": pair.programme_id,
        "cohort_id": cohort.id,
        "preparation_id": Preparation.objects.get(cohort=cohort).id,
        "pair_id": pair.id,
        "session_id": pair.sessions.filter(week__isnull=False, starts_at__gt=now).order_by("starts_at")[0].id,
        "number": 1,
        "talk_id": talks_of(pair).id,
        "away_id": days_away_of(pair.protege_id).id,
        "matter_id": matter_of(pair).id,
        "job_id": Job.objects.filter(requested_by=actor.user_id).order_by("created_at")[0].id,
        "message_id": Message.objects.order_by("-created_at")[0].id,
        "user_id": DemoDoor.objects.get(role="protege").user_id,
        "invitation_id": invitation.id,
        "person_id": pair.protege_id,
        "upload_id": upload.id,
        "import_id": OutcomeImport.objects.order_by("-uploaded_at")[0].id,
        "cause": "negative",
        "metric": "revenue",
        "delivery_id": a_delivery(actor).id,
        "file_name": "outcomes.csv",
        "draft_id": first.id,
        "other_id": second.id,
        "protege_id": two.protege_id,
        "hold_id": hold.id,
        "trial_id": what_if.id,
        "role": "protege",
        "choosing_id": request.choosing_id,
        "request_id": request.id,
        "mentor_id": to_ask,
        "offer_id": offer.id,
        "group": "now",
        "template": "onboarding",
        "step": "review",
        "version": first.policy.version,
        "kind": "drawn_now",
        "approver": "works_council",
        "condition": "sign-ins",
        "what": "draw",
        "event_id": an_event(pair.programme, actor).id,
        "document_id": a_paper(pair.programme, actor).id,
        "closed_date_id": pair.programme.closed_dates.order_by("id")[0].id,
    }
    made = {name: {key: common[key] for key in keys if key in common} for name, keys in patterns().items()}
    for name, keys in made.items():
        if name.startswith("matching:") and "cohort_id" in keys:
            keys["cohort_id"] = to_match.id
    made["matching:policy_download"]["programme_id"] = to_match.programme_id
    made["matching:programme"]["programme_id"] = to_match.programme_id
    split = BranchSplit.objects.order_by("id")[0].cohort
    made["programmes:split_list"] = {"programme_id": split.programme_id, "cohort_id": split.id}
    for name in ("reports:results", "reports:results_json", "reports:report", "reports:report_pdf", "reports:proof"):
        made[name]["programme_id"] = split.programme_id  # it is over, and its answer worked out
    made["reports:outcome"]["programme_id"] = made["programmes:again"]["programme_id"] = split.programme_id
    made["mentorships:going_on"]["pair_id"] = own_going_on(Actor("", pair.mentor_id), now=now)[0].pair.id
    made["programmes:own_wish"] = {"programme_id": wish.cohort.programme_id}
    made["programmes:wish"] = {"token": links.wish_url(wish).rstrip("/").rsplit("/", 1)[-1]}
    made["programmes:offer"] = {"token": links.offer_url(offer).rstrip("/").rsplit("/", 1)[-1]}
    made["programmes:profile"] = made["programmes:guide_by_link"] = made["programmes:offer"]
    trial = TrialLetter.objects.order_by("-sent_at")[0]
    made["programmes:received"] = {"token": links.received_url(trial).split("/")[-3]}
    made["accounts:accept_invitation"] = {"token": account_links.token(invitation)}
    return made


def a_paper(programme: Programme, actor: Actor) -> ApprovalDocument:
    """The paper of an approval."""
    kept = services.keep_approval(
        programme=programme,
        approver="data_protection",
        signed_by="Data protection office",
        decided_on=timezone.localdate(),
        paper=services.Paper("agreement.pdf", b"%PDF-1.7 agreed"),
        actor=actor,
        now=timezone.now(),
    )
    assert kept.document
    return kept.document


def an_event(programme: Programme, actor: Actor) -> OutsideEvent:
    """Something that happened outside."""
    now = timezone.now()
    return services.note_event(programme=programme, on=now.date(), what="A new price", actor_id=actor.user_id, now=now)


def a_delivery(actor: Actor) -> Delivery:
    """A folder that another system fills."""
    plan = {"name": "Nightly", "every": "day", "takes_at": time(5), "patience": 1, "told": []}
    return open_delivery(**plan, actor_id=actor.user_id, now=timezone.now())  # type: ignore[arg-type]


def asked_request(cohort: Cohort, manager: Actor) -> tuple[MentorRequest, UUID]:
    """A request of somebody in an intake that chooses for itself, and somebody another protégé can ask.

    The two who ask and are asked, and the one who can ask, have nothing to do with the pairs of the other roles.
    """
    now = timezone.now()
    choosing = open_choosing(cohort=cohort, shown=20, days=5, actor=manager, now=now)
    asking, choosing_person = sorted(people_drawn(cohort, "now"))[:2]
    elsewhere = set(MentorOffer.objects.filter(programme=shown_pair().programme).values_list("person_id", flat=True))
    offered = [one.mentor.person_id for one in candidates(choosing, asking, today=timezone.localdate())]
    mentor = next(one for one in offered if one not in elsewhere)
    asks = Actor(user_id=str(account_of_person(asking).id), person_id=asking, roles=frozenset())
    request = ask_mentor(choosing=choosing, mentor_id=mentor, line="Hello", actor=asks, now=now)
    left = candidates(choosing, choosing_person, today=timezone.localdate())
    return request, next(one.mentor.person_id for one in left if one.mentor.person_id != mentor)


def days_away_of(person_id: UUID) -> Away:
    """What somebody said of days that lie behind every meeting."""
    first = timezone.localdate() + timedelta(days=700)
    return Away.objects.create(
        person_id=person_id, from_on=first, to_on=first + timedelta(days=2), said_at=timezone.now()
    )


def matter_of(pair: Pair) -> Matter:
    """The protégé of a pair writes in confidence."""
    contact = TrustedContact.objects.get(programme=pair.programme, ended_at=None)
    writer = Actor(user_id=str(pair.protege_id), person_id=pair.protege_id, roles=frozenset())
    return begin(contact=contact, text="Xylophone in confidence", actor=writer, now=timezone.now())


def talks_of(pair: Pair) -> InformalPair:
    """The two of a pair say that they talk as well."""
    two = " ".join(sorted((str(pair.protege_id), str(pair.mentor_id))))
    facts = {"asked_by_id": pair.protege_id, "asked_id": pair.mentor_id, "asked_at": timezone.now()}
    return InformalPair.objects.get_or_create(two=two, defaults=facts)[0]


def people_of_the_request() -> dict[str, UUID]:
    """Who asked, who was asked, and who can still ask: made by `arguments`."""
    request = MentorRequest.objects.select_related("choosing__cohort").get(choosing__cohort=unmatched_cohort())
    can_ask = sorted(people_drawn(request.choosing.cohort, "now"))[1]
    return {"asking": request.protege_id, "requested": request.mentor_id, "choosing": can_ask}


def asked_person() -> UUID:
    """Who can still answer the question whose page is asked for."""
    return Wish.objects.filter(answered_at=None, cohort__frozen_at=None).order_by("id")[0].person_id
