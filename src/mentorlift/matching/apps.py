from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "mentorlift.matching"
    label = "matching"

    def ready(self) -> None:
        from mentorlift.matching import keeping, letters, readings, scope, steps, tasks  # noqa: F401

        keeping.register()
        letters.register()
        readings.register()
        steps.register()
        scope.register()
