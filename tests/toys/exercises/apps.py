from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "tests.toys.exercises"
    label = "exercises"

    def ready(self) -> None:
        from publishing.text import kinds
        from publishing.text.prose import constructs
        from tests.toys.exercises.kind import kind
        from tests.toys.exercises.tip import TIP

        kinds.register(kind())
        constructs.register(TIP)
