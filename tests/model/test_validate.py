import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vividdesk.model.schema import Field, Schema, Warn
from vividdesk.model.validate import allowed, validate

CFG = Field("cfg", "number", "Motion guidance", minimum=1.0, maximum=20.0, default=7.5)
STEPS = Field("steps", "integer", minimum=1)
PROMPT = Field("prompt", required=True, min_length=3, format="multiline")
SHAPE = Field("shape", examples=("16:9", "9:16"), default="16:9")
AUDIO = Field("audio", "boolean", default=False)
SECONDS = Field("seconds", "integer", enum=(4, 6, 8), default=4)
CAMERA = Field("camera", nullable=True)
PICTURE = Field("picture", format="uri", default="https://example.com/a.jpg", slot="photo")


def of(*fields: Field, values: dict[str, Any], filled: tuple[str, ...] = (), **more: Any) -> Any:
    return validate(Schema(fields, **more), values, filled)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (CFG, 0.5, "Give a number from 1 to 20."),
        (CFG, 20.1, "Give a number from 1 to 20."),
        (CFG, "7", "Give a number from 1 to 20."),
        (CFG, True, "Give a number from 1 to 20."),
        (STEPS, 0, "Give a whole number, 1 or more."),
        (STEPS, 1.5, "Give a whole number, 1 or more."),
        (STEPS, False, "Give a whole number, 1 or more."),
        (Field("n", "integer"), "x", "Give a whole number."),
        (Field("n", "number", maximum=0.25), 1, "Give a number, 0.25 or less."),
        (
            Field("n", "integer", minimum=16, multiple_of=16),
            17,
            "Give a whole number, 16 or more. It must be a multiple of 16.",
        ),
        (Field("n", "integer", maximum=10**7), 10**8, "Give a whole number, 10000000 or less."),
        (SECONDS, 5, "Choose 4, 6 or 8."),
        (SECONDS, "4", "Choose 4, 6 or 8."),
        (SECONDS, True, "Choose 4, 6 or 8."),
        (Field("who", enum=("all", "deny"), names={"deny": "Nobody"}), "some", "Choose all or Nobody."),
        (Field("who", enum=("one",)), "two", "Choose one."),
        (AUDIO, "true", "Choose yes or no."),
        (AUDIO, 1, "Choose yes or no."),
        (PROMPT, "ab", "Write at least 3 characters."),
        (PROMPT, "  ab  ", "Write at least 3 characters."),
        (Field("t", max_length=2), "abc", "Write at most 2 characters."),
        (Field("t", min_length=1, max_length=2), "abc", "Write 1 to 2 characters."),
        (Field("t"), 5, "Write some text."),
        (PICTURE, "not an address", "Give an address that begins with https://."),
        (PICTURE, "file:///etc/passwd", "Give an address that begins with https://."),
        (Field("o", "object"), [1], 'Give an object in JSON, such as {"name": "value"}.'),
    ],
)
def test_one_sentence_says_what_is_allowed(field: Field, value: Any, sentence: str) -> None:
    verdict = of(field, values={field.name: value})
    assert verdict.faults == {field.name: sentence}
    assert field.name not in verdict.options


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "half \ud800 a pair", {"a": [math.nan]}])
def test_what_no_wire_can_carry(value: Any) -> None:
    verdict = of(values={"extra": value}, is_open=True)
    assert "cannot be sent" in verdict.faults["extra"]


@pytest.mark.parametrize("value", [math.nan, math.inf, 10**400])
def test_what_no_wire_can_carry_is_no_multiple(value: Any) -> None:
    field = Field("it", "number", multiple_of=0.5)
    assert "cannot be sent" in of(field, values={"it": value}).faults["it"]


def test_multiples_are_those_a_person_means() -> None:
    field = Field("it", "number", multiple_of=0.1)
    assert of(field, values={"it": 0.3}).faults == {}
    assert of(field, values={"it": 0.35}).faults


@pytest.mark.parametrize("value", [None, "", "   "])
def test_what_is_needed(value: Any) -> None:
    assert of(PROMPT, values={"prompt": value}).faults == {"prompt": "This is needed. Write at least 3 characters."}
    assert of(PROMPT, values={}).faults == {"prompt": "This is needed. Write at least 3 characters."}
    assert of(SHAPE, values={"shape": "  "}).faults == {
        "shape": "This is needed. Choose 16:9 or 9:16, or write something else."
    }


