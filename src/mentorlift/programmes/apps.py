from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"

    def ready(self) -> None:
        from mentorlift.programmes import conditions, scope, steps
        from mentorlift.programmes.letters import asking

        steps.register()
        scope.register()
        conditions.register()
        asking.register()
