from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"

    def ready(self) -> None:
        from mentorlift.programmes import conditions, scope, steps

        steps.register()
        scope.register()
        conditions.register()
