from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "mentorlift.experiments"
    label = "experiments"

    def ready(self) -> None:
        from mentorlift.experiments import conditions, corrections, keeping, readings, steps  # noqa: F401  (jobs too)

        keeping.register()
        readings.register()
        steps.register()
        conditions.register()
