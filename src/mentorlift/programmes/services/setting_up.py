"""Make a programme from a template and change its parts until people rely on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentorlift.accounts import renaming
from mentorlift.audit.services import record
from mentorlift.programmes.models import (
    Cohort,
    Participation,
    Programme,
    ProgrammeWeek,
    Purpose,
    WishQuestion,
)
from mentorlift.programmes.role_words import words_of
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.templates import TEMPLATES
from mentorlift.programmes.services.faults import UnableToChange, being_set_up
from mentorlift.programmes.services.questions import keep_questions


def create_programme(
    *,
    template: str,
    name: str,
    purpose: str,
    purpose_text: str,
    owner_id: UUID,
    problem_areas: Sequence[str] = (),
    asked_in_name_of: str = "",
    actor_id: str,
    now: datetime,
) -> Programme:
    """A programme with the defaults, guides, questions and wish wording of `template`.

    These texts are in the language of the moment and in the role words of its form.
    Raises UnableToChange without a purpose, with an unknown template, or when the name is taken.
    """
    pattern = TEMPLATES.get(template)
    if pattern is None:
        raise UnableToChange(_("Choose one of the templates."))
    _check_purpose(name, purpose, purpose_text)
    with transaction.atomic(), renaming.within(words_of(template)):
        _check_name_free(name)
        programme = Programme.objects.create(
            name=name.strip(),
            template=template,
            purpose=purpose,
            purpose_text=purpose_text.strip(),
            problem_areas=list(problem_areas),
            participation=pattern.participation,
            owner_id=owner_id,
            eligibility=pattern.eligibility.to_json(),
            weeks=len(pattern.weeks),
            others_start_after_weeks=pattern.others_start_after_weeks,
            created_at=now,
            created_by=actor_id,
        )
        ProgrammeWeek.objects.bulk_create(
            ProgrammeWeek(
                programme=programme, number=number, title=str(week.title), guide=str(week.guide), minutes=week.minutes
            )
            for number, week in enumerate(pattern.weeks, start=1)
        )
        keep_questions(programme, pattern.questions, version=1, actor_id=actor_id, now=now)
        WishQuestion.objects.create(
            programme=programme,
            version=1,
            asked_in_name_of=asked_in_name_of.strip() or str(_("The programme team")),
            texts=_in_every_language(pattern.wish),
            written_at=now,
            written_by=actor_id,
        )
        _record("create", programme, actor_id, now, template=template)
    return programme


def change_purpose(
    *,
    programme: Programme,
    name: str,
    purpose: str,
    purpose_text: str,
    problem_areas: Sequence[str],
    owner_id: UUID,
    actor_id: str,
    now: datetime,
) -> Programme:
    """Name, purpose and owner; the purpose is what participants read, so it stands once the programme is open."""
    _check_purpose(name, purpose, purpose_text)
    with transaction.atomic():
        locked = being_set_up(programme)
        if locked.name != name.strip():
            _check_name_free(name)
        locked.name, locked.purpose, locked.purpose_text = name.strip(), purpose, purpose_text.strip()
        locked.problem_areas, locked.owner_id = list(problem_areas), owner_id
        locked.save(update_fields=["name", "purpose", "purpose_text", "problem_areas", "owner"])
        _record("change_purpose", locked, actor_id, now)
    return locked


def change_people(*, programme: Programme, eligibility: Eligibility, actor_id: str, now: datetime) -> Programme:
    """Whom the programme is for."""
    with transaction.atomic():
        locked = being_set_up(programme)
        locked.eligibility = eligibility.to_json()
        locked.save(update_fields=["eligibility"])
        _record("change_people", locked, actor_id, now)
    return locked


def change_participation(
    *, programme: Programme, participation: str, places_wanted: int | None, actor_id: str, now: datetime
) -> Programme:
    """Whether people are asked, and how many mentors' places are wanted for each intake."""
    if participation not in Participation.values:
        raise UnableToChange(_("Choose whether everyone takes part, everyone is asked, or both."))
    with transaction.atomic():
        locked = being_set_up(programme)
        if locked.participation != participation and locked.cohorts.filter(roster__isnull=False).exists():
            raise UnableToChange(
                _("There are people on a list already, and they were listed under the earlier choice.")
            )
        locked.participation, locked.places_wanted = participation, places_wanted
        locked.save(update_fields=["participation", "places_wanted"])
        _record("change_participation", locked, actor_id, now, participation=participation, places=places_wanted)
    return locked


def change_serving(
    *, programme: Programme, others_start_after_weeks: int | None, actor_id: str, now: datetime
) -> Programme:
    """When those drawn for later start. Intakes opened before keep their date."""
    if others_start_after_weeks is not None and not 1 <= others_start_after_weeks <= 104:
        raise UnableToChange(
            _("Give a number of weeks between 1 and 104, or choose that they do not start in this round.")
        )
    with transaction.atomic():
        locked = being_set_up(programme)
        if Cohort.objects.filter(programme=locked).exists():
            raise UnableToChange(_("There is an intake with dates already; its people rely on them."))
        locked.others_start_after_weeks = others_start_after_weeks
        locked.save(update_fields=["others_start_after_weeks"])
        _record("change_serving", locked, actor_id, now, weeks=others_start_after_weeks)
    return locked


def _in_every_language(text: str | Promise) -> dict[str, str]:
    """The text by language; a language without a translation is left empty rather than shown in another."""
    source = settings.LANGUAGE_CODE
    with override(source):
        texts = {source: str(text)}
    for code, _name in settings.LANGUAGES:
        with override(code):
            if str(text) != texts[source]:
                texts[code] = str(text)
    return texts


def _check_purpose(name: str, purpose: str, purpose_text: str) -> None:
    if not name.strip():
        raise UnableToChange(_("Give the programme a name."))
    if purpose not in Purpose.values or not purpose_text.strip():
        raise UnableToChange(_("Say what the programme is for. Every participant reads it."))


def _check_name_free(name: str) -> None:
    if Programme.objects.filter(name=name.strip()).exists():
        raise UnableToChange(_("There is a programme of this name already; give it another."))


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
