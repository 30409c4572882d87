from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "mentorlift.jobs"
    label = "jobs"

    def ready(self) -> None:
        # each room registers its jobs in tasks.py; what is heavy there is imported inside the functions
        autodiscover_modules("tasks")
