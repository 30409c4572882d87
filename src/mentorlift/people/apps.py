from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mentorlift.people"
    label = "people"
