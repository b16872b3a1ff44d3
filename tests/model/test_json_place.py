import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vividdesk.model.json_place import line_of

TEXT = """{
  "a": [
    1,
    {"b": "}\\"{", "c":
      7}
  ],

  "d": {}
}"""


def test_the_line_of_a_value() -> None:
    assert line_of(TEXT, []) == 1
    assert line_of(TEXT, ["a"]) == 2
    assert line_of(TEXT, ["a", 0]) == 3
    assert line_of(TEXT, ["a", 1, "b"]) == 4
    assert line_of(TEXT, ["a", 1, "c"]) == 5
    assert line_of(TEXT, ["d"]) == 8


def test_the_nearest_one_where_there_is_no_such_value() -> None:
    assert line_of(TEXT, ["a", 1, "missing", "x"]) == 4
    assert line_of(TEXT, ["a", 9]) == 2
    assert line_of(TEXT, ["a", "b"]) == 2
    assert line_of(TEXT, ["d", 0]) == 8


def paths(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield way, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in members:
        yield from paths(each, (*way, key))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=9,
    )
)
def test_every_value_is_found_where_it_stands(value: Any) -> None:
    text = json.dumps(value, indent=1)
    lines = text.splitlines()
    for way, found in paths(value):
        rest = "\n".join(lines[line_of(text, way) - 1 :])
        assert json.dumps(found, indent=1).splitlines()[0][:9] in rest.splitlines()[0]
