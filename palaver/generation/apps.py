from django.apps import AppConfig


class GenerationConfig(AppConfig):
    name = "palaver.generation"
    label = "generation"
    verbose_name = "Generation"
