"""Hold a draw again on somebody's word, and write down who asked and what came out."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from mentorlift.audit.services import record
from mentorlift.draws.models import Check, Draw
from mentorlift.draws.verification import verify_anew


def check_draw(*, draw: Draw, actor_id: str, now: datetime) -> Check:
    """Draws again from list, secret and public value and keeps the answer, whatever it is."""
    verdict = verify_anew(draw)
    with transaction.atomic():
        kept = Check.objects.create(
            draw=draw,
            at=now,
            by=actor_id,
            people=verdict.people,
            faults=list(verdict.faults),
            moved=[asdict(line) for line in verdict.moved],
        )
        record(
            actor_id=actor_id,
            action="draws.check",
            subject=f"draw:{draw.id}",
            now=now,
            ids={"people": kept.people, "faults": len(kept.faults), "moved": len(kept.moved)},
            digests={"record": draw.record_hash},
        )
    return kept
