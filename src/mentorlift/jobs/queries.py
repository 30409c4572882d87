"""Which jobs somebody may see: the own ones; an administrator sees all."""

from django.db.models import QuerySet

from mentorlift.audit.asking import Asker
from mentorlift.jobs.models import Job


def visible_jobs(actor: Asker) -> QuerySet[Job]:
    """Jobs of the asker, newest first; nobody's for nobody."""
    if actor.is_administrator:
        return Job.objects.all()
    if not actor.user_id:
        return Job.objects.none()
    return Job.objects.filter(requested_by=actor.user_id)
