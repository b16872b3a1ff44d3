"""Whatever is sent, the answer is a refusal in the words of the service that was asked, and costs no memory.

The account is empty, so even what nothing is wrong with is refused in the end. The variable EXAMPLES says how many
requests are tried; the usual number takes some seconds.
"""

import asyncio
import gzip
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.localservice.asking import BOMB, CATALOG, FILLED, SAMPLE
from vividdesk.localservice.graphs import GRAPHS
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.serve import Wishes, running
from vividdesk.model.service import VIMMERSE, VISTOURE, VIVIDFLOW, Service

resource = pytest.importorskip("resource")

EXAMPLES = int(os.environ.get("EXAMPLES", "210"))  # of each of the five
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
GROWTH = 100_000  # kilobytes: five megabytes, a few times over, at both ends of the line; an unpacked bomb takes more
EXAMPLE = "https://example.com/image.png"
Fields = st.SearchStrategy[dict[str, Any]]


class Shared:
    """The service on a thread of its own, for all examples."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> "Shared":
        self._thread.start()
        assert self._ready.wait(30)
        self.http = httpx.Client(base_url=self._base, headers={"X-API-Key": self._key}, trust_env=False, timeout=60)
        data = {"template_id": "vim_arctic", "image_urls": EXAMPLE}
        self.workflow = self.http.post("/vimmerse/workflow", data=data).json()["data"]["id"]
        run = {"type": "node", "target": "upscale", "input": {"image": EXAMPLE}}
        assert self.http.post("/vistoure/api/v3/run", json=run).json()["error"] is None
        return self

    def __exit__(self, *_fault: object) -> None:
        self.http.close()
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with running(self._folder, Pool([]), Wishes(credits=1)) as service:
            self._base, self._key = f"http://127.0.0.1:{service.port}", service.key
            self._ready.set()
            await self._over.wait()

    def refuses(self, path: str, method: str = "POST", may: tuple[int, ...] = (), **request: Any) -> int:
        """The answer's status; `may` are those beside refusals that are right, too."""
        answer = self.http.request(method, path, **request)
        assert answer.headers["content-type"] == "application/json"
        if answer.status_code in may:
            return answer.status_code
        assert 400 <= answer.status_code < 500, answer.text
        said = answer.json()
        if path.startswith(("/vividflow", "/vistoure")):
            assert set(said) <= {"error", "retry_after"}
            assert isinstance(said["error"], str)
            assert said["error"]
        elif answer.status_code == 422:
            assert said.keys() == {"detail"}
            assert said["detail"]
            for fault in said["detail"]:
                assert fault.keys() == {"loc", "msg", "type"}
                assert all(isinstance(step, str) for step in fault["loc"])
        else:
            assert said.keys() == {"message"}
        return answer.status_code


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with Shared(tmp_path_factory.mktemp("service")) as shared:
        yield shared


def nested(depth: int, kind: type) -> Any:
    value: Any = "x"
    for _level in range(depth):
        value = [value] if kind is list else {"a": value}
    return value


WORDS = st.one_of(
    st.sampled_from(["", " ", "null", "None", "NaN", "-inf", "1e999", "-1", "0", "2.5", "9" * 5000, "٣", "true", "²"]),
    st.sampled_from(
        ["\x00", "\ufeff", "\r\n--x", "🙂" * 3000, "x" * 30_000, "../../etc/passwd", "<image>", "{}", "[]"]
    ),
    st.sampled_from(
        ["https://a.example/x.png", "http://169.254.169.254/", "file:///etc/passwd", "data:,", "data:;base64,"]
    ),
    st.text(max_size=12),
)
VALUES = st.one_of(
    WORDS,
    st.none(),
    st.booleans(),
    st.integers(-5, 5000),
    st.sampled_from([10**30, -(2**63), 1e308, -0.0, 5e-324, [], {}, [[]], [None], {"": None}]),
    st.integers(1, 60).map(lambda depth: nested(depth, list)),
    st.integers(1, 60).map(lambda depth: nested(depth, dict)),
    st.lists(WORDS, max_size=12),
)
FILES = st.sampled_from([SAMPLE, BOMB, b"", b"x", SAMPLE[:200], BOMB[:40], b"GIF89a" + bytes(99), b"\x89PNG\r\n\x1a\n"])
FILES = st.one_of(FILES, st.binary(max_size=64))


