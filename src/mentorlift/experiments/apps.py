from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "mentorlift.experiments"
    label = "experiments"

    def ready(self) -> None:
        from mentorlift.experiments import beside, conditions, corrections, steps  # noqa: F401  (corrections registers its job)

        beside.register()
        steps.register()
        conditions.register()
