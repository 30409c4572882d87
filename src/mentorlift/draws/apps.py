from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "mentorlift.draws"
    label = "draws"

    def ready(self) -> None:
        from mentorlift.draws import capacity, steps
        from mentorlift.programmes.readiness import register_condition

        steps.register()
        register_condition(capacity.MENTORS_ENOUGH)