def spoilt(
    good: st.SearchStrategy[dict[str, Any]], strange: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """With some of it replaced, and now and then something that nobody asked for."""
    return st.builds(
        lambda fields, values, more: (
            {name: values.get(number, value) for number, (name, value) in enumerate(fields.items())} | more
        ),
        good,
        st.dictionaries(st.integers(0, 12), strange, min_size=0, max_size=4),
        st.dictionaries(st.text(min_size=1, max_size=8), strange, max_size=2),
    )


def good_form(service: Service) -> Fields:
    def fields(template: Any) -> dict[str, Any]:
        return {**template.options.defaults, **{name: FILLED[name] for name in template.options.required}}

    return st.sampled_from(CATALOG.of(service)).map(lambda template: {"model": template.target, **fields(template)})


DETAILS = {
    "title": "a",
    "description": "b",
    "visibility_status": "1",
    "event_id": "e",
    "webhook_url": "https://a.example/",
}


@given(details=spoilt(st.just(DETAILS), WORDS), options=spoilt(good_form(VIMMERSE), VALUES), file=FILES, url=WORDS)
@example(details={"options": "["}, options={"model": "vim_arctic"}, file=SAMPLE, url="")
@QUICK
def test_vimmerse(service: Shared, details: dict[str, Any], options: dict[str, Any], file: bytes, url: str) -> None:
    template = options.pop("model", "")
    data = {"template_id": template if isinstance(template, str) else "", "options": json.dumps(options)} | details
    sent = {"image_files": ("a.jpg", file)}
    service.refuses("/vimmerse/workflow", data=data | {"image_urls": url}, files=sent)


@given(fields=spoilt(good_form(VIVIDFLOW), WORDS), file=FILES)
@QUICK
def test_vivid_flow(service: Shared, fields: dict[str, Any], file: bytes) -> None:
    data = {name: value if isinstance(value, str) else str(value) for name, value in fields.items()}
    service.refuses("/vividflow/generate", data=data, files={"image": ("a.jpg", file)})


@st.composite
def runs(draw: st.DrawFn) -> dict[str, Any]:
    graph = draw(st.sampled_from([*GRAPHS, None]))
    if graph is None:
        template = draw(st.sampled_from(CATALOG.of(VISTOURE)))
        given = {slot.name: EXAMPLE for slot in template.slots} | dict.fromkeys(["prompt", "seed", "category"], "x")
        good = {"type": "node", "target": template.target}
    else:
        asked = graph.inputs("mandatory") | graph.inputs("optional") | graph.inputs("linked")
        given = {name: EXAMPLE if param.type == "image" else param.default for name, param in asked.items()}
        good = {"type": "workflow", "target": graph.name}
    inputs = draw(spoilt(st.just(given), VALUES))
    return draw(st.one_of(st.just({**good, "input": inputs}), spoilt(st.just({**good, "input": inputs}), VALUES)))


@given(run=st.one_of(runs(), VALUES))
@QUICK
def test_vistoure(service: Shared, run: Any) -> None:
    content = json.dumps(run).encode()
    answer = service.http.post("/vistoure/api/v3/run", content=content)
    if answer.status_code == 200:
        assert answer.json()["id"] is None, "it lacks something"
        assert answer.json()["error"].startswith("Missing mandatory parameter")
    else:
        service.refuses("/vistoure/api/v3/run", content=content)


@given(body=st.one_of(spoilt(st.just({**DETAILS, "rating": "5", "delivered_at": None}), VALUES), VALUES))
@QUICK
def test_changes_and_logs(service: Shared, body: Any) -> None:
    content = json.dumps(body).encode()
    service.refuses(f"/vimmerse/workflow/{service.workflow}", "PUT", may=(200,), content=content)
    said = {"error_message": body, "context": body}
    service.refuses("/vimmerse/workflow/error-log", may=(200,), content=json.dumps(said).encode())


FORM = httpx.Request(
    "POST", "http://x/", data={"prompt": "The sea", "options": "{}"}, files={"image": ("a.jpg", SAMPLE[:300])}
)
WHOLE, KIND = FORM.read(), FORM.headers["content-type"]
KINDS = [
    *(KIND, "multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 400}"),
    *("application/x-www-form-urlencoded", "text/plain", "application/json", "", 'multipart/form-data; boundary="'),
]
PATHS = ["/vimmerse/workflow", "/vividflow/generate", "/vistoure/api/v3/run", "/vimmerse/workflow/error-log"]


@given(
    path=st.sampled_from(PATHS),
    kind=st.sampled_from(KINDS),
    cut=st.one_of(st.none(), st.integers(0, len(WHOLE))),
    put=st.dictionaries(st.integers(0, len(WHOLE)), st.binary(max_size=6), max_size=4),
)
@QUICK
def test_broken_bodies(service: Shared, path: str, kind: str, cut: int | None, put: dict[int, bytes]) -> None:
    body = WHOLE
    for place, more in put.items():
        body = body[:place] + more + body[place + len(more) // 2 :]
    service.refuses(path, content=body[:cut], headers={"Content-Type": kind})


def parts(number: int, value: bytes = b"x") -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n'
    return (head + value + b"\r\n") * number + b"--x--\r\n"


MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
ENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
LARGE = 5_000_000  # bytes of a bomb that comes in as it is
BOMBS: list[tuple[bytes, dict[str, str]]] = [
    (b"[" * 100_000, {}),
    (b'{"a":' * 100_000, {}),
    (b"[" * 100_000 + b"]" * 100_000, {}),
    (b'{"type": ' + b"9" * 1_000_000 + b"}", {}),
    (b'{"type": 1e99999, "target": -Infinity}', {}),
    (b'{"type": "\\ud800", "target": "\\udfff", "input": {"\\ud800": 1}}', {}),
    (b"[" + b"1," * (LARGE // 2) + b"1]", {}),
    (b"[" + b"{}," * (LARGE // 3) + b"{}]", {}),
    (b'"' + b"a" * LARGE + b'"', {}),
    (b'{"type": "node", "target": "upscale", "input": {"image": "' + b"A" * LARGE + b'"}}', {}),
    (b"\xff\xfe" + "{}".encode("utf-16-le"), {}),
    (gzip.compress(bytes(50_000_000)), {"Content-Encoding": "gzip"}),
    (gzip.compress(b"{}"), {"Content-Encoding": "x-gzip, identity"}),
    (parts(5000), MULTIPART),
    (parts(1, b"x" * LARGE), MULTIPART),
    (parts(100, b"x" * 90_000), MULTIPART),
    (b"--x\r\n" + b"A: b\r\n" * 10_000 + b"\r\nx\r\n--x--\r\n", MULTIPART),
    (b"--x\r\nContent-Disposition: form-data; name=" + b"n" * 100_000 + b"\r\n\r\nx\r\n--x--\r\n", MULTIPART),
    (b"f=1&" * 10_000, ENCODED),
    (b"prompt=" + b"%F0%9F%99%82" * 500_000, ENCODED),
    (b"prompt=%ff%fe", ENCODED),
    (b"&" * 1_000_000, ENCODED),
]


def test_bombs_are_refused_and_cost_no_memory(service: Shared) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for body, headers in BOMBS:
        for path in PATHS:
            service.refuses(path, content=body, headers=headers)
    for _turn in range(20):
        sent = {"image": ("a.png", BOMB), "image_files": ("a.png", BOMB)}
        assert service.refuses("/vividflow/generate", data={"prompt": "The sea"}, files=sent) == 400
        assert service.refuses("/vimmerse/workflow", data={"template_id": "vim_arctic"}, files=sent) == 422
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
