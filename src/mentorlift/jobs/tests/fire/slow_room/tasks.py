"""A job that says where it is in a file, so that a test can kill its worker there."""

import os
import time
from pathlib import Path

from mentorlift.audit.services import record
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun

MARKS = Path(os.environ["MENTORLIFT_DATA"]) / "marks"


@job("slow.work")
def work(run: JobRun) -> None:
    for step in range(5):
        run.progress(step, 5)
        mark("midway", step)
    with run.finishing():
        record(actor_id="", action="slow.effect", subject=f"job:{run.job_id}", now=run.now)
        mark("inside", 0)
    mark("after", 0)


def mark(where: str, step: int) -> None:
    """Write the place down, and linger there on the first attempt."""
    with MARKS.open("a") as file:
        file.write(f"{where}\n")
    lingers = os.environ.get("LINGER") == where and step in (0, 2)
    time.sleep(60 if (lingers and step != 0) or (lingers and where != "midway") else 0.01)
