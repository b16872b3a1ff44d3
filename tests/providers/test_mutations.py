"""Recorded answers, damaged in every way one can think of: whatever comes of it, no error but one of ours.

The variable EXAMPLES says how many of them are tried; the usual number takes some seconds.
"""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.providers.recorded import NAMES, client_that_hears, recorded
from tests.providers.test_answers import REQUESTS
from vividdesk.errors import ServiceError
from vividdesk.model.report import Report
from vividdesk.providers.base import Client, CountsCredits, KeepsHistory, SavesWorkflows

EXAMPLES = int(os.environ.get("EXAMPLES", "300"))

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 200),
    st.sampled_from([10**400, -(10**30), 2**63, float("nan"), float("inf"), -float("inf"), 1e308, -0.0, 1e-320]),
    st.sampled_from(["", " ", "null", "NaN", "45%", "1e999", "-1", "true", "9" * 4000, "\ud800", "\x00", "x" * 10_000]),
    st.sampled_from(["success", "FAILED", "completed", "queued", "Responsible AI", "InsufficientTokens"]),
    st.sampled_from(
        ["https://a.example/x.mp4", "//x", "/x?y=z", "https://[", "https://a:b/", "\udfff.mp4", "/" * 5000]
    ),
    st.sampled_from(["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2025-12-25 18:30:00", "20251225"]),
    st.sampled_from(["https://a.example/?Expires=1e9", "https://a/?X-Amz-Date=99991231T235959Z&X-Amz-Expires=9"]),
    st.text(max_size=8),
    st.sampled_from([[], {}, [[]], [None], {"": None}, {"url": {}}, {"data": None}, [1, "a", {}]]),
    st.integers(1, 3000).map(lambda depth: _nested(depth, list)),
    st.integers(1, 3000).map(lambda depth: _nested(depth, dict)),
)


def _nested(depth: int, kind: type) -> Any:
    value: Any = "https://a.example/x.mp4"
    for _level in range(depth):
        value = [value] if kind is list else {"data": value}
    return value


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands; what was nested for its depth's sake is not looked into."""
    if len(way) > 10:
        return []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for name, each in inner for place in _places(each, (*way, name)))]


def _changed(value: Any, way: tuple[Any, ...], change: Callable[[Any, Any], Any]) -> Any:
    """With what stands at the end of the way, and its holder, replaced."""
    if len(way) == 1:
        return change(value, way[0])
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = _changed(value[way[0]], way[1:], change)
    return copy


def _without(holder: Any, name: Any) -> Any:
    if isinstance(holder, dict):
        return {each: value for each, value in holder.items() if each != name}
    return [value for number, value in enumerate(holder) if number != name]


def _renamed(rename: Callable[[str], str]) -> Callable[[Any, Any], Any]:
    def change(holder: Any, name: Any) -> Any:
        if isinstance(holder, list):
            return list(reversed(holder))
        return {rename(each) if each == name else each: value for each, value in holder.items()}

    return change


def _put(make: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def change(holder: Any, name: Any) -> Any:
        copy = dict(holder) if isinstance(holder, dict) else list(holder)
        copy[name] = make(holder[name])
        return copy

    return change


def _swapped(value: Any) -> Any:
    match value:
        case bool() | None:
            return str(value)
        case str():
            return len(value) if not value.isdigit() else int(value)
        case int() | float():
            return str(value)
        case list():
            return {str(number): each for number, each in enumerate(value)}
        case _:
            return list(value.values())


CHANGES: st.SearchStrategy[Callable[[Any, Any], Any]] = st.one_of(
    st.just(_without),
    st.sampled_from(
        [str.upper, str.title, lambda name: name + "_", lambda name: name.replace("_", ""), lambda _n: "x"]
    ).map(_renamed),
    st.sampled_from(
        [
            _swapped,
            lambda value: [value],
            lambda value: {"data": value},
            lambda value: {"result": [value]},
            lambda _v: None,
        ]
    ).map(_put),
    STRANGE.map(lambda strange: _put(lambda _value: strange)),
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Any]:
    name = draw(st.sampled_from(NAMES))
    content = recorded(name)
    for _turn in range(draw(st.integers(1, 5))):
        places = [way for way in _places(content) if way]
        if not places:
            break
        content = _changed(content, draw(st.sampled_from(places)), draw(CHANGES))
    wrap = draw(
        st.sampled_from([lambda it: it, lambda it: [it], lambda it: {"data": it}, lambda it: {"result": {"x": it}}])
    )
    return name.partition("-")[0], wrap(content)


def calls_of(client: Client, service: str) -> list[Coroutine[Any, Any, Any]]:
    calls: list[Coroutine[Any, Any, Any]] = [client.look("x"), client.submit(REQUESTS[service]), client.try_key()]
    if isinstance(client, KeepsHistory):
        calls.append(client.history())
    if isinstance(client, CountsCredits):
        calls.append(client.usage())
    if isinstance(client, SavesWorkflows):
        calls += [client.workflows(), client.workflow("x")]
    return calls


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(damaged())
def test_damage_gives_only_errors_of_ours(answer: tuple[str, Any]) -> None:
    service, content = answer

    async def all_calls() -> None:
        for call in calls_of(client_that_hears(service, content), service):
            try:
                found = await call
            except ServiceError as fault:
                event(type(fault).__name__)
                assert fault.title
                fault.answer.encode()
            else:
                event(type(found).__name__)
                assert_sound(found)

    asyncio.run(all_calls())


def assert_sound(found: Any) -> None:
    if not isinstance(found, Report):
        return
    json.dumps(dict(found.raw), allow_nan=False).encode()
    assert found.percent is None or 0 <= found.percent <= 100
    assert all(time is None or time.tzinfo for time in (found.created, found.updated))
    for step in found.steps:
        f"{step.name}{step.words}{step.fault}{step.tool}".encode()
    for link in (*found.links, *(link for step in found.steps for link in step.links)):
        assert link.url.lower().startswith(("http://", "https://"))
        assert link.size is None or abs(link.size) <= 2**53
        f"{link.url}{link.kind}{link.name}".encode()
    for text in (found.words, found.fault, found.title, found.prompt, found.template):
        text.encode()
    assert len(found.fault) <= 1100


@pytest.mark.parametrize("service", REQUESTS)
@pytest.mark.parametrize("depth", [10, 100, 900, 5000])
@pytest.mark.parametrize("kind", [list, dict])
def test_depth_alone(service: str, depth: int, kind: type) -> None:
    async def look() -> None:
        try:
            await client_that_hears(service, _nested(depth, kind)).look("x")
        except ServiceError as fault:
            assert fault.answer

    asyncio.run(look())
