"""The worker waits at the place named in LINGER, having written that into a file, so that a test can kill it there."""

import os
import time
from pathlib import Path

from django.apps import AppConfig


class Lingering(AppConfig):
    name = "lingering"

    def ready(self):
        from mentorlift.jobs.run import JobRun
        from mentorlift.notifications import delivery

        about_to_end, send = delivery._about_to_end, delivery.Mail.send

        def end(message):
            linger("text")  # the server has the text and not the dot
            about_to_end(message)
            linger("marked")  # ... and that the dot comes next is written down

        def sent(mail):
            count = send(mail)
            linger("answered")  # the server has said yes, and nothing of it is written down
            return count

        delivery._about_to_end, delivery.Mail.send = end, sent
        close = JobRun._close

        def closing(run, result):
            if run.arguments.get("message_id"):
                linger("written")  # the mail is written down as sent, its job not yet as done
            close(run, result)

        JobRun._close = closing


def linger(place):
    if os.environ.get("LINGER") == place:
        Path(os.environ["MENTORLIFT_DATA"], "place").write_text(place)
        time.sleep(60)
