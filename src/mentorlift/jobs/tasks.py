"""The one task our jobs travel by: it carries a job's id and nothing else."""

from django_tasks import task


@task()
def run_job(job_id: str) -> None:
    """Run the job if it still waits. Being called twice, or late, changes nothing."""
    from mentorlift.jobs.work import attempt

    attempt(job_id)
