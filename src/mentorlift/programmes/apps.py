from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"

    def ready(self) -> None:
        from mentorlift.programmes import keeping, readings, steps

        keeping.register()
        readings.register()
        steps.register()
