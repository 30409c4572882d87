"""The letters of a programme as they are worded, read, sent and come back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation

from mentorlift.notifications.queries import bounced_addresses
from mentorlift.people.models import Identity
from mentorlift.people.queries import organisation_day, working_hours
from mentorlift.programmes import role_words
from mentorlift.programmes.letters import LetterKind, To, kind_of, kinds
from mentorlift.programmes.letters.composing import texts_of
from mentorlift.programmes.models import LetterPreviewed, LetterWording, Programme, TrialLetter
from mentorlift.programmes.queries.letter_readers import (
    languages_of,
    languages_of_everybody,
    previewed_as,
    recipients,
)
from mentorlift.programmes.rules.wording import digest_of, filled


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter in one language as it is in force: its texts with placeholders, and whether they were read."""

    kind: LetterKind
    language: str
    subject: str
    body: str
    wording: LetterWording | None
    is_read: bool

    @property
    def is_changed(self) -> bool:
        return self.wording is not None and not self.wording.is_original

    @property
    def digest(self) -> str:
        return digest_of(self.subject, self.body)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as somebody would see it. `name`: as whom it is read."""

    worded: Worded
    subject: str
    body: str
    name: str


def sent_kinds(programme: Programme) -> list[LetterKind]:
    """The kinds this programme can send, in order: nobody is asked where everybody takes part, for instance."""
    return [kind for kind in kinds() if kind.sent_in(programme)]


def programme_languages(programme: Programme, *, now: datetime) -> list[str]:
    """Languages in which somebody of this programme reads."""
    return languages_of_everybody(programme, now=now)


def worded_letters(programme: Programme, language: str) -> list[Worded]:
    """Every letter of the programme in one language: two queries."""
    wordings = {
        row.kind: row
        for row in LetterWording.objects.filter(programme=programme, language=language).order_by("version")
    }
    read = set(LetterPreviewed.objects.filter(programme=programme, language=language).values_list("kind", "digest"))
    found = []
    with _in(language, programme):
        for kind in sent_kinds(programme):
            subject, body = texts_of(kind.key, wordings.get(kind.key))
            is_read = (kind.key, digest_of(subject, body)) in read
            found.append(Worded(kind, language, subject, body, wordings.get(kind.key), is_read))
    return found


def letters_in_use(programme: Programme, *, now: datetime) -> dict[str, list[Worded]]:
    """Language -> the letters that leave in it: every letter in those of the programme, the organisation's first; in
    any other those to an office of which a holder reads it. Two queries a language, and those that find who reads."""
    of_all = programme_languages(programme, now=now)
    offices = {kind.key: kind.holders for kind in sent_kinds(programme) if kind.to is To.OFFICE}
    read_by = {holders: set(languages_of(holders(programme))) for holders in set(offices.values())}
    others = {code for languages in read_by.values() for code in languages} - set(of_all)
    found = {language: worded_letters(programme, language) for language in of_all}
    for language in sorted(others):
        to_offices = {key for key, holders in offices.items() if language in read_by[holders]}
        found[language] = [one for one in worded_letters(programme, language) if one.kind.key in to_offices]
    return found


def worded_letter(programme: Programme, key: str, language: str) -> Worded | None:
    """One of them; None for a kind the programme does not send."""
    return next((one for one in worded_letters(programme, language) if one.kind.key == key), None)


def rendered(worded: Worded, programme: Programme, *, person_id: UUID | None, now: datetime) -> Rendered:
    """As `person_id` would see it, with real names and dates where these are known; as nobody in particular for None.

    Neither a wish nor the outcome of a draw is told by it, and no link in it opens anything for somebody else.
    """
    with _in(worded.language, programme, person_id=person_id, now=now):
        kind = worded.kind
        values = {name: f"‹{said}›" for name, said in kind.placeholders.items()}
        if kind.example is not None:
            values |= kind.example(programme, person_id, now)
        subject = " ".join(filled(worded.subject, values).split())
        return Rendered(worded, subject, filled(worded.body, values), values.get("name", ""))


def preview_readers(programme: Programme, key: str, *, now: datetime, words: str = "") -> list[Identity]:
    """Whom a letter can be read as, by name: the first thirty, or those whose name holds `words`."""
    people = Identity.objects.filter(person_id__in=previewed_as(programme, kind_of(key), now=now))
    if words.strip():
        people = people.filter(name__icontains=words.strip())
    return list(people.order_by("name", "code")[:30])


@dataclass(frozen=True, slots=True)
class Unread:
    """How many letters, over all languages in use, there are and how many nobody has read as they are."""

    letters: int
    missing: int
    languages: tuple[str, ...]


def unread(programme: Programme, *, now: datetime) -> Unread:
    """How far the letters in use were read."""
    return counted(letters_in_use(programme, now=now))


def counted(in_use: Mapping[str, Sequence[Worded]]) -> Unread:
    """The same of letters that were looked up already."""
    worded = [one for letters in in_use.values() for one in letters]
    return Unread(len(worded), sum(not one.is_read for one in worded), tuple(in_use))


def received_trial(programme: Programme) -> TrialLetter | None:
    """A test letter of which somebody said that it came."""
    return TrialLetter.objects.filter(programme=programme, received_at__isnull=False).first()


@dataclass(frozen=True, slots=True)
class NoAddress:
    """Somebody who gets no letter: without an address, or what was sent there last came back."""

    person_id: UUID
    name: str
    came_back: bool


def without_working_address(programme: Programme, *, now: datetime) -> list[NoAddress]:
    """Everybody of the programme who gets no letter, by name."""
    people = Identity.objects.filter(person_id__in=recipients(programme, To.EVERYBODY, now=now)).order_by("name")
    rows = list(people.values_list("person_id", "name", "email"))
    bounced = bounced_addresses({email for _person, _name, email in rows if email})
    return [NoAddress(person, name, bool(email)) for person, name, email in rows if not email or email in bounced]


@contextmanager
def _in(
    language: str, programme: Programme, *, person_id: UUID | None = None, now: datetime | None = None
) -> Iterator[None]:
    """In a language, in the words of the programme, and on the clock of a person."""
    zone = timezone.get_default_timezone()
    if person_id is not None and now is not None:
        zone = working_hours([person_id], day=organisation_day(now))[person_id].zone
    with translation.override(language), timezone.override(zone), role_words.in_words_of(programme):
        yield
