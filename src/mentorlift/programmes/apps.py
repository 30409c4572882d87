from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"
