from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "mentorlift.outcomes"
    label = "outcomes"