def test_numbers_keep_their_type() -> None:
    verdict = of(CFG, STEPS, SECONDS, values={"cfg": 7, "steps": 30.0, "seconds": 8.0})
    assert verdict.options == {"cfg": 7.0, "steps": 30, "seconds": 8}
    assert [type(value) for value in verdict.options.values()] == [float, int, int]


def test_defaults_are_sent_and_none_is_left_out() -> None:
    fields = (CFG, CAMERA, Field("avoid", default=""), AUDIO)
    assert of(*fields, values={}).options == {"cfg": 7.5, "avoid": "", "audio": False}
    assert of(*fields, values={"camera": "Dolly (In)", "cfg": None}).options == {
        "avoid": "",
        "audio": False,
        "camera": "Dolly (In)",
    }
    assert "camera" not in of(CAMERA, values={"camera": "  "}).options


def test_a_schema_that_sends_only_what_was_set() -> None:
    fields = (CFG, AUDIO, Field("must", required=True, default="x"))
    assert of(*fields, values={"audio": False}, sends_defaults=False).options == {"audio": False, "must": "x"}


def test_linked_fields_are_never_sent() -> None:
    assert of(Field("up", default="a", linked=True), values={"up": "b"}).options == {}


def test_hidden_fields_are_neither_checked_nor_sent() -> None:
    mode = Field("mode", enum=("image", "video"), default="image")
    sound = Field("sound", required=True, shown_when={"mode": "video"})
    assert of(mode, sound, values={}).faults == {}
    assert of(mode, sound, values={"sound": "x"}).options == {"mode": "image"}
    assert of(mode, sound, values={"mode": "video"}).faults == {"sound": "This is needed. Write some text."}
    assert of(mode, sound, values={"mode": "video", "sound": "x"}).options == {"mode": "video", "sound": "x"}


def test_a_photo_takes_the_place_of_an_address() -> None:
    assert of(PICTURE, values={}).options == {"picture": "https://example.com/a.jpg"}
    assert of(PICTURE, values={"picture": "nonsense"}, filled=("photo",)) == of(values={})


def test_unknown_options() -> None:
    assert of(CFG, values={"cgf": 1}).faults == {"cgf": "There is no such option. Did you mean cfg?"}
    assert of(CFG, values={"zzzzz": 1}).faults == {"zzzzz": "There is no such option."}
    extras = {"count": 3, "on": True, "more": {"a": [1]}, "words": "x"}
    assert of(values=extras, is_open=True).options == extras


def test_warnings_are_not_in_the_way() -> None:
    warn = Warn(False, "Veo refuses this.", offer=True)
    field = Field("enhance", "boolean", default=False, warn_when=(warn,))
    verdict = of(field, values={})
    assert (verdict.faults, verdict.warnings, verdict.options) == ({}, {"enhance": warn}, {"enhance": False})
    assert of(field, values={"enhance": True}).warnings == {}


@pytest.mark.parametrize(("shape", "is_warned"), [("3:4", False), ("16:9", False), ("blah", True), ("1.5", True)])
def test_what_is_no_shape_is_warned_of_where_any_may_be_typed(shape: str, is_warned: bool) -> None:
    field = Field("aspect_ratio", examples=("16:9", "9:16"), default="16:9")
    verdict = of(field, values={"aspect_ratio": shape})
    says = f"“{shape}” is no shape, such as 16:9: the service may refuse it."
    assert [warn.says for warn in verdict.warnings.values()] == ([says] if is_warned else [])
    assert verdict.options == {"aspect_ratio": shape}


def test_every_fault_is_told_at_once() -> None:
    assert set(of(CFG, STEPS, PROMPT, values={"cfg": 99, "steps": 0, "odd": 1}).faults) == {
        "cfg",
        "steps",
        "prompt",
        "odd",
    }


ALL = Schema((CFG, STEPS, PROMPT, SHAPE, AUDIO, SECONDS, CAMERA, PICTURE))
NAMES = st.sampled_from([*(field.name for field in ALL.fields), "?"])
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=2)


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_is_given_every_option_is_right_or_told(values: dict[str, Any]) -> None:
    verdict = validate(ALL, values)
    assert not set(verdict.options) & set(verdict.faults)
    again = validate(ALL, verdict.options)
    assert set(again.faults) <= set(ALL.required)
    assert {name: again.options[name] for name in verdict.options} == dict(verdict.options)


def test_what_a_plain_text_may_be() -> None:
    assert allowed(Field("t")) == "Write some text."
