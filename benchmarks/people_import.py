"""100,000 people from a CSV into the database: upload, columns, preview, taking over; then the same file again.

Run: python benchmarks/people_import.py [PEOPLE]   (SQLite in a temporary folder; set DATABASE_URL for another database)
Judged is the time of the processor, which a busy machine does not lengthen; the clock is shown beside it.
"""

import os
import resource
import sys
import tempfile
import time

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
LIMIT = 60.0  # seconds of the processor, and megabytes of the process
MEMORY = 1000


def lines() -> list[str]:
    """People in teams of ten; everybody reports to the first of the team, those to the first of all."""
    rows = ["person_id,name,email,hired_on,exited_on,team,site,role,manager_id,working_share,years_in_sales"]
    for n in range(PEOPLE):
        boss = "" if n == 0 else 0 if n % 10 == 0 else n - n % 10
        exited = "2026-09-30" if n % 7 == 3 else ""
        rows.append(
            f"{n:06d},Person {n},p{n}@example.com,2026-0{1 + n % 9}-05,{exited},Team {n // 10},Site {n % 3},rep,"
            f"{f'{boss:06d}' if boss != '' else ''},{1 if n % 5 else 0.5},{n % 12}"
        )
    return rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MENTORLIFT_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorlift.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        raw = "\n".join(lines()).encode()
        first = bring_in(raw)
        again = bring_in(raw)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{PEOPLE:,} people, {len(raw) / 1e6:.1f} MB of CSV; seconds of the processor, by the clock")
        for name, worked, passed in (*first, *[(f"again: {name}", *times) for name, *times in again]):
            print(f"{name:24} {worked:6.2f} {passed:7.2f}")
        total = sum(worked for _, worked, _ in first)
        print(
            f"{'all of the first time':24} {total:6.2f} {sum(step[2] for step in first):7.2f}, {memory:.0f} MB at most"
        )
        if total > LIMIT or memory > MEMORY:
            sys.exit(f"more than {LIMIT:.0f} s or {MEMORY} MB")


def bring_in(raw: bytes) -> list[tuple[str, float, float]]:
    """Every step as the pages and the job do it, with its seconds of the processor and by the clock."""
    from django.utils import timezone

    from mentorlift.people.models import PeopleImport
    from mentorlift.people.queries.comparison import compared
    from mentorlift.people.services.take_over import write_people
    from mentorlift.people.services.uploads import receive, settle

    worked, clock, steps = time.process_time(), time.perf_counter(), []

    def step(name: str) -> None:
        nonlocal worked, clock
        steps.append((name, time.process_time() - worked, time.perf_counter() - clock))
        worked, clock = time.process_time(), time.perf_counter()

    now = timezone.now()
    upload = receive(chunks=[raw], file_name="people.csv", kind="people", actor_id="", now=now)
    step("upload")
    settle(
        upload_id=upload.id,
        mapping=upload.mapping,
        kept=upload.kept,
        last_day_worked=False,
        holds_from=now.date(),
        now=now,
    )
    upload = PeopleImport.objects.get(id=upload.id)
    compared(upload)
    step("preview")
    preview = compared(upload)
    step("comparing in the job")
    assert not preview.faults, preview.faults[:3]
    if not preview.is_empty:
        write_people(upload=upload, preview=preview, actor_id="", now=now)
        step("writing")
    return steps


if __name__ == "__main__":
    main()
