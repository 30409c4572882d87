"""The letter of the closing: thanks and the result, to both groups and the mentors in the same minute."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.draws.models import Assignment
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import facts_on, names, organisation_day
from mentorlift.programmes.closing import Preview
from mentorlift.programmes.letters import LetterKind, Reader, To, compose, in_words_of, readers_of, register_kind, write
from mentorlift.programmes.letters.examples import name_or_example
from mentorlift.programmes.letters.together import one_instant
from mentorlift.programmes.models import Cohort, MentorOffer, Programme, RosterEntry
from mentorlift.reports.closing.result import result_of

KEY = "closing"
MENTORED, LATER, LISTED, MENTOR = "mentored", "later", "listed", "mentor"


def register() -> None:
    """Called in ReportsConfig.ready."""
    register_kind(
        LetterKind(
            key=KEY,
            position=85,
            title=gettext_lazy("Thanks, and what came out"),
            reader=gettext_lazy("everybody on a list, in both groups, and the mentors"),
            subject=gettext_lazy("Thank you, and what came out of “{programme}”"),
            body=gettext_lazy(
                "Hello {name},\n\n“{programme}” is over. {thanks}\n\nWhat came out: {result}\n\n"
                "The numbers behind it, and how to check the draw:\n{link}\n\n{go_on}"
                "Would you take part again? That page asks it with one tap. Nobody reads single answers.\n\n{owner}"
            ),
            placeholders={
                "name": gettext_lazy("the name of the reader"),
                "programme": gettext_lazy("the name of the programme"),
                "thanks": gettext_lazy("what the reader is thanked for: being mentored, waiting or mentoring"),
                "result": gettext_lazy("the result in two sentences, with the range it may lie in"),
                "link": gettext_lazy("the page “What came out”"),
                "go_on": gettext_lazy("to pairs: that the two can go on talking; to others nothing"),
                "owner": gettext_lazy("who is in charge"),
            },
            to=To.EVERYBODY,
            fixed=frozenset({"result", "link"}),
            example=_example,
        )
    )


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> Mapping[str, str]:
    """As somebody mentored would get it, whatever the person is: no look at a letter tells who was drawn."""
    return {**_Facts(programme).values(None, MENTORED), "name": name_or_example(person_id)}


def groups_of(programme: Programme, *, now: datetime) -> dict[UUID, str]:
    """Everybody who is written to -> the group whose thanks they read; people who have left the company are not."""
    found = dict.fromkeys(RosterEntry.objects.filter(programme=programme).values_list("person_id", flat=True), LISTED)
    drawn = Assignment.objects.filter(draw__cohort__programme=programme)
    found |= dict(drawn.values_list("person_id", "arm"))
    mentors = MentorOffer.objects.filter(programme=programme, accepted=True).values_list("person_id", flat=True)
    found = {**dict.fromkeys(mentors, MENTOR), **found}
    today = organisation_day(now)
    gone = {one.person_id for one in facts_on(today, person_ids=found) if one.exited_on and one.exited_on <= today}
    return {person: group for person, group in found.items() if person not in gone}


def write_closing_letters(programme: Programme, person_ids: list[UUID], *, now: datetime, actor_id: str) -> int:
    """To these people; a repetition writes to nobody twice. Returns how many have an address."""
    groups = groups_of(programme, now=now)
    facts = _Facts(programme)
    readers = readers_of([person for person in person_ids if person in groups], now)
    not_before = one_instant(readers.values(), not_before=now)
    for person_id, me in readers.items():
        with in_words_of(me, programme):
            values, key = facts.values(me, groups[person_id]), f"closing:{programme.id}:{person_id}"
            write(programme, KEY, me, values, key=key, now=now, actor_id=actor_id, not_before=not_before)
    return len(readers)


def previews(programme: Programme, actor: Actor, now: datetime) -> list[Preview]:
    """The letter as the first of each group would get it, under a name that is nobody's."""
    groups = groups_of(programme, now=now)
    facts, sizes = _Facts(programme), Counter(groups.values())
    titles = {
        MENTORED: _("mentored now"),
        LATER: _("starting later or not in this round"),
        LISTED: _("on a list and not drawn"),
        MENTOR: _("mentors"),
    }
    found = []
    for group, title in titles.items():
        if sizes[group]:
            subject, body = compose(programme, KEY, facts.values(None, group))
            found.append(Preview(title, sizes[group], subject, body))
    return found


class _Facts:
    """What stands in the letters of one programme, read once."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.owner = names([programme.owner_id]).get(programme.owner_id, "")
        self.link = settings.PUBLIC_URL.rstrip("/") + reverse("reports:outcome", args=[programme.id])
        rows = RosterEntry.objects.filter(programme=programme).values_list("person_id", "cohort__serves_on")
        self.serves_on = dict(rows)
        latest = Cohort.objects.filter(programme=programme).order_by("-serves_on").first()
        self.usual_serves_on = latest.serves_on if latest else None
        pairs = list(Pair.objects.filter(programme=programme, week=None).values_list("protege_id", "mentor_id"))
        self.mentees = Counter(mentor for _protege, mentor in set(pairs))
        lasting = Pair.objects.filter(programme=programme, week=None, ending__kind="closed")
        still = lasting | Pair.objects.filter(programme=programme, week=None, ended_at=None)
        self.results: dict[str | None, str] = {}
        self.paired = {person for two in still.values_list("protege_id", "mentor_id") for person in two}

    def values(self, me: Reader | None, group: str) -> Mapping[str, str]:
        """For one reader, or for an example of a group."""
        paired = me.person_id in self.paired if me else group in (MENTORED, MENTOR)
        return {
            "name": me.name if me else _("Alex Example"),
            "programme": self.programme.name,
            "thanks": self._thanks(me, group),
            "result": self._result(),
            "link": self.link,
            "go_on": _GO_ON() + "\n\n" if paired else "",
            "owner": self.owner,
        }

    def _result(self) -> str:
        """Read once a language."""
        language = translation.get_language()
        if language not in self.results:
            self.results[language] = result_of(self.programme).words
        return self.results[language]

    def _thanks(self, me: Reader | None, group: str) -> str:
        if group == MENTORED:
            return _("Thank you for the time you gave to your meetings and for telling how they went.")
        if group == LATER:
            return self._to_those_who_waited(me)
        if group == MENTOR:
            people = self.mentees[me.person_id] if me else 1
            thanks = _("Thank you for having been there as a mentor.")
            if not people:
                return (
                    thanks
                    + " "
                    + _("Nobody was paired with you this time; your yes made places possible all the same.")
                )
            given = ngettext(
                "You gave your time to %(n)d colleague.",
                "You gave your time to %(n)d colleagues.",
                people,
            ) % {"n": people}
            return f"{thanks} {given}"
        return _("Thank you for your answer and for having been on the list.")

    def _to_those_who_waited(self, me: Reader | None) -> str:
        thanks = _("Thank you for waiting. Without those who start later nobody could tell whether mentoring helps.")
        day = self.serves_on.get(me.person_id) if me else self.usual_serves_on
        if day is None:
            return thanks
        return thanks + " " + _("Your own first day was set for %(day)s.") % {"day": date_format(day, "j F Y")}


def _GO_ON() -> str:
    return _(
        "You and the colleague you were paired with can go on talking, if you both like: the same page asks you both. "
        "A no is told to nobody."
    )
