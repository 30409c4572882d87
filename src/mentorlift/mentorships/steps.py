"""What the timeline of a programme says about its meetings, and how many places of a mentor are taken."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.draws import own_notes
from mentorlift.mentorships import closing, hours_condition, hours_letter
from mentorlift.mentorships.models import Ending, MentorSeat, Pair, PairEnding, Session
from mentorlift.mentorships.policies import may_pair
from mentorlift.mentorships.queries.counts import own_counts
from mentorlift.mentorships.queries.left import went_through
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import places_in_use, role_words
from mentorlift.programmes.models import MentorOffer, Programme
from mentorlift.programmes.places_in_use import InUse
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    register_step(Step("sessions", 60, gettext_lazy("Sessions"), _sessions))
    closing.register()
    hours_condition.register()
    hours_letter.register()
    own_notes.register("pairs", _pairs_that_ended)
    places_in_use.register(_places_taken)
    places_in_use.register_reader(_in_use)
    role_words.register("pair_id", _template_of_pair)
    role_words.register("session_id", _template_of_session)


def _template_of_pair(pair_id: UUID) -> str | None:
    return Pair.objects.filter(id=pair_id).values_list("programme__template", flat=True).first()


def _template_of_session(session_id: UUID) -> str | None:
    return Session.objects.filter(id=session_id).values_list("pair__programme__template", flat=True).first()


def _pairs_that_ended(programme: Programme, person_id: UUID) -> list[own_notes.Note]:
    """For the page on which somebody reads how they were drawn."""
    stays = _("Your pairing ended. You stay in the group you were drawn into, and nothing follows from it for you.")
    words = {
        Ending.REPLACED: _("A new mentor took over. What you wrote before stays between you and the former one."),
        Ending.CLOSED: _("The programme was completed."),
    }
    ended = PairEnding.objects.filter(pair__programme=programme, pair__protege=person_id, pair__week=None)
    return [own_notes.Note(organisation_day(one.at), words.get(Ending(one.kind), stays)) for one in ended]


def _places_taken(offer: MentorOffer) -> int:
    return MentorSeat.objects.filter(programme=offer.programme_id, mentor=offer.person_id).count()


def _in_use(programme: Programme) -> InUse:
    """Whoever has an open pair holds a place, and whoever went through all weeks needs none."""
    seats = MentorSeat.objects.filter(programme=programme)
    paired = Pair.objects.filter(programme=programme, ended_at=None)
    return InUse(
        taken_of=lambda mentors: seats.filter(mentor__in=mentors).count(),
        settled=(paired | went_through(programme.id)).order_by().values("protege"),
    )


def _sessions(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    counts = own_counts(programme, now=now)
    if not counts.pairs:
        return StepFacts(done=False, line=_("after the match"), text=_("Each pair meets once a week, with a sheet."))
    unknown = ngettext(
        "%(n)d meeting has passed and nobody has said yet whether it took place.",
        "%(n)d meetings have passed and nobody has said yet whether they took place.",
        counts.unknown,
    ) % {"n": counts.unknown}
    text = ngettext(
        "%(pairs)d pair; %(held)d of %(passed)d meetings so far took place.",
        "%(pairs)d pairs; %(held)d of %(passed)d meetings so far took place.",
        counts.pairs,
    ) % {
        "pairs": counts.pairs,
        "held": counts.held,
        "passed": counts.passed,
    }
    return StepFacts(
        done=not counts.ahead,
        line=_("%(held)d of %(planned)d took place") % {"held": counts.held, "planned": counts.passed + counts.ahead},
        text=f"{text} {unknown}" if counts.unknown else text,
        url=f"{reverse('mentorships:pairs')}?programme={programme.id}" if may_pair(actor) else "",
        action=_("See the pairs") if may_pair(actor) else "",
    )
