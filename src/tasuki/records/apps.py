from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The only app with tables."""

    name = "tasuki.records"
    label = "records"
