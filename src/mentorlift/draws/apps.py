from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "mentorlift.draws"
    label = "draws"

    def ready(self) -> None:
        from mentorlift.draws import keeping, letters, steps

        keeping.register()
        steps.register()
        letters.register()
