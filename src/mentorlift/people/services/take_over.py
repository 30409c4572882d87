"""Takes a file of people over: everything in it in one transaction, or nothing."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import enqueue
from mentorlift.people.models import Employment, Identity, PeopleImport, Person, Post
from mentorlift.people.queries.days import organisation_day
from mentorlift.people.rules.changes import MOVED, RETURNED, Change
from mentorlift.people.rules.preview import Preview
from mentorlift.people.services.uploads import UnableToImport
from mentorlift.people.upload_folder import path_of

BATCH = 1_000
JOBS = {PeopleImport.PEOPLE: "people.take_over", PeopleImport.LEAVE: "people.take_over_leave"}


def ask(*, upload_id: UUID, actor_id: str, now: datetime) -> Job:
    """Asks for a checked file to be taken over in the background; asking twice while it runs gives the same job."""
    with transaction.atomic():
        upload = PeopleImport.objects.select_for_update().get(id=upload_id)
        if not upload.is_open or upload.mapped_at is None:
            raise UnableToImport(_("This file has been dealt with already. Upload it again if it has changed."))
        asked = Job.objects.filter(failed_at=None, cancelled_at=None)
        running = asked.filter(id=upload.job_id).first() if upload.job_id else None
        if running is not None:
            return running
        upload.tries += 1
        job = enqueue(
            JOBS[upload.kind],
            now=now,
            requested_by=actor_id,
            key=f"people_import:{upload.id}:{upload.tries}",
            import_id=str(upload.id),
        )
        upload.job_id = job.id
        upload.save(update_fields=["tries", "job_id"])
    return job


def _by_chance(_code: str) -> UUID:
    return uuid4()


def write_people(
    *,
    upload: PeopleImport,
    preview: Preview,
    actor_id: str,
    now: datetime,
    new_id: Callable[[str], UUID] = _by_chance,
) -> dict[str, int]:
    """Writes all changes of a faultless preview and closes the import. Once: a second call raises UnableToImport.

    Ids of new people are chance unless `new_id` gives one for the code of the file (the demo, whose draws repeat).
    """
    counts = preview.counts
    try:
        _write(upload, preview, counts, new_id=new_id, actor_id=actor_id, now=now)
    except IntegrityError:
        raise UnableToImport(_("Somebody changed the same people meanwhile. Look at the preview again.")) from None
    return counts


def _write(
    upload: PeopleImport,
    preview: Preview,
    counts: dict[str, int],
    *,
    new_id: Callable[[str], UUID],
    actor_id: str,
    now: datetime,
) -> None:
    with transaction.atomic():
        close(upload=upload, counts=counts, actor_id=actor_id, now=now)
        ids = dict(Identity.objects.values_list("code", "person_id"))
        new = [change for change in preview.changes if change.present is None]
        old = [change for change in preview.changes if change.present is not None and change.differences]
        ids |= {change.person.person_id: new_id(change.person.person_id) for change in new}
        _add(new, ids, now)
        _rename(old)
        _employ(old)
        _move(old, ids, upload.holds_from or organisation_day(now))


def close(*, upload: PeopleImport, counts: dict[str, int], actor_id: str, now: datetime) -> None:
    """Marks an import as taken over, inside the transaction that writes it; raises UnableToImport if it was already."""
    still_open = PeopleImport.objects.filter(id=upload.id, taken_over_at=None, discarded_at=None)
    if not still_open.update(taken_over_at=now, counts=counts):
        raise UnableToImport(_("This file has been taken over or discarded meanwhile."))
    record(
        actor_id=actor_id,
        action=f"people.import_{upload.kind}",
        subject=f"people_import:{upload.id}",
        now=now,
        ids=counts,
        digests={"file": upload.file_digest},
    )
    transaction.on_commit(lambda: path_of(upload).unlink(missing_ok=True))


def _add(changes: list[Change], ids: dict[str, UUID], now: datetime) -> None:
    Person.objects.bulk_create(
        [Person(id=ids[change.person.person_id], created_at=now) for change in changes], batch_size=BATCH
    )
    Identity.objects.bulk_create(
        [
            Identity(
                person_id=ids[change.person.person_id],
                code=change.person.person_id,
                name=change.person.name,
                email=change.person.email,
            )
            for change in changes
        ],
        batch_size=BATCH,
    )
    Employment.objects.bulk_create(
        [
            Employment(
                person_id=ids[change.person.person_id],
                hired_on=_hired_on(change),
                exited_on=change.person.exited_on,
            )
            for change in changes
        ],
        batch_size=BATCH,
    )
    Post.objects.bulk_create([_post(change, ids, _hired_on(change)) for change in changes], batch_size=BATCH)


def _rename(changes: list[Change]) -> None:
    named = {
        change.present.person_id: change
        for change in changes
        if change.present and any(difference.field in {"name", "email"} for difference in change.differences)
    }
    rows = list(Identity.objects.filter(person_id__in=named))
    moved = [row.person_id for row in rows if row.email != named[row.person_id].new("email")]
    # two people may swap their addresses: all of them are cleared before any is set
    Identity.objects.filter(person_id__in=moved).update(email="")
    for row in rows:
        row.name, row.email = str(named[row.person_id].new("name")), str(named[row.person_id].new("email"))
    Identity.objects.bulk_update(rows, ["name", "email"], batch_size=BATCH)


def _employ(changes: list[Change]) -> None:
    touched = {
        change.present.person_id: change
        for change in changes
        if change.present and any(difference.field in {"hired_on", "exited_on"} for difference in change.differences)
    }
    last = {spell.person_id: spell for spell in Employment.objects.filter(person_id__in=touched).order_by("hired_on")}
    again, corrected = [], []
    for person_id, change in touched.items():
        if RETURNED in change.kinds:
            exited = change.person.exited_on
            again.append(Employment(person_id=person_id, hired_on=_hired_on(change), exited_on=exited))
            continue
        spell = last[person_id]
        spell.hired_on, spell.exited_on = change.new("hired_on"), change.new("exited_on")  # type: ignore[assignment]
        corrected.append(spell)
    Employment.objects.bulk_update(corrected, ["hired_on", "exited_on"], batch_size=BATCH)
    Employment.objects.bulk_create(again, batch_size=BATCH)


def _move(changes: list[Change], ids: dict[str, UUID], holds_from: date) -> None:
    """Opens a new post from the day the file's facts hold; corrects the present one where it is no older than that."""
    by_person = {change.present.person_id: change for change in changes if change.present}
    posts = {post.person_id: post for post in Post.objects.filter(person_id__in=by_person).order_by("from_on", "id")}
    updated, opened = [], []
    for person_id, change in by_person.items():
        post, present = posts[person_id], change.present
        assert present is not None
        returned, moved = RETURNED in change.kinds, MOVED in change.kinds
        from_on = _hired_on(change) if returned else holds_from
        if (returned or moved) and from_on > post.from_on:
            post.until_on = min(from_on, present.exited_on) if returned and present.exited_on else from_on
            opened.append(_post(change, ids, from_on))
        else:
            fresh = _post(change, ids, post.from_on)
            for name in ("team", "site", "role", "manager_id", "working_share", "attributes"):
                setattr(post, name, getattr(fresh, name))
            if post.from_on == present.hired_on:
                post.from_on = change.new("hired_on")  # type: ignore[assignment]
        updated.append(post)
    fields = ["from_on", "until_on", "team", "site", "role", "manager", "working_share", "attributes"]
    Post.objects.bulk_update(updated, fields, batch_size=BATCH)
    Post.objects.bulk_create(opened, batch_size=BATCH)


def _hired_on(change: Change) -> date:
    hired_on = change.person.hired_on
    assert hired_on is not None  # every row of a file has one, or the file is refused
    return hired_on


def _post(change: Change, ids: dict[str, UUID], from_on: date) -> Post:
    person, is_new = change.person, change.present is None
    facts: dict[str, Any] = {
        name: getattr(person, name) if is_new else change.new(name)
        for name in ("team", "site", "role", "manager_id", "working_share")
    }
    boss, share = facts.pop("manager_id"), facts.pop("working_share")
    return Post(
        person_id=ids[person.person_id],
        from_on=from_on,
        manager_id=ids[boss] if boss else None,
        working_share=Decimal(str(share or 1)),
        attributes=change.attributes,
        **facts,
    )
