from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "mentorlift.matching"
    label = "matching"

    def ready(self) -> None:
        from mentorlift.matching import keeping, steps, tasks  # noqa: F401

        keeping.register()
        steps.register()
