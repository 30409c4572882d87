from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "mentorlift.experiments"
    label = "experiments"

    def ready(self) -> None:
        from mentorlift.experiments import steps

        steps.register()
