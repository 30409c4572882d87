from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "mentorlift.trust"
    label = "trust"

    def ready(self) -> None:
        from mentorlift.trust import keeping, steps

        keeping.register()
        steps.register()
