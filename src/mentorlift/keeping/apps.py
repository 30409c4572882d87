from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "mentorlift.keeping"
    label = "keeping"

    def ready(self) -> None:
        from mentorlift.keeping import of_jobs

        of_jobs.register()
