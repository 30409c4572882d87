"""The letters of a pair as kinds: the texts they come with, and what stands in them when they are only looked at."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from mentorlift.mentorships.models import Pair, Session
from mentorlift.notifications.models import Pace
from mentorlift.people.queries import names
from mentorlift.programmes.letters import LetterKind, To, register_kind
from mentorlift.programmes.letters.examples import HELLO, first_day, name_or_example, other_example
from mentorlift.programmes.models import Programme
from mentorlift.programmes.role_words import shape_of


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    for kind in KINDS:
        register_kind(kind)


def when(at: datetime) -> str:
    """A moment on the reader's clock."""
    return date_format(timezone.localtime(at), "l, j F, H:i")


def page(name: str, *arguments: object) -> str:
    """The address of a page, for a letter."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(f"mentorships:{name}", args=arguments)


def example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """The person's own pair and meetings where there are any, else days as planned with a colleague who is nobody."""
    pair = _pair_of(programme, person_id) if person_id else None
    times = _times(programme, person_id, pair, now)
    return {
        "name": name_or_example(person_id),
        "partner": _partner(pair, person_id),
        "programme": programme.name,
        "times": "\n".join(f"- {when(at)}" for at in times),
        "weeks": "\n".join(f"- {when(at)}: {other_example()}" for at in times),
        "week": "1",
        "when": when(times[0]),
        "was": when(times[0] - timedelta(days=1)),
        "mover": _partner(pair, person_id),
        "link": page("pair", pair.id) if pair else page("pairs"),
    }


def _pair_of(programme: Programme, person_id: UUID) -> Pair | None:
    theirs = Pair.objects.filter(Q(protege_id=person_id) | Q(mentor_id=person_id), programme=programme)
    return theirs.order_by("ended_at", "created_at").first()


def _partner(pair: Pair | None, person_id: UUID | None) -> str:
    known = names([pair.other(person_id)]) if pair and person_id else {}
    return next(iter(known.values()), "") or other_example()


def _times(programme: Programme, person_id: UUID | None, pair: Pair | None, now: datetime) -> list[datetime]:
    if pair and (planned := list(Session.objects.filter(pair=pair).values_list("starts_at", flat=True))):
        return planned
    starts_on, _later = first_day(programme, person_id, now)
    first = timezone.make_aware(datetime.combine(starts_on + timedelta(days=3), time(14)))
    return [first + timedelta(weeks=week) for week in range(programme.weeks)]


def _changes_weekly(programme: Programme) -> bool:
    return shape_of(programme.template).rotates


def _stays_together(programme: Programme) -> bool:
    return not _changes_weekly(programme)


_PROGRAMME = {"programme": HELLO["programme"]}
_PARTNER = {**_PROGRAMME, "partner": _("the name of the other of the two")}
_TIMES = {"times": _("the times of the meetings, one a line")}
_PAGE = {"link": _("the page of the pair")}
_MEETING = {"when": _("day and time of the meeting"), "link": _("the page of the meeting")}

