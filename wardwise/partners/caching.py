"""Nothing of the desk stays behind in a browser: not for the Back button, not for who uses the computer next."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
WORK = ("/desk/", "/accounts/")


def keep_nothing(get_response: Answer) -> Answer:
    """Middleware: whatever staff are answered, also an error or a file, is stored nowhere unless a view says so."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path_info.startswith(WORK):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer
