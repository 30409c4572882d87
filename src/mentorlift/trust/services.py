"""The only writers of this room. What people write enters no log, no audit record and no count.

The audit record names who acted, and administrators read it: a line in it would tell that somebody wrote, and who. So
only the naming of contacts is recorded; docs/rules/confidence.md says so.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.programmes.models import Programme
from mentorlift.trust import policies
from mentorlift.trust.letters import tell_contact, tell_owner
from mentorlift.trust.models import Matter, Text, TrustedContact
from mentorlift.trust.queries import in_the_line
from mentorlift.trust.sealing import reseal, seal

LONGEST_TEXT = 4000


class UnableToName(Exception):
    """Nobody was named; `faults` say everything that stands in the way."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


class UnableToWrite(Exception):
    """Nothing was sent; the text says why."""


def name_contact(
    *, programme: Programme, person_id: UUID, is_deputy: bool, actor: Actor, now: datetime, today: date
) -> TrustedContact:
    """Put somebody into the office, or its deputy's; whoever held it reads what they were sent, and nothing new comes.

    Raises UnableToName for somebody in the line of those who take part.
    """
    faults = in_the_line(programme, person_id, day=today)
    if not policies.may_name_contacts(actor):
        raise UnableToName([_("Only programme managers name the trusted contact.")])
    with transaction.atomic():
        Programme.objects.select_for_update().get(id=programme.id)
        present = TrustedContact.objects.filter(programme=programme, ended_at=None)
        if present.filter(person_id=person_id).exists():
            faults.append(_("This person holds one of the two places already."))
        if faults:
            raise UnableToName(faults)
        present.filter(is_deputy=is_deputy).update(ended_at=now, ended_by=actor.user_id)
        named = TrustedContact.objects.create(
            programme=programme, person_id=person_id, is_deputy=is_deputy, named_at=now, named_by=actor.user_id
        )
        _record("name_contact", named, actor.user_id, now)
    return named


def end_deputy(*, programme: Programme, actor: Actor, now: datetime) -> None:
    """Leave the place of the deputy empty."""
    with transaction.atomic():
        held = TrustedContact.objects.filter(programme=programme, is_deputy=True, ended_at=None).first()
        if held is None or not policies.may_name_contacts(actor):
            return
        TrustedContact.objects.filter(id=held.id).update(ended_at=now, ended_by=actor.user_id)
        _record("end_deputy", held, actor.user_id, now)


def begin(*, contact: TrustedContact, text: str, actor: Actor, now: datetime) -> Matter:
    """Write to a contact in confidence. Their letter says that something waits for them, and nothing else.

    Raises UnableToWrite for whoever takes no part, an empty or too long text, and a contact who left the office.
    """
    clean = _clean(text)
    with transaction.atomic():
        locked = TrustedContact.objects.select_for_update().get(id=contact.id)
        if actor.person_id is None or not policies.may_write(actor, locked.programme):
            raise UnableToWrite(_("Only people who take part in the programme can write here."))
        if locked.ended_at is not None:
            raise UnableToWrite(_("Somebody else is the trusted contact now. Choose whom you would like to write to."))
        matter = Matter.objects.create(contact=locked, writer_id=actor.person_id, begun_at=now)
        _add(matter, clean, actor.person_id, now)
        tell_contact(matter, now=now)
    return matter


def answer(*, matter: Matter, text: str, actor: Actor, now: datetime) -> Text:
    """One of the two writes on; a settled matter is open again. Raises UnableToWrite."""
    clean = _clean(text)
    with transaction.atomic():
        locked = Matter.objects.select_for_update(of=("self",)).select_related("contact").get(id=matter.id)
        if actor.person_id is None or not policies.may_read_matter(actor, locked):
            raise UnableToWrite(_("Only the two of you write here."))
        Matter.objects.filter(id=matter.id).update(settled_at=None)
        written = _add(locked, clean, actor.person_id, now)
        if policies.is_writer(actor, locked):
            tell_contact(locked, now=now)
    return written


def settle(*, matter: Matter, actor: Actor, now: datetime) -> None:
    """The contact notes that nothing more is to be done; from that day on the clock of its deletion runs."""
    if policies.is_contact(actor, matter):
        Matter.objects.filter(id=matter.id, settled_at=None).update(settled_at=now)


def take_back(*, matter: Matter, actor: Actor) -> None:
    """The writer deletes the whole matter, for both."""
    if policies.is_writer(actor, matter):
        Matter.objects.filter(id=matter.id).delete()


def remove_of_erased() -> int:
    """Delete the matters of writers, and what contacts wrote, who were erased from the directory. Returns the rows."""
    matters = Matter.objects.filter(writer__identity__isnull=True).delete()[0]
    return matters + Text.objects.filter(author__identity__isnull=True).delete()[0]


def warn_of_changed_lines(*, now: datetime, today: date) -> int:
    """Tell the owners whose contact came into the line of those who take part; once each. Returns how many stand so."""
    held = TrustedContact.objects.filter(
        ended_at=None, programme__launch__isnull=False, programme__closing=None, programme__stop=None
    ).select_related("programme")
    found = [
        (contact, faults)
        for contact in held
        if (faults := in_the_line(contact.programme, contact.person_id, day=today))
    ]
    for contact, _faults in found:
        with transaction.atomic():
            tell_owner(contact, now=now)
    return len(found)


def reseal_all() -> int:
    """Seal every message with the first of the keys. Raises sealing.UnableToRead. Returns how many."""
    count = 0
    for text in Text.objects.select_for_update():
        Text.objects.filter(id=text.id).update(sealed=reseal(text.sealed, matter_id=text.matter_id))
        count += 1
    return count


def _add(matter: Matter, text: str, author_id: UUID, now: datetime) -> Text:
    sealed = seal(text, matter_id=matter.id, author_id=author_id)
    return Text.objects.create(matter=matter, author_id=author_id, sealed=sealed, at=now)


def _clean(text: str) -> str:
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise UnableToWrite(_("There is nothing in it yet. A sentence is enough."))
    if len(clean) > LONGEST_TEXT:
        raise UnableToWrite(_("This is longer than 4,000 characters. Shorten it a little; nothing was lost."))
    return clean


def _record(verb: str, contact: TrustedContact, actor_id: str, now: datetime) -> None:
    record(
        actor_id=actor_id,
        action=f"trust.{verb}",
        subject=f"programme:{contact.programme_id}",
        now=now,
        ids={"contact": contact.id, "person": contact.person_id},
    )
