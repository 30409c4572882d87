"""The share of the rooms below this one: words of background work, and what an account did in the audit record."""

from datetime import datetime

from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import forget_words
from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer


def register() -> None:
    """Called in KeepingConfig.ready."""
    register_kind(
        Kind(
            key="job_words",
            position=90,
            title=_("Words of background work"),
            starts=_("the day it was asked for"),
            stays=_("that it ran, and when"),
            default=30,
            least=7,
            most=90,
            oldest=_oldest,
            remove=lambda before, _now: forget_words(before=before),
        )
    )
    register_gatherer(Gatherer("audit", 95, _acts))


def _oldest() -> datetime | None:
    worded = Job.objects.exclude(Q(error="") & Q(note=""))
    found: datetime | None = worded.aggregate(first=Min("created_at"))["first"]
    return found


def _acts(whose: Whose, _now: datetime) -> list[Part]:
    """What this account did and what names this person, as the record keeps it: ids and digests."""
    about = [
        f"{thing}:{whose_id}" for thing, whose_id in (("person", whose.person_id), ("user", whose.user_id)) if whose_id
    ]
    mine = Q(subject__in=about)
    if whose.user_id:
        mine |= Q(actor_id=whose.user_id)
    found = AuditRecord.objects.filter(mine).order_by("sequence")
    columns = (("number", _("number")), ("at", _("when")), ("action", _("what")), ("subject", _("on what")))
    rows = [(one.sequence, one.at, one.action, one.subject) for one in found]
    note = _("The audit record holds ids and check codes, no names and no texts. It is kept for good.")
    return [Part("audit", _("Audit record"), columns, rows, note)]
