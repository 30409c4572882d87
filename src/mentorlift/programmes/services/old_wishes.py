"""Let the answers of an intake go when their time is over."""

from datetime import datetime

from django.db import transaction

from mentorlift.programmes.models import Cohort, Wish, WishRemoval


def remove_wishes(*, cohort: Cohort, now: datetime) -> int:
    """Delete every answer of an intake and write down that it was done; returns how many. A repetition deletes none."""
    with transaction.atomic():
        Cohort.objects.select_for_update().get(id=cohort.id)
        count = Wish.objects.filter(cohort=cohort).count()
        if count:
            WishRemoval.objects.get_or_create(cohort=cohort, defaults={"at": now, "wishes": count})
            Wish.objects.filter(cohort=cohort).delete()
    return count
