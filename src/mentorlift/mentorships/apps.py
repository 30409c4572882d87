from django.apps import AppConfig


class MentorshipsConfig(AppConfig):
    name = "mentorlift.mentorships"
    label = "mentorships"

    def ready(self) -> None:
        from mentorlift.mentorships import keeping, letters, readings, steps

        keeping.register()
        readings.register()
        steps.register()
        letters.register()
