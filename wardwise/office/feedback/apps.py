from __future__ import annotations

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "wardwise.office.feedback"
    label = "feedback"
