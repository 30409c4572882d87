from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "mentorlift.matching"
    label = "matching"

    def ready(self) -> None:
        from mentorlift.matching import keeping, scope, steps, tasks  # noqa: F401

        keeping.register()
        steps.register()
        scope.register()
