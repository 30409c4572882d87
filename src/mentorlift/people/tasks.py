"""Background work of this room."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorlift.files.faults import Fault
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.people.models import Identity, PeopleImport
from mentorlift.people.queries.comparison import LeavePreview, compared, compared_leave
from mentorlift.people.queries.directory import not_invited
from mentorlift.people.rules.preview import Preview
from mentorlift.people.services.leave import write_leave
from mentorlift.people.services.persons import UnableToInvite, invite_person
from mentorlift.people.services.take_over import write_people
from mentorlift.people.services.uploads import UnableToImport
from mentorlift.ui.in_words import fault_line

SHOWN = 20


@job("people.take_over", title=_("Taking over a file of people"))
def take_over(run: JobRun, *, import_id: str) -> None:
    """Compares the file with the directory as it is now and writes all of it, or nothing."""
    _take_over(run, import_id, compared, write_people)


@job("people.take_over_leave", title=_("Taking over a file of leave"))
def take_over_leave(run: JobRun, *, import_id: str) -> None:
    """The same for spells of leave."""
    _take_over(run, import_id, compared_leave, write_leave)


def _take_over(
    run: JobRun,
    import_id: str,
    compare: Callable[[PeopleImport], Preview | LeavePreview],
    write: Callable[..., dict[str, int]],
) -> None:
    upload = _open_upload(import_id)
    run.progress(0, 2, str(_("reading and comparing")))
    preview = compare(upload)
    _refuse(preview.faults)
    run.progress(1, 2, str(_("writing")))
    with run.finishing() as result:
        counts = write(upload=upload, preview=preview, actor_id=run.requested_by, now=run.now)
        result.update(_answer(upload, counts))


@job("people.invite", title=_("Sending invitations"))
def invite(run: JobRun, *, person_ids: list[str]) -> dict[str, Any]:
    """One letter a person. Started again after a kill, it goes on with those who have no letter yet."""
    wanted = Identity.objects.filter(person_id__in=person_ids)
    sent, refused = 0, 0
    for person_id in list(not_invited(wanted, now=run.now)):
        run.progress(sent, len(person_ids), str(_("writing letters")))
        try:
            invite_person(person_id=person_id, actor_id=run.requested_by, now=timezone.now())
            sent += 1
        except UnableToInvite:
            refused += 1
    return {"sent": sent, "refused": refused, "url": reverse("people:directory")}


def _open_upload(import_id: str) -> PeopleImport:
    upload = PeopleImport.objects.get(id=import_id)
    if not upload.is_open:
        raise UnableToImport(str(_("This file has been taken over or discarded meanwhile.")))
    return upload


def _refuse(faults: list[Fault]) -> None:
    if faults:
        lines = [fault_line(fault) for fault in faults[:SHOWN]]
        lines += [str(_("... and %(more)s more") % {"more": len(faults) - SHOWN})] if len(faults) > SHOWN else []
        raise UnableToImport("\n".join(lines))


def _answer(upload: PeopleImport, counts: dict[str, int]) -> dict[str, Any]:
    return {"counts": counts, "url": reverse("people:import", args=[upload.id])}
