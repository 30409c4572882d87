from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "mentorlift.experiments"
    label = "experiments"

    def ready(self) -> None:
        from mentorlift.experiments import conditions, corrections, readings, steps  # noqa: F401  (corrections registers its job)

        readings.register()
        steps.register()
        conditions.register()
