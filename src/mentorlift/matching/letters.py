"""The letters about asking a mentor as kinds. Subjects name nobody, and none repeats what one wrote to the other."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorlift.matching.models import Outcome
from mentorlift.matching.rules import USUAL_DAYS
from mentorlift.notifications.models import Pace
from mentorlift.programmes.letters import LetterKind, To, register_kind
from mentorlift.programmes.letters.examples import HELLO, name_or_example, other_example, own_link
from mentorlift.programmes.models import Programme
from mentorlift.programmes.role_words import shape_of

CHOOSE, ASKED, ON_ITS_WAY = "choose_mentor", "mentor_asked", "request_sent"
NEXT, OVER, GONE = "request_next", "request_over", "request_gone"


def register() -> None:
    """Called in MatchingConfig.ready."""
    for kind in KINDS:
        register_kind(kind)


def told_to_protege(outcome: str, *, partner: str, until: str) -> str:
    """What became of a request, for whoever asked; "" where another letter tells it. In the language in force."""
    told = {
        Outcome.DECLINED: gettext(
            "%(partner)s cannot mentor you this time. That says nothing about you, and nobody else is told."
        ),
        Outcome.PASSED_ON: gettext(
            "%(partner)s did not get to answer until %(until)s, so your request passes on. Nobody is to blame."
        ),
        Outcome.FILLED: gettext("The last place with %(partner)s went to somebody else."),
        Outcome.LAPSED: gettext(
            "Your request to %(partner)s cannot become a pair any more, because something changed since you asked."
        ),
        Outcome.CLOSED: gettext(
            "Your request to %(partner)s has ended: the programme managers find a mentor for everybody who is left. "
            "You need do nothing."
        ),
    }
    return _filled(told.get(Outcome(outcome)), partner, until)


def told_to_mentor(outcome: str, *, partner: str) -> str:
    """What became of a request, for whoever was asked; "" where they know it."""
    told = {
        Outcome.PASSED_ON: gettext(
            "%(partner)s asked you to be their mentor, and the days to answer are over. The request has passed on; it "
            "counts against nobody."
        ),
        Outcome.WITHDRAWN: gettext("%(partner)s has taken the request to you back."),
        Outcome.FILLED: gettext("The request of %(partner)s has ended, because your last place is given."),
        Outcome.LAPSED: gettext("The request of %(partner)s cannot become a pair any more."),
        Outcome.CLOSED: gettext(
            "The request of %(partner)s has ended: the programme managers pair those who are left."
        ),
    }
    return _filled(told.get(Outcome(outcome)), partner, "")


def _filled(text: str | None, partner: str, until: str) -> str:
    return text % {"partner": partner, "until": until} if text else ""


def _example(programme: Programme, person_id: UUID | None, now: datetime, what: str) -> dict[str, str]:
    """With a colleague who is nobody: whom somebody asked, and what became of it, those two know alone."""
    return {
        "name": name_or_example(person_id),
        "partner": other_example(),
        "programme": programme.name,
        "days": str(USUAL_DAYS),
        "until": date_format(localdate(now) + timedelta(days=7), "l, j F"),
        "what": what,
        "link": own_link("matching"),
    }


def example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """As if the mentor had said no: the letter that has to read best."""
    what = told_to_protege(Outcome.DECLINED, partner=other_example(), until="")
    return _example(programme, person_id, now, what)


def example_over(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """As if choosing had been closed while somebody waited for an answer."""
    return _example(programme, person_id, now, told_to_protege(Outcome.CLOSED, partner=other_example(), until=""))


def example_gone(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """As if whoever asked had taken it back."""
    return _example(programme, person_id, now, told_to_mentor(Outcome.WITHDRAWN, partner=other_example()))


def _can_choose(programme: Programme) -> bool:
    """Nobody chooses where each week brings somebody new."""
    return not shape_of(programme.template).rotates


_WHAT = {**HELLO, "what": _("what became of the request, in a sentence"), "link": _("the page on which it goes on")}
_REQUEST = {
    **HELLO,
    "partner": _("the name of the other of the two"),
    "until": _("the last day to answer"),
    "link": _("the page of the request"),
}
KINDS = (
    LetterKind(
        key=CHOOSE,
        position=44,
        title=_("Choose your mentor"),
        reader=_("whoever is mentored now, where they choose for themselves"),
        subject=_("Choose your mentor"),
        body=_(
            "Hello {name},\n\nyou have a place in “{programme}”, and you choose your mentor yourself. A few mentors "
            "who fit are shown to you, each with the reasons. Ask one of them; they answer within {days} working days."
            "\n\n{link}"
        ),
        placeholders={
            **HELLO,
            "days": _("how many working days a mentor has to answer"),
            "link": _("the page on which they choose"),
        },
        fixed=frozenset({"link"}),
        example=example,
        sent_in=_can_choose,
    ),
    LetterKind(
        key=ASKED,
        position=45,
        title=_("Somebody asks for you"),
        reader=_("a mentor whom a protégé has asked"),
        to=To.MENTORS,
        subject=_("Somebody would like you as their mentor"),
        body=_(
            "Hello {name},\n\n{partner} asks you to be their mentor in “{programme}”. Say yes or no until {until}; a "
            "no needs no reason and counts against nobody. If you cannot answer by then, the request passes on."
            "\n\n{link}"
        ),
        placeholders=_REQUEST,
        fixed=frozenset({"partner", "until", "link"}),
        example=example,
        sent_in=_can_choose,
    ),
    LetterKind(
        key=ON_ITS_WAY,
        position=46,
        title=_("Your request is on its way"),
        reader=_("a protégé who has asked a mentor"),
        pace=Pace.APART,
        subject=_("Your request is on its way"),
        body=_(
            "Hello {name},\n\n{partner} has your request in “{programme}” and answers until {until}. If no answer "
            "comes by then you are told, and can ask somebody else. Until then you can take it back.\n\n{link}"
        ),
        placeholders=_REQUEST,
        fixed=frozenset({"until"}),
        example=example,
        sent_in=_can_choose,
    ),
    LetterKind(
        key=NEXT,
        position=47,
        title=_("The next mentor can be asked"),
        reader=_("a protégé whose request came to nothing"),
        subject=_("You can ask the next mentor"),
        body=_("Hello {name},\n\n{what} You can ask the next mentor in “{programme}” now.\n\n{link}"),
        placeholders=_WHAT,
        fixed=frozenset({"what", "link"}),
        example=example,
        sent_in=_can_choose,
    ),
    LetterKind(
        key=OVER,
        position=48,
        title=_("The request has ended"),
        reader=_("a protégé whose request ends without another to ask"),
        subject=_("Your request has ended"),
        body=_("Hello {name},\n\nyou asked somebody in “{programme}” to be your mentor. {what}\n\n{link}"),
        placeholders=_WHAT,
        fixed=frozenset({"what"}),
        example=example_over,
        sent_in=_can_choose,
    ),
    LetterKind(
        key=GONE,
        position=49,
        title=_("A request to a mentor has ended"),
        reader=_("a mentor who was asked and has nothing to answer any more"),
        to=To.MENTORS,
        pace=Pace.CAN_WAIT,
        subject=_("A request to you has ended"),
        body=_("Hello {name},\n\n{what} This was about “{programme}”. There is nothing to do.\n\n{link}"),
        placeholders=_WHAT,
        fixed=frozenset({"what"}),
        example=example_gone,
        sent_in=_can_choose,
    ),
)
