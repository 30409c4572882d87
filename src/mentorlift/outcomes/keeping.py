"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime, time

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorlift.keeping.kinds import Kind, Text, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.outcomes.models import OutcomeImport
from mentorlift.outcomes.queries.own import own_figures
from mentorlift.outcomes.services.uploads import forget_faults, forget_strangers, with_faults, with_strangers
from mentorlift.outcomes.words import figure_word
from mentorlift.people.queries import organisation_day

BY = "job:keeping.sweep"
MOST_YEARS = 10


def register() -> None:
    """Called in OutcomesConfig.ready."""
    register_kind(
        Kind(
            key="figures",
            position=50,
            title=_("Daily figures"),
            starts=_("the last day that their file, or the one it corrects, tells of"),
            stays=_("answers that were computed, with the check code of the figures; they are not computed again"),
            default=1825,
            least=730,
            most=MOST_YEARS * 365,
            oldest=_oldest,
            remove=_remove,
        )
    )
    register_kind(
        Kind(
            key="unknown_rows",
            position=72,
            title=_("Rows of figures of people nobody knows"),
            starts=_("the day the file was taken over"),
            stays=_("how many there were"),
            default=30,
            least=1,
            most=90,
            oldest=lambda: with_strangers().aggregate(first=Min("taken_over_at"))["first"],
            remove=lambda before, now: forget_strangers(before=before, now=now),
        )
    )
    register_kind(
        Kind(
            key="faults",
            position=74,
            title=_("Faults of files of figures that were refused"),
            starts=_("the day the file was refused"),
            stays=_("that it was refused, and how many faults it had"),
            default=7,
            least=1,
            most=30,
            oldest=lambda: with_faults().aggregate(first=Min("refused_at"))["first"],
            remove=lambda before, _now: forget_faults(before=before),
        )
    )
    register_gatherer(Gatherer("figures", 50, _figures))


def _counted() -> QuerySet[OutcomeImport]:
    return OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None)


def _oldest() -> datetime | None:
    last = _counted().aggregate(first=Min("last_on"))["first"]
    return timezone.make_aware(datetime.combine(last, time())) if last else None


def _remove(before: datetime, now: datetime) -> int:
    from mentorlift.outcomes.services.take_over import withdraw

    day = organisation_day(before)
    # a file that corrects days of one still kept goes with that one: else the uncorrected days would count again
    corrected = _counted().filter(
        every=OuterRef("every"), taken_over_at__lt=OuterRef("taken_over_at"), first_on__lte=OuterRef("last_on")
    )
    still_kept = corrected.filter(last_on__gte=day)
    due = _counted().filter(~Exists(still_kept), last_on__lt=day).order_by("last_on", "id")
    ids = list(due.values_list("id", flat=True))
    for import_id in ids:
        withdraw(import_id=import_id, actor_id=BY, now=now)
    OutcomeImport.objects.filter(id__in=ids).update(aged_out_at=now)
    return len(ids)


def _figures(whose: Whose, _now: datetime) -> list[Part]:
    names, rows = own_figures(whose.person_id) if whose.person_id else ([], [])
    columns: list[tuple[str, Text]] = [("on", _("day")), *((name, figure_word(name)) for name in names)]
    return [Part("figures", _("Your figures"), columns, rows, _("As the files brought them, day by day."))]
