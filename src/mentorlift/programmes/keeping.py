"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, register_gatherer
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.held import held
from mentorlift.programmes.models import (
    AgainAnswer,
    Aims,
    MentorAbsence,
    MentorOffer,
    MentorPause,
    MentorProfile,
    MentorSupport,
    Objection,
    Programme,
    SeenWell,
)
from mentorlift.programmes.queries.ended import earliest_end, ended_programmes


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_kind(
        Kind(
            key="own_words",
            position=20,
            title=_("What mentors and protégés said of themselves, and what others saw them do well"),
            starts=_("the end of the programme"),
            stays=_("who took part, without words"),
            default=180,
            least=30,
            most=730,
            oldest=lambda: earliest_end(_worded()),
            remove=_remove_words,
        )
    )
    register_kind(
        Kind(
            key="mentor_absences",
            position=25,
            title=_("Days on which mentors are away or pause"),
            starts=_("the last of these days"),
            stays=_("nothing"),
            default=180,
            least=30,
            most=730,
            oldest=_oldest_absence,
            remove=_remove_absences,
        )
    )
    register_kind(
        Kind(
            key="objections",
            position=28,
            title=_("Objections that were taken back"),
            starts=_("the day it was taken back"),
            stays=_("nothing"),
            default=180,
            least=30,
            most=730,
            oldest=lambda: Objection.objects.aggregate(first=Min("withdrawn_at"))["first"],
            remove=lambda before, _now: Objection.objects.filter(withdrawn_at__lt=before).delete()[0],
        )
    )
    register_kind(
        Kind(
            key="again",
            position=29,
            title=_("Whether people would take part again"),
            starts=_("the end of the programme"),
            stays=_("nothing"),
            default=365,
            least=30,
            most=730,
            oldest=lambda: earliest_end(Programme.objects.filter(Exists(_AGAIN)).filter(closing__isnull=False)),
            remove=lambda before, _now: AgainAnswer.objects.filter(
                programme__in=ended_programmes(before=before)
            ).delete()[0],
        )
    )
    register_gatherer(Gatherer("programmes", 10, held))


_AGAIN = AgainAnswer.objects.filter(programme=OuterRef("pk"))


def _worded() -> QuerySet[Programme]:
    of = {"programme": OuterRef("pk")}
    said = (
        Q(Exists(MentorProfile.objects.filter(offer__programme=OuterRef("pk"))))
        | Q(Exists(MentorSupport.objects.filter(offer__programme=OuterRef("pk"))))
        | Q(Exists(SeenWell.objects.filter(offer__programme=OuterRef("pk"))))
        | Q(Exists(Aims.objects.filter(**of)))
        | Q(Exists(MentorOffer.objects.filter(**of).exclude(topics="")))
    )
    return Programme.objects.filter(said).filter(Q(closing__isnull=False) | Q(stop__isnull=False))


def _remove_words(before: datetime, _now: datetime) -> int:
    over = ended_programmes(before=before)
    counts = [
        MentorProfile.objects.filter(offer__programme__in=over).delete()[0],
        MentorSupport.objects.filter(offer__programme__in=over).delete()[0],
        SeenWell.objects.filter(offer__programme__in=over).delete()[0],
        Aims.objects.filter(programme__in=over).delete()[0],
        MentorOffer.objects.filter(programme__in=over).exclude(topics="").update(topics=""),
    ]
    return sum(counts)


def _oldest_absence() -> datetime | None:
    found = [
        MentorAbsence.objects.aggregate(first=Min("to_on"))["first"],
        _ended_pauses().aggregate(first=Min("to_on"))["first"],
    ]
    days = [day for day in found if day]
    return timezone.make_aware(datetime.combine(min(days) - timedelta(days=1), time())) if days else None


def _ended_pauses() -> QuerySet[MentorPause]:
    return MentorPause.objects.filter(to_on__isnull=False)


def _remove_absences(before: datetime, _now: datetime) -> int:
    day = organisation_day(before)
    lifted = MentorPause.objects.filter(lifted_at__lt=before)
    pauses = _ended_pauses().filter(to_on__lte=day) | lifted
    return MentorAbsence.objects.filter(to_on__lte=day).delete()[0] + pauses.delete()[0]
