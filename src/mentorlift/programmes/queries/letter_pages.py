"""What the pages of a programme's letters show, in one call each."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import User
from mentorlift.notifications.queries import Counts, letter_counts
from mentorlift.people.models import Identity
from mentorlift.programmes import policies
from mentorlift.programmes.letters.sending import about
from mentorlift.programmes.models import LetterWording, Programme, TrialLetter
from mentorlift.programmes.queries.briefing import Briefed, briefed
from mentorlift.programmes.queries.letter_readers import previewed_as
from mentorlift.programmes.queries.letters import (
    NoAddress,
    Rendered,
    Unread,
    Worded,
    counted,
    letters_in_use,
    preview_readers,
    received_trial,
    rendered,
    without_working_address,
    worded_letter,
)
from mentorlift.programmes.queries.people import actor_names

LANGUAGE_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True, kw_only=True)
class LetterList:
    """All letters of a programme in one language, with what became of those that left."""

    language: str
    languages: list[tuple[str, str]]  # code, name
    rows: list[tuple[Worded, Counts | None]]
    unread: Unread
    trial: TrialLetter | None
    briefed: Briefed
    no_address: list[NoAddress]
    written: int
    came_back: int


def letter_list(actor: Actor, programme: Programme, *, language: str, now: datetime) -> LetterList:
    """Names of whom no letter reaches are for whoever runs the programme; everything else for its readers."""
    in_use, counts = letters_in_use(programme, now=now), letter_counts(about(programme))
    chosen = language if language in in_use else next(iter(in_use))
    runs = policies.may_run_programmes(actor)
    return LetterList(
        language=chosen,
        languages=[(code, LANGUAGE_NAMES[code]) for code in in_use],
        rows=[(one, counts.get(one.kind.key)) for one in in_use[chosen]],
        unread=counted(in_use),
        trial=received_trial(programme),
        briefed=briefed(programme, now=now),
        no_address=without_working_address(programme, now=now) if runs else [],
        written=sum(one.written for one in counts.values()),
        came_back=sum(one.came_back for one in counts.values()),
    )


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """One letter: how it reads for somebody, its texts, and who worded it when."""

    worded: Worded
    languages: list[tuple[str, str]]
    shown: Rendered
    person_id: UUID | None
    readers: list[Identity]
    history: list[tuple[LetterWording, str]]  # newest first, each with a name
    trials: list[TrialLetter]
    places: list[tuple[str, str]] = field(default_factory=list)


def letter_page(
    actor: Actor,
    programme: Programme,
    *,
    kind: str,
    language: str,
    person: str,
    words: str,
    now: datetime,
) -> LetterPage | None:
    """None for a kind this programme does not send. Only whoever runs the programme reads it as a person."""
    runs = policies.may_run_programmes(actor)
    readers = preview_readers(programme, kind, now=now, words=words) if runs and _sends(programme, kind) else []
    person_id = _chosen(programme, kind, person, readers, now) if runs else None
    offered = [code for code, _name in settings.LANGUAGES]
    own = User.objects.filter(person_id=person_id).values_list("language", flat=True).first() if person_id else None
    chosen = language if language in offered else own if own in offered else settings.LANGUAGE_CODE
    worded = worded_letter(programme, kind, chosen)
    if worded is None:
        return None
    history = list(LetterWording.objects.filter(programme=programme, kind=kind, language=chosen).order_by("-version"))
    names = actor_names([row.written_by for row in history])
    return LetterPage(
        worded=worded,
        languages=[(code, LANGUAGE_NAMES[code]) for code in offered],
        shown=rendered(worded, programme, person_id=person_id, now=now),
        person_id=person_id,
        readers=readers,
        history=[(row, names.get(row.written_by, "")) for row in history],
        trials=list(TrialLetter.objects.filter(programme=programme, kind=kind, language=chosen)[:5]) if runs else [],
        places=[(f"{{{name}}}", str(said)) for name, said in worded.kind.placeholders.items()],
    )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Every letter in one language, as it would be seen."""

    language: str
    languages: list[tuple[str, str]]
    letters: list[Rendered]
    missing: int


def reading(actor: Actor, programme: Programme, *, language: str, now: datetime) -> Reading:
    """Each as somebody of those who would get it, for whoever runs the programme; with an example for others, who are
    not to learn who was asked or drawn."""
    runs = policies.may_run_programmes(actor)
    in_use = letters_in_use(programme, now=now)
    chosen = language if language in in_use else next(iter(in_use))
    first: dict[object, UUID | None] = {}
    letters = []
    for worded in in_use[chosen]:
        group = (worded.kind.to, worded.kind.holders)
        if group not in first:
            first[group] = min(previewed_as(programme, worded.kind, now=now), default=None) if runs else None
        letters.append(rendered(worded, programme, person_id=first[group], now=now))
    return Reading(
        language=chosen,
        languages=[(code, LANGUAGE_NAMES[code]) for code in in_use],
        letters=letters,
        missing=sum(not one.worded.is_read for one in letters),
    )


def _sends(programme: Programme, kind: str) -> bool:
    return worded_letter(programme, kind, settings.LANGUAGE_CODE) is not None


def _chosen(programme: Programme, kind: str, person: str, readers: list[Identity], now: datetime) -> UUID | None:
    """Whoever was chosen, if they get such letters, else the first by name."""
    worded = worded_letter(programme, kind, settings.LANGUAGE_CODE)
    if worded is None:
        return None
    if person:
        everybody = previewed_as(programme, worded.kind, now=now)
        wanted = next((one for one in everybody if str(one) == person), None)
        if wanted is not None:
            return wanted
    return readers[0].person_id if readers else None
