"""Places of mentors for many pairs at once."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorlift.mentorships.models import MentorSeat, Pair
from mentorlift.mentorships.services.faults import UnableToPair
from mentorlift.programmes.models import Programme

AT_ONCE = 500  # rows in one statement


def write_with_seats(programme: Programme, pairs: Sequence[Pair]) -> None:
    """Write these new pairs with a place each, inside the caller's transaction, who holds the mentors' offers and has
    seen that there are enough. Raises UnableToPair when somebody was quicker all the same."""
    taken: dict[object, set[int]] = defaultdict(set)
    mentors = {pair.mentor_id for pair in pairs}
    seats = MentorSeat.objects.filter(programme=programme, mentor__in=mentors)
    for mentor_id, number in seats.values_list("mentor_id", "number"):
        taken[mentor_id].add(number)
    rows = []
    for pair in pairs:
        number = next(n for n in range(1, len(taken[pair.mentor_id]) + 2) if n not in taken[pair.mentor_id])
        taken[pair.mentor_id].add(number)
        rows.append(MentorSeat(programme=programme, mentor_id=pair.mentor_id, number=number, pair=pair))
    try:
        with transaction.atomic():
            Pair.objects.bulk_create(pairs, batch_size=AT_ONCE)
            MentorSeat.objects.bulk_create(rows, batch_size=AT_ONCE)
    except IntegrityError:
        raise UnableToPair([_("Somebody paired one of these people a moment ago. Look again.")]) from None
