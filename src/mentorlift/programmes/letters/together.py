"""Letters that leave together: written in one transaction and due at one instant, whoever gets them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from mentorlift.files.working_hours import next_common
from mentorlift.programmes.letters.readers import Reader

LOOKED_AHEAD = timedelta(days=7)


def one_instant(readers: Collection[Reader], *, not_before: datetime) -> datetime:
    """The first instant from `not_before` on in the working hours of all.

    Without one within a week `not_before` itself: then each letter waits for the hours of its own reader, which depend
    on the place and not on the lot.
    """
    if settings.MAIL_HOURS != "working":
        return not_before
    return next_common({reader.hours for reader in readers}, not_before, within=LOOKED_AHEAD) or not_before
