from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"

    def ready(self) -> None:
        from mentorlift.programmes import conditions, scope, steps
        from mentorlift.programmes.letters import handover

        steps.register()
        scope.register()
        conditions.register()
        handover.register()
