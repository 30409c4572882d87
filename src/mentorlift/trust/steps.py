"""What this room adds to others: a condition of the start, its letters, the change of keys."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.draws import contacts as own_draw_contacts
from mentorlift.mentorships.services.keys import register_sealed
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import role_words
from mentorlift.programmes.models import Programme
from mentorlift.programmes.readiness import Act, Condition, Standing, register_condition
from mentorlift.trust import letters
from mentorlift.trust.models import Matter
from mentorlift.trust.queries import contacts_of, in_the_line
from mentorlift.trust.services import reseal_all


def register() -> None:
    """Called in TrustConfig.ready."""
    register_condition(
        Condition("trusted_contact", 70, gettext_lazy("Trusted contact named"), frozenset({Act.INVITE}), _standing)
    )
    letters.register()
    own_draw_contacts.register("trust", _beside_the_draw)
    register_sealed(reseal_all)
    role_words.register("matter_id", _template_of_matter)


def _beside_the_draw(programme: Programme) -> own_draw_contacts.Contact | None:
    """Named on the page on which somebody reads how they were drawn; the message goes through the safe door alone."""
    first = next(iter(contacts_of(programme)), None)
    if first is None or not first.name:
        return None
    text = _("stands outside the reporting line. What you write there is read by nobody else.")
    return own_draw_contacts.Contact(first.name, "", text, url=reverse("trust:door", args=[programme.id]))


def _standing(programme: Programme, now: datetime) -> Standing:
    url = reverse("trust:contacts", args=[programme.id])
    owner = gettext_lazy("programme manager")
    first = next((contact for contact in contacts_of(programme) if not contact.row.is_deputy), None)
    if first is None:
        line = _("Nobody is named to whom people can write in confidence.")
        return Standing(done=False, line=line, url=url, owner=owner)
    if in_the_line(programme, first.row.person_id, day=organisation_day(now)):
        line = _("%(name)s is in the line of those who take part. Name somebody else.") % {"name": first.name}
        return Standing(done=False, line=line, url=url, owner=owner)
    return Standing(done=True, line=_("People can write to %(name)s in confidence.") % {"name": first.name}, url=url)


def _template_of_matter(matter_id: UUID) -> str | None:
    found = Matter.objects.filter(id=matter_id).values_list("contact__programme__template", flat=True)
    return found.first()