KINDS = (
    LetterKind(
        key="mentor_named",
        position=50,
        title=_("Mentor named"),
        reader=_("the protégé of a new pair"),
        subject=_("{partner} is your mentor"),
        body=_(
            "You two meet once a week in “{programme}”. These are the times; either of you can move one within its "
            "week:\n\n{times}\n\nBefore each meeting you both fill in a short sheet. Only the two of you can read it."
            "\n\n{link}"
        ),
        placeholders={**_PARTNER, **_TIMES, **_PAGE},
        fixed=frozenset({"times"}),
        example=example,
        sent_in=_stays_together,
    ),
    LetterKind(
        key="protege_named",
        position=51,
        title=_("Protégé named"),
        reader=_("the mentor of a new pair"),
        to=To.MENTORS,
        subject=_("{partner} is your protégé"),
        body=_(
            "You two meet once a week in “{programme}”. These are the times; either of you can move one within its "
            "week:\n\n{times}\n\nBefore each meeting you both fill in a short sheet. Only the two of you can read it."
            "\n\n{link}"
        ),
        placeholders={**_PARTNER, **_TIMES, **_PAGE},
        fixed=frozenset({"times"}),
        example=example,
        sent_in=_stays_together,
    ),
    LetterKind(
        key="weeks_named",
        position=52,
        title=_("Whom one meets, week by week"),
        reader=_("everybody, where each week brings somebody new"),
        to=To.PAIRED,
        subject=_("Whom you meet, week by week"),
        body=_(
            "In “{programme}” you meet somebody else every week. These are yours; either of you can move a meeting "
            "within its week:\n\n{weeks}\n\nBefore each meeting you both fill in a short sheet. Only the two of you "
            "can read it.\n\n{link}"
        ),
        placeholders={**_PROGRAMME, "weeks": _("each week with its time and name"), "link": _("the page of the pairs")},
        fixed=frozenset({"weeks"}),
        example=example,
        sent_in=_changes_weekly,
    ),
    LetterKind(
        key="reminder",
        position=56,
        title=_("Reminder"),
        reader=_("both of a pair, on the working day before they meet"),
        to=To.PAIRED,
        pace=Pace.CAN_WAIT,
        subject=_("You meet {partner} on {when}"),
        body=_(
            "This is a reminder of your meeting in “{programme}”: {when}, with {partner}.\n\nBefore it you both fill "
            "in a short sheet; five minutes are enough. If the time does not suit you any more, either of you can move "
            "it within its week.\n\n{link}"
        ),
        placeholders={**_PARTNER, "when": _MEETING["when"], "link": _("the page of the sheet")},
        fixed=frozenset({"when"}),
        example=example,
    ),
    LetterKind(
        key="session_missed",
        position=57,
        title=_("Session missed"),
        reader=_("both of a pair, when neither has said that a meeting took place"),
        to=To.PAIRED,
        pace=Pace.CAN_WAIT,
        subject=_("Did you meet on {when}?"),
        body=_(
            "Nobody has said yet that your meeting with {partner} in “{programme}”, {when}, took place. If it did, one "
            "tap is enough. If it did not, say so; nobody is to blame, it counts against nobody, and the mentor can "
            "add a talk instead.\n\n{link}"
        ),
        placeholders={**_PARTNER, **_MEETING},
        fixed=frozenset({"when"}),
        example=example,
    ),
    LetterKind(
        key="sheets_open",
        position=58,
        title=_("Both sheets are open"),
        reader=_("both of a pair, when both have answered"),
        to=To.PAIRED,
        pace=Pace.CAN_WAIT,
        subject=_("Both sheets for week {week} are open"),
        body=_("You can now read what {partner} wrote, and the other way round. Only the two of you can.\n\n{link}"),
        placeholders={**_PARTNER, "week": _("the number of the week"), "link": _("the page of the sheet")},
        example=example,
    ),
    LetterKind(
        key="meeting_moved",
        position=60,
        title=_("Meeting moved"),
        reader=_("whoever did not move it, with the calendar entry"),
        to=To.PAIRED,
        pace=Pace.APART,
        subject=_("Your meeting is now on {when}"),
        body=_("It was planned for {was}. {mover} moved it.\n\n{link}"),
        placeholders={
            **_PROGRAMME,
            **_MEETING,
            "was": _("the time it had before"),
            "mover": _("the name of who moved it"),
        },
        fixed=frozenset({"when"}),
        example=example,
    ),
    LetterKind(
        key="talk_added",
        position=61,
        title=_("Talk added"),
        reader=_("the protégé, with the calendar entry"),
        pace=Pace.APART,
        subject=_("{partner} added a talk with you"),
        body=_("On {when}, beyond the meetings of the programme. There is nothing to prepare.\n\n{link}"),
        placeholders={**_PARTNER, **_MEETING},
        fixed=frozenset({"when"}),
        example=example,
    ),
    LetterKind(
        key="mentor_replaced",
        position=65,
        title=_("Mentor replaced"),
        reader=_("the protégé, when a new mentor takes over"),
        subject=_("{partner} is your mentor"),
        body=_(
            "In “{programme}” {partner} is your mentor from now on. That says nothing about you, nor about whom you "
            "had before; your place and what you have done so far stay. You go on with week {week}. These are the "
            "times; either of you can move one within its "
            "week:\n\n{times}\n\nWhat you wrote in the weeks before stays between you and your former mentor. Your new "
            "mentor cannot read it; tell as much of it as you like.\n\n{link}"
        ),
        placeholders={**_PARTNER, **_TIMES, **_PAGE, "week": _("the number of the first week that is left")},
        fixed=frozenset({"times"}),
        example=example,
        sent_in=_stays_together,
    ),
    LetterKind(
        key="takes_over",
        position=66,
        title=_("Taking over as a mentor"),
        reader=_("the mentor who takes over"),
        to=To.MENTORS,
        subject=_("{partner} is your protégé"),
        body=_(
            "In “{programme}” you begin with week {week}, because your protégé had the weeks before with somebody "
            "else. That says nothing about either of them. These are the times; either of you can move one within its "
            "week:\n\n{times}\n\nWhat was written before stays between those two. Before each meeting you both fill in "
            "a short sheet. Only the two of you can read it.\n\n{link}"
        ),
        placeholders={**_PARTNER, **_TIMES, **_PAGE, "week": _("the number of the first week that is left")},
        fixed=frozenset({"times"}),
        example=example,
        sent_in=_stays_together,
    ),
    LetterKind(
        key="mentor_freed",
        position=67,
        title=_("Thank you to the former mentor"),
        reader=_("the mentor whose place somebody else takes over"),
        to=To.MENTORS,
        subject=_("Somebody else goes on from here: thank you"),
        body=_(
            "Thank you for the time you gave in “{programme}”. Somebody else goes on with {partner} from here; nobody "
            "is to blame, and nobody is told a reason. The meetings that were still ahead are off, and your place is "
            "free again. What you two wrote stays between you: whoever follows cannot read it.\n\n{link}"
        ),
        placeholders={**_PARTNER, **_PAGE},
        example=example,
    ),
    LetterKind(
        key="weeks_paused",
        position=62,
        title=_("The weeks move on"),
        reader=_("the two of a pair, when one of them is away"),
        to=To.PAIRED,
        pace=Pace.APART,
        subject=_("Your meetings move, because one of you is away"),
        body=_(
            "One of you two is away for some days, so meetings in “{programme}” move. These are the new times:"
            "\n\n{times}\n\nOpen the attached file to move the entries in your calendar. Either of you can still move "
            "a meeting within its week.\n\n{link}"
        ),
        placeholders={**_PROGRAMME, **_TIMES, **_PAGE},
        fixed=frozenset({"times"}),
        example=example,
    ),
    LetterKind(
        key="pair_ended",
        position=70,
        title=_("Pairing ended"),
        reader=_("whoever stays, when a pairing ends"),
        to=To.PAIRED,
        subject=_("Your mentoring pair has ended"),
        body=_(
            "The pairing in “{programme}” has ended. Nobody is to blame, and nobody is told a reason. Meetings that "
            "were still ahead are off. What you wrote stays between the two of you.\n\n{link}"
        ),
        placeholders={**_PROGRAMME, **_PAGE},
        example=example,
    ),
)
