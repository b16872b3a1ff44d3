"""Saved options: as they were, and honest about what no longer fits."""

from dataclasses import replace

import pytest

from vividdesk import catalog
from vividdesk.model.draft import Draft
from vividdesk.model.preset import LONGEST_NAME, Preset
from vividdesk.model.schema import Field, Schema
from vividdesk.model.template import Template

WAN = catalog.load().find("vividflow", "wan2.1")
ARCTIC = catalog.load().find("vimmerse", "vim_arctic")


def template(found: Template | None) -> Template:
    assert found is not None
    return found


def draft() -> Draft:
    return Draft(template(WAN)).set("prompt", "slow dolly in").set("width", 512)


def test_it_reads_back_as_it_was_and_gives_the_same_draft() -> None:
    preset = Preset.of("  Dolly ☃ ", draft())
    assert preset.name == "Dolly ☃"
    assert Preset.from_json(preset.to_json()) == preset
    assert preset.draft(template(WAN)) == draft()
    assert preset.misfits(template(WAN)) == {}


def test_the_title_of_one_job_is_not_kept() -> None:
    named = Draft(template(ARCTIC)).set("title", "For Ann").set("visibility_status", "0")
    assert Preset.of("Quiet", named).details == {"visibility_status": "0"}


def test_what_is_missing_is_no_fault_of_the_preset() -> None:
    assert Preset.of("Empty", Draft(template(WAN))).misfits(template(WAN)) == {}


def test_a_schema_that_changed_names_the_values_that_fit_no_more() -> None:
    preset = Preset.of("Old", draft().set("length", 33))
    fields = [
        replace(each, maximum=256) if each.name == "width" else each
        for each in template(WAN).options.fields
        if each.name != "length"
    ]
    changed = replace(template(WAN), options=replace(template(WAN).options, fields=tuple(fields)))
    wrong = preset.misfits(changed)
    assert set(wrong) == {"width", "length"}
    assert "256" in wrong["width"]


def test_what_only_comes_to_light_without_the_rest_fits_no_more_either() -> None:
    size = Field("size", type="integer", maximum=9, shown_when={"mode": "small"})
    mode = Field("mode", enum=("small", "large"), default="small")
    made = replace(template(WAN), options=Schema((mode, size)))
    preset = Preset("Old", "vividflow", "wan2.1", {"mode": "huge", "size": 99})
    assert list(preset.misfits(made)) == ["mode", "size"]
    assert preset.without(preset.misfits(made)).draft(made).check().options == {"mode": "small"}


def test_it_belongs_to_one_template() -> None:
    preset = Preset.of("Dolly", draft())
    assert preset.fits(template(WAN))
    assert not preset.fits(template(ARCTIC))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "null",
        '{"name": "", "service": "a", "template": "b"}',
        '{"name": 1, "service": 2, "template": 3}',
        '{"name": "a", "service": "b", "template": "c", "options": []}',
    ],
)
def test_what_is_no_preset(text: str) -> None:
    with pytest.raises(ValueError, match="no preset"):
        Preset.from_json(text)


def test_a_name_is_no_novel() -> None:
    assert len(Preset.of("x" * 1000, draft()).name) == LONGEST_NAME
