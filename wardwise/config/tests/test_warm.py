from django.template import Template, engines
from django.urls import get_resolver

from wardwise.config.warm import warm


def test_before_the_first_request_every_address_is_known_and_every_template_compiled():
    warm()
    cached = engines["django"].engine.template_loaders[0].get_template_cache.values()
    held = {found.name for found in cached if isinstance(found, Template)}
    assert {"desk/explore/shown.html", "design/site.html", "design/map.html"} <= held
    assert "desk" in get_resolver().namespace_dict
