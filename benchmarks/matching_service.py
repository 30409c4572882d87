"""How long a what-if for 1,000 people takes through the service, and publishing 4,500 pairs at once.

Run: python benchmarks/matching_service.py --keep FOLDER (that of pages.py). What it changes is taken back at the end.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from intake_to_match import intake_to_match
from organisation import start
from pages import actor, prepare

sys.path[:] = [one for one in sys.path if Path(one or ".").resolve() != Path(__file__).resolve().parent]

QUESTIONS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True)
    start(str(parser.parse_args().keep))
    prepare()
    from django.db import transaction

    with transaction.atomic():
        what_if()
        publishing()
        transaction.set_rollback(True)


def timed(what: str, act: Callable[[], Any]) -> Any:
    clock, processor = time.perf_counter(), time.process_time()
    found = act()
    took = time.perf_counter() - clock, time.process_time() - processor
    print(f"{what:44}{took[0]:8.2f} s by the clock{took[1]:8.2f} s of the processor", flush=True)
    return found


def what_if() -> None:
    """1,000 people and 600 mentors with two places each: as large as is answered in the request."""
    from django.utils import timezone

    from mentorlift.demo.days import Days
    from mentorlift.demo.stage import Stage, person_ids
    from mentorlift.jobs.work import drain
    from mentorlift.matching.models import Draft
    from mentorlift.matching.services import ask_what_if

    stage = Stage(days=Days(timezone.localdate()), actor=actor("t0001"), person=person_ids(), say=print)
    programme = intake_to_match(stage, "A thousand", 1_000, 600, places=2)
    timed("two drafts of 1,000 x 600", drain)
    draft = Draft.objects.filter(cohort__programme=programme).latest("number")
    asks = {"actor": stage.actor, "now": timezone.now(), "today": timezone.localdate()}
    for weight in range(QUESTIONS):
        toml = draft.policy.toml.replace("weight = 5", f"weight = {weight + 2}")
        trial = timed(
            f"what if the first weight were {weight + 2}", lambda toml=toml: ask_what_if(draft=draft, toml=toml, **asks)
        )
        assert trial.computed_at is not None and not trial.faults, trial.faults
        print(f"{len(trial.moves)} would move")


def publishing() -> None:
    """All pairs of the large intake, as the job does it; then the letters of the first hundred."""
    from django.utils import timezone

    from mentorlift.matching.models import Draft
    from mentorlift.matching.services import publish
    from mentorlift.mentorships.messages import announce_pairs

    draft = Draft.objects.filter(cohort__programme__name="Everybody, in pairs", computed_at__isnull=False).latest(
        "number"
    )
    by = {"actor": actor("t0001"), "now": timezone.now()}
    day = timezone.localdate() + timedelta(days=14)
    opened = timed(
        f"publishing {draft.pairs.count():,} pairs", lambda: publish(draft=draft, protege_ids=None, starts_on=day, **by)
    )
    told = {"now": timezone.now(), "actor_id": by["actor"].user_id}
    timed("letters to both sides of 100 of them", lambda: announce_pairs(opened[:100], **told))


if __name__ == "__main__":
    main()
