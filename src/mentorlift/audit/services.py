"""Write to the audit record and check it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mentorlift.audit import rules
from mentorlift.audit.models import AuditHead, AuditRecord


@dataclass(frozen=True)
class ChainCheck:
    """What a verification found: `broken_at` is the first sequence that does not follow, None when all do."""

    records: int
    broken_at: int | None
    reason: str

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def record(
    *,
    actor_id: str,
    action: str,
    subject: str,
    now: datetime,
    ids: Mapping[str, object] | None = None,
    digests: Mapping[str, object] | None = None,
) -> AuditRecord:
    """Append one record, inside the caller's transaction: it stands or falls with the change it tells of.

    `action` is "room.verb", `subject` "thing:id". Values are ids, digests, counts, dates; anything that could be a
    name or a text raises rules.NotAnIdentifier. Writers queue on one row until the transaction ends, so call it
    late in a long one.
    """
    kept_ids, kept_digests = rules.checked(ids or {}), rules.checked(digests or {})
    rules.checked_token("action", action)
    rules.checked_token("subject", subject)
    with transaction.atomic():
        head = _locked_head()
        content = rules.content(
            sequence=head.sequence + 1,
            at=now,
            actor_id=rules.checked_token("actor", actor_id),
            action=action,
            subject=subject,
            ids=kept_ids,
            digests=kept_digests,
        )
        written = AuditRecord.objects.create(
            sequence=head.sequence + 1,
            at=now,
            actor_id=actor_id,
            action=action,
            subject=subject,
            ids=kept_ids,
            digests=kept_digests,
            previous_hash=head.hash,
            hash=rules.digest(content, previous_hash=head.hash),
        )
        head.sequence, head.hash = written.sequence, written.hash
        head.save(update_fields=["sequence", "hash"])
    return written


def verify_chain() -> ChainCheck:
    """Recompute every hash from the first record on. Reads all records once, holding one at a time."""
    previous, expected = rules.START, 1
    for entry in AuditRecord.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            return ChainCheck(expected - 1, expected, f"record {expected} is missing")
        if entry.previous_hash != previous or entry.hash != _recomputed(entry):
            return ChainCheck(expected - 1, expected, f"record {expected} was changed after it was written")
        previous, expected = entry.hash, expected + 1
    head = AuditHead.objects.filter(id=1).first() or AuditHead()
    if (head.sequence, head.hash) != (expected - 1, previous):
        return ChainCheck(expected - 1, expected, f"records after {expected - 1} were removed")
    return ChainCheck(expected - 1, None, "")


def _locked_head() -> AuditHead:
    found = AuditHead.objects.select_for_update().filter(id=1).first()
    if found is not None:
        return found
    AuditHead.objects.get_or_create(id=1)  # before the very first record; two may come at once
    return AuditHead.objects.select_for_update().get(id=1)


def _recomputed(entry: AuditRecord) -> str:
    content = rules.content(
        sequence=entry.sequence,
        at=entry.at,
        actor_id=entry.actor_id,
        action=entry.action,
        subject=entry.subject,
        ids=entry.ids,
        digests=entry.digests,
    )
    return rules.digest(content, previous_hash=entry.previous_hash)
