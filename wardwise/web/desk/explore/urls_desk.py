from __future__ import annotations

from django.urls import path, register_converter

from wardwise.web.desk.explore import files, views

app_name = "explore"


class FileConverter:
    """Only the files there are."""

    regex = "|".join(name.replace(".", r"\.") for name in files.NAMES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileConverter, "explore_file")
urlpatterns = [
    path("", views.explore, name="explore"),
    path("transparency/", views.transparency_record, name="transparency"),
    path("files/<explore_file:name>", views.export, name="export"),
]
