from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "mentorlift.experiments"
    label = "experiments"

    def ready(self) -> None:
        from mentorlift.experiments import conditions, corrections, steps  # noqa: F401  (corrections registers its job)

        steps.register()
        conditions.register()
