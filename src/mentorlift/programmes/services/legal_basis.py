"""Write down the legal basis of a programme."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.programmes.models import Basis, LegalBasis, Programme

NEEDS_WORDS = {Basis.INTERESTS, Basis.OTHER}


class UnableToState(Exception):
    """No legal basis was written down; the text says why."""


def state_legal_basis(
    *,
    programme: Programme,
    chosen: Sequence[str],
    text: str,
    officer: str,
    office: str,
    signed_on: date,
    actor_id: str,
    now: datetime,
    today: date,
) -> LegalBasis:
    """Keep what the officer chose; earlier decisions stay. Raises UnableToState."""
    if not chosen:
        raise UnableToState(_("Choose at least one basis."))
    if NEEDS_WORDS.intersection(chosen) and not text.strip():
        raise UnableToState(_("This basis needs words: which interests were weighed, or which other basis it is."))
    if signed_on > today:
        raise UnableToState(_("The day of the signature lies ahead."))
    with transaction.atomic():
        kept = LegalBasis.objects.create(
            programme=programme,
            chosen=list(chosen),
            text=text.strip(),
            officer=officer.strip(),
            office=office.strip(),
            signed_on=signed_on,
            at=now,
            by=actor_id,
        )
        record(
            actor_id=actor_id,
            action="programmes.state_legal_basis",
            subject=f"programme:{programme.id}",
            now=now,
            ids={"basis": kept.id, "chosen": list(chosen), "signed_on": signed_on},
            digests={"text": hashlib.sha256(kept.text.encode()).hexdigest()},
        )
    return kept
