"""The components all features use: forms, charts, maps and pickers, under the strict policy and for everybody."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations, assert_still_at, click_through

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CANVAS = ".ww-map canvas"


@pytest.fixture(autouse=True)
def sample_address(settings) -> None:
    settings.ROOT_URLCONF = "tests.journeys.sample"


def test_axe_finds_nothing_on_every_component_in_both_frames(page, phone):
    for window in (page, phone):
        for frame in ("desk", "site"):
            window.goto(f"/sample/{frame}/")
            window.locator(CANVAS).first.wait_for()
            assert_no_axe_violations(window)
            assert_fits(window)


def test_axe_finds_nothing_when_everything_is_wrong_and_each_link_goes_to_its_box(page):
    page.goto("/sample/desk/")
    click_through(page, page.get_by_role("button", name="Send"))
    expect(page).to_have_title("Error: Every component")
    assert_no_axe_violations(page)
    for link in page.locator(".govuk-error-summary__list a").all():
        expect(page.locator(link.get_attribute("href"))).to_have_count(1)


def test_without_script_the_pictures_and_tables_are_there(scriptless):
    scriptless.goto("/sample/site/")
    expect(scriptless.get_by_role("img", name="Recorded incidents by ward")).to_be_visible()
    scriptless.get_by_text("The same as a table: Recorded incidents by ward").click()
    expect(scriptless.get_by_role("link", name="Dallow")).to_be_visible()
    expect(scriptless.locator("canvas")).to_have_count(0)


def test_a_question_under_an_answer_is_seen_when_it_is_chosen_without_script(scriptless):
    scriptless.goto("/sample/site/")
    box = scriptless.get_by_label("Say what", exact=True)
    expect(box).to_be_hidden()
    scriptless.get_by_label("Other").check()
    expect(box).to_be_visible()


def test_the_map_replaces_its_picture_and_its_places_can_be_walked_by_keyboard(page):
    page.goto("/sample/desk/")
    figure = page.locator("figure", has_text="Recorded incidents by ward").first
    figure.locator("canvas").wait_for()
    expect(figure.locator("svg.ww-outline")).to_be_hidden()
    figure.locator("canvas").focus()
    page.keyboard.press("n")
    expect(figure.get_by_role("status")).to_have_text("Dallow: 14 recorded")
    expect(figure.locator(".maplibregl-popup")).to_contain_text("14 recorded")
    page.keyboard.press("p")
    expect(figure.get_by_role("status")).to_have_text("High Town: No figure")
    page.keyboard.press("Escape")
    expect(figure.locator(".maplibregl-popup")).to_have_count(0)


def test_a_map_on_request_is_loaded_when_asked_for(page):
    page.goto("/sample/site/")
    figure = page.locator("figure", has_text="Map points with most incidents").first
    expect(figure.locator("canvas")).to_have_count(0)
    figure.get_by_role("button", name="Move around this map").click()
    figure.locator("canvas").wait_for()
    expect(figure.locator("canvas")).to_be_focused()


def test_escape_closes_a_pop_up_before_it_leaves_the_site(page):
    page.goto("/sample/site/")
    figure = page.locator("figure", has_text="Recorded incidents by ward").first
    figure.locator("canvas").wait_for()
    figure.locator("canvas").focus()
    page.keyboard.press("n")
    figure.locator(".maplibregl-popup").wait_for()
    page.keyboard.press("Escape")
    expect(figure.locator(".maplibregl-popup")).to_have_count(0)
    assert_still_at(page, "/sample/site/")


def test_the_zoom_buttons_are_large_enough_to_hit(page):
    page.goto("/sample/desk/")
    page.locator(CANVAS).first.wait_for()
    for button in page.locator(".maplibregl-ctrl button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_a_place_is_chosen_by_mouse_and_by_keyboard(page):
    page.goto("/sample/desk/")
    picker = page.locator("[data-picker=point]")
    canvas = picker.locator("canvas")
    canvas.wait_for()
    canvas.click(position={"x": 300, "y": 150})
    expect(page.locator("#id_place")).not_to_have_value("")
    first = page.input_value("#id_place")
    latitude, longitude = map(float, first.split(","))
    assert 51.8 < latitude < 51.9
    assert -0.5 < longitude < -0.3
    canvas.focus()
    page.keyboard.press("Enter")
    expect(picker.get_by_role("status")).to_contain_text("The place is marked")
    expect(page.locator("#id_place")).not_to_have_value(first)
    expect(page.locator("#id_place")).not_to_have_value("")


def test_an_area_is_drawn_corner_by_corner_and_taken_back(page):
    page.goto("/sample/desk/")
    picker = page.locator("[data-picker=polygon]")
    canvas = picker.locator("canvas")
    canvas.wait_for()
    for x, y in [(200, 100), (300, 100), (250, 200)]:
        canvas.click(position={"x": x, "y": y})
    ring = json.loads(page.input_value("#id_area"))["coordinates"][0]
    assert len(ring) == 4
    assert ring[0] == ring[-1]
    picker.get_by_role("button", name="Take back the last corner").click()
    expect(page.locator("#id_area")).to_have_value("")
