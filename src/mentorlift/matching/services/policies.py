"""Write a new version of a programme's matching policy."""

import hashlib
import tomllib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.matching.models import MatchPolicy
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.pool import read_version
from mentorlift.matching.services.faults import UnableToWritePolicy, refuse_when_ended
from mentorlift.programmes.models import Programme
from mentorlift.programmes.role_words import shape_of
from mentorlift.programmes.rules.shapes import Shape
from mentorlift.ui.in_words import fault_line

LONGEST = 20_000


def write_policy(*, programme: Programme, toml: str, actor: Actor, now: datetime) -> MatchPolicy:
    """Keep `toml` as the next version; the present version is returned when nothing differs.

    Raises UnableToWritePolicy with every fault, row and key.
    """
    if not may_match(actor):
        raise UnableToWritePolicy([_("Only a programme manager can change how people are matched.")])
    refuse_when_ended(programme, UnableToWritePolicy)
    text = "\n".join(line.rstrip() for line in toml.replace("\r\n", "\n").split("\n")).strip() + "\n"
    if faults := policy_faults(text, shape_of(programme.template)):
        raise UnableToWritePolicy(faults)
    with transaction.atomic():
        Programme.objects.select_for_update().get(id=programme.id)
        versions = MatchPolicy.objects.filter(programme=programme)
        present = versions.order_by("-version").first()
        if present is not None and present.toml == text:
            return present
        written = MatchPolicy.objects.create(
            programme=programme,
            version=(versions.aggregate(most=Max("version"))["most"] or 0) + 1,
            toml=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            written_at=now,
            written_by=actor.user_id,
        )
        record(
            actor_id=actor.user_id,
            action="matching.write_policy",
            subject=f"programme:{programme.id}",
            now=now,
            ids={"version": written.version},
            digests={"policy": written.digest},
        )
    return written


def policy_faults(text: str, shape: Shape) -> list[str]:
    """Everything wrong with a policy text in a programme of that form, one sentence each."""
    if len(text) > LONGEST:
        return [_("The policy is longer than %(most)d characters.") % {"most": LONGEST}]
    try:
        found = read_version(text)
    except tomllib.TOMLDecodeError as error:
        return [_("This is not TOML: %(error)s") % {"error": error}]
    if found.policy.circle is not None and shape.circle is None:
        found.fault("circle", 0, "", _("this programme does not meet in circles"), _("take the table out"))
    if found.policy.weeks is not None and not shape.rotates:
        found.fault("rotation", 0, "", _("pairs of this programme do not rotate"), _("take the table out"))
    if found.policy.weeks is None and shape.rotates and not found.faults:
        found.fault("", -1, "rotation", _("pairs of this programme rotate"), _("add [rotation] with weeks"))
    return [fault_line(fault) for fault in found.faults]
