from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mentorlift.people"
    label = "people"

    def ready(self) -> None:
        from mentorlift.people import keeping, readings
        from mentorlift.people.queries import names
        from mentorlift.ui.context import show_names

        keeping.register()
        readings.register()
        show_names(lambda actor: names([actor.person_id]).get(actor.person_id, "") if actor.person_id else "")
