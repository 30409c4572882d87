from django.apps import AppConfig


class MentorshipsConfig(AppConfig):
    name = "mentorlift.mentorships"
    label = "mentorships"

    def ready(self) -> None:
        from mentorlift.mentorships import letters, steps

        steps.register()
        letters.register()
