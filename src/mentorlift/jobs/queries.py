"""Which jobs somebody may see: the own ones; an administrator sees all."""

from django.db.models import QuerySet

from mentorlift.audit.asking import Asker
from mentorlift.jobs import registry
from mentorlift.jobs.models import Job


def visible_jobs(actor: Asker) -> QuerySet[Job]:
    """Jobs of the asker, newest first; nobody's for nobody."""
    if actor.is_administrator:
        return Job.objects.all()
    if not actor.user_id:
        return Job.objects.none()
    return Job.objects.filter(requested_by=actor.user_id)


def listed_jobs(actor: Asker) -> QuerySet[Job]:
    """The visible ones without letters sent and sweeps that went well: of those there are thousands."""
    return visible_jobs(actor).exclude(name__in=registry.quiet_names(), done_at__isnull=False)
