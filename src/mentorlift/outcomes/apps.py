from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "mentorlift.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        from mentorlift.outcomes import keeping, readings

        keeping.register()
        readings.register()
