"""Background work of this room."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.files.faults import Refused
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.outcomes.models import Delivery, OutcomeImport


@job("outcomes.take_over", title=gettext_lazy("Taking over a file of figures"))
def take_over(run: JobRun, *, import_id: str) -> dict[str, Any] | None:
    """Checks the file, stores it in columns and makes it count; or refuses it with every fault."""
    from mentorlift.outcomes.services.looks import tell_refused
    from mentorlift.outcomes.services.take_over import keep, prepare, refuse

    upload = OutcomeImport.objects.get(id=import_id)
    url = reverse("outcomes:import", args=[upload.id])
    if not upload.is_open:
        return {"url": url}
    run.progress(0, 2, _("reading and checking every row"))
    try:
        prepared = prepare(upload)
    except Refused as refused:
        with run.finishing() as result:
            refuse(upload=upload, refused=refused, actor_id=run.requested_by, now=timezone.now())
            tell_refused(upload=upload, faults=len(refused.faults) + refused.more, now=timezone.now())
            result.update({"url": url, "nothing_kept": True})
        return None
    run.progress(1, 2, _("writing it down"))
    with run.finishing() as result:
        keep(upload=upload, prepared=prepared, actor_id=run.requested_by, now=timezone.now())
        result.update({"url": url})
    return None


@job("outcomes.tidy", every=timedelta(hours=6), title=gettext_lazy("Removing files that no import names"))
def tidy(run: JobRun) -> dict[str, Any]:
    from mentorlift.outcomes.services.uploads import tidy as tidy_up

    return {"touched": tidy_up(now=run.now)}


@job("outcomes.deliveries", every=timedelta(minutes=5), title=gettext_lazy("Looking for delivered files"))
def deliveries(run: JobRun) -> dict[str, Any]:
    from mentorlift.outcomes.services.looks import look_into_due

    found = look_into_due(now=run.now)
    return {"looks": len(found), "taken": sum(look.taken for look in found)}


@job("outcomes.look", title=gettext_lazy("Looking for delivered files"))
def look(run: JobRun, *, delivery_id: str) -> dict[str, Any]:
    """Because somebody asked, whatever the time of day."""
    from mentorlift.outcomes.services.looks import look_into

    found = look_into(delivery=Delivery.objects.get(id=delivery_id), now=run.now, actor_id=run.requested_by)
    return {"taken": found.taken, "url": reverse("outcomes:delivery", args=[delivery_id])}
