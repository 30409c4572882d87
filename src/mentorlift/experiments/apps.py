from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "mentorlift.experiments"
    label = "experiments"

    def ready(self) -> None:
        from mentorlift.experiments import (  # noqa: F401  (corrections registers its job)
            beside,
            conditions,
            corrections,
            early_letters,
            keeping,
            letters,
            readings,
            steps,
        )

        keeping.register()
        beside.register()
        letters.register()
        early_letters.register()
        readings.register()
        steps.register()
        conditions.register()
