from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "mentorlift.ui"
    label = "ui"

    def ready(self) -> None:
        from mentorlift.ui import form_words

        form_words.install()
