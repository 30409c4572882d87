"""What has to hold after every step of the year, whatever the step was."""

from collections import Counter

from django.db.models import Count, F

from mentorlift.audit.services import verify_chain
from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.verification import verify_anew
from mentorlift.mentorships.models import MentorSeat, Pair, Session, SessionMove
from mentorlift.notifications.models import Delivery, Message
from mentorlift.programmes.models import MentorOffer, Programme


class Broken(AssertionError):
    """An invariant does not hold; the text says which."""


class Year:
    """Remembers what must never change once it is there."""

    def __init__(self) -> None:
        self.arms: dict[object, str] = {}
        self.identities: dict[object, tuple] = {}
        self.said: dict[object, bytes] = {}

    def check(self, programme: Programme) -> None:
        _record()
        self._draw(programme)
        _pairs(programme)
        self._meetings(programme)
        _letters()

    def _draw(self, programme: Programme) -> None:
        for draw in Draw.objects.filter(cohort__programme=programme):
            verdict = verify_anew(draw)
            _must(verdict.verifies, f"the draw still verifies: {verdict.faults} {verdict.moved[:3]}")
        arms = dict(Assignment.objects.filter(draw__cohort__programme=programme).values_list("person_id", "arm"))
        for person_id, arm in self.arms.items():
            _must(arms.get(person_id) == arm, f"{person_id} stays where the lot put them")
        self.arms |= arms

    def _meetings(self, programme: Programme) -> None:
        """A calendar entry keeps its identity, its number is the count of its moves, and it stays with its pair."""
        moves = Counter(
            SessionMove.objects.filter(session__pair__programme=programme).values_list("session", flat=True)
        )
        for session in Session.objects.filter(pair__programme=programme):
            known = (session.uid, session.pair_id, session.planned_at)
            _must(self.identities.setdefault(session.id, known) == known, f"meeting {session.id} keeps its identity")
            _must(session.sequence >= moves[session.id], f"meeting {session.id} counts its moves")
        ended = Session.objects.filter(pair__programme=programme, pair__ended_at__isnull=False, dropped_at=None)
        _must(
            not ended.filter(starts_at__gt=F("pair__ended_at")).exclude(reports__isnull=False).exists(),
            "no meeting is ahead of a pair that has ended",
        )


def _record() -> None:
    found = verify_chain()
    _must(found.intact, f"the audit record follows: {found.reason}")


def _pairs(programme: Programme) -> None:
    open_pairs = Pair.objects.filter(programme=programme, ended_at=None)
    twice = open_pairs.values("protege").annotate(n=Count("id")).filter(n__gt=1)
    _must(not twice.exists(), "nobody has two mentors at a time")
    seats = set(MentorSeat.objects.filter(programme=programme).values_list("pair", flat=True))
    _must(seats == set(open_pairs.values_list("id", flat=True)), "every open pair has its place, and no other")
    places = dict(MentorOffer.objects.filter(programme=programme, accepted=True).values_list("person_id", "places"))
    for mentor, n in open_pairs.values_list("mentor").annotate(n=Count("id")):
        _must(n <= places.get(mentor, 0), f"mentor {mentor} has {n} for {places.get(mentor, 0)} places")
    waiting = Assignment.objects.filter(draw__cohort__programme=programme).exclude(arm="mentored")
    crossed = open_pairs.filter(protege__in=waiting.values("person"), starts_on__lt=F("cohort__serves_on"))
    _must(not crossed.exists(), "nobody who waits was given a mentor unrecorded")


def _letters() -> None:
    sent = Delivery.objects.filter(state=Delivery.State.SENT).values("message").annotate(n=Count("id")).filter(n__gt=1)
    _must(not sent.exists(), "no letter went out twice")
    odd = Message.objects.filter(text_removed_at=None).filter(body__contains="{")
    _must(not odd.exists(), f"no placeholder is left over: {[m.body[:80] for m in odd[:2]]}")


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)
