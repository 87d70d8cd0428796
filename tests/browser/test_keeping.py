"""Nothing is lost: two tabs, reload, a killed server, undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.driving import (
    at_rest,
    go,
    move,
    open_example,
    part,
    place,
    press,
    saved,
    slider,
    title_field,
    to_step,
    words,
    write,
)
from tests.serving import Running


@pytest.mark.parametrize(("keep", "title", "budget"), [("mine", "Minun", ""), ("theirs", "Toisen", "")])
def test_the_second_of_two_tabs_is_told_and_chooses(visit, keep, title, budget):
    first = visit()
    evaluation_id = open_example(first)
    second = first.context.new_page()
    go(second, place(evaluation_id, "need"))
    write(title_field(first, evaluation_id), "Toisen")
    saved(first)
    write(title_field(second, evaluation_id), "Minun")
    expect(second.get_by_text(words("fi")("page.conflict"))).to_be_visible()
    press(second, f"conflict-{keep}")
    expect(part(second, "conflict")).to_have_count(0)
    expect(title_field(second, evaluation_id)).to_have_value(title)
    go(first, place(evaluation_id, "need"))
    expect(title_field(first, evaluation_id)).to_have_value(title)


def test_edits_of_different_places_are_joined(visit):
    first = visit()
    evaluation_id = open_example(first)
    second = first.context.new_page()
    go(second, place(evaluation_id, "need"))
    write(title_field(first, evaluation_id), "Toisen nimi")
    saved(first)
    write(part(second, "need-budget").get_by_role("textbox"), "77,5")
    press(second, "conflict-merge")
    expect(part(second, "conflict")).to_have_count(0)
    expect(title_field(second, evaluation_id)).to_have_value("Toisen nimi")
    expect(part(second, "need-budget").get_by_role("textbox")).to_have_value("77,5")


def test_a_reload_keeps_every_edit(visit):
    page = visit()
    evaluation_id = open_example(page)
    to_step(page, "criteria", "fi")
    move(page, 1, "End")
    page.reload()
    at_rest(page)
    assert "step=criteria" in page.url
    expect(slider(page, 1)).to_have_value("100")
    stranger = visit()
    go(stranger, place(evaluation_id, "criteria"))
    expect(slider(stranger, 1)).to_have_value("100")


def test_a_killed_server_keeps_every_edit(visit, tmp_path):
    page = visit(faults=False)
    with Running(tmp_path) as server:
        go(page, server.address)
        press(page, "example-three-tools")
        page.wait_for_url("**step=result**")
        at_rest(page)
        evaluation_id = page.url.split("id=")[1].split("&")[0]
        write(title_field(page, evaluation_id), "Säilyy")
        expect(part(page, "undo").get_by_role("button")).to_be_enabled()
        server.kill()
    with Running(tmp_path, port=server.port) as again:
        go(page, again.address + place(evaluation_id, "result"))
        expect(title_field(page, evaluation_id)).to_have_value("Säilyy")
        expect(page.locator(".puntari-verdict .lead")).to_be_visible()


def test_undo_and_redo(visit):
    page = visit()
    evaluation_id = open_example(page)
    before = title_field(page, evaluation_id).input_value()
    to_step(page, "criteria", "fi")
    weight = slider(page, 0).input_value()
    write(title_field(page, evaluation_id), "Toinen nimi")
    move(page, 0, "End")
    press(page, "undo")
    expect(slider(page, 0)).to_have_value(weight)
    press(page, "undo")
    expect(title_field(page, evaluation_id)).to_have_value(before)
    expect(part(page, "undo").get_by_role("button")).to_be_disabled()
    press(page, "redo")
    expect(title_field(page, evaluation_id)).to_have_value("Toinen nimi")
    press(page, "redo")
    expect(slider(page, 0)).to_have_value("100")
    expect(part(page, "redo").get_by_role("button")).to_be_disabled()
