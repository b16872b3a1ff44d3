import base64
import email
import email.policy
import json
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vividdesk.errors import PhotoRefused
from vividdesk.providers import body as bodies
from vividdesk.providers.body import Body, InBase64, JsonBody, Multipart, Upload

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def whole(body: Body) -> bytes:
    sent = b"".join([chunk async for chunk in body.chunks()])
    assert len(sent) == body.size
    return sent


def stored(folder: Path, content: bytes, name: str = "photo.jpg") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def parsed(body: Body, sent: bytes) -> list[EmailMessage]:
    """As the standard library reads it."""
    message = email.message_from_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: " + body.type.encode() + b"\r\n\r\n" + sent, policy=email.policy.HTTP
    )
    assert not message.defects
    return list(message.iter_parts())  # type: ignore[attr-defined]


async def test_a_form_byte_by_byte(tmp_path: Path) -> None:
    one, two = stored(tmp_path, b"\xff\xd8one", "1.jpg"), stored(tmp_path, b"\x89PNG\r\n", "2.png")
    body = Multipart(
        [("title", "Zoë’s “día”\r\nand\nmore"), ("image_urls", "a"), ("image_urls", "b"), ("empty", "")],
        [
            Upload("image_files", "photo-1.jpg", "image/jpeg", one),
            Upload("image_files", "photo-2.png", "image/png", two),
        ],
    )
    boundary = body.type.removeprefix("multipart/form-data; boundary=")
    expected = (
        "--B\r\n"
        'Content-Disposition: form-data; name="title"\r\n\r\n'
        "Zoë’s “día”\r\nand\nmore\r\n"
        "--B\r\n"
        'Content-Disposition: form-data; name="image_urls"\r\n\r\n'
        "a\r\n"
        "--B\r\n"
        'Content-Disposition: form-data; name="image_urls"\r\n\r\n'
        "b\r\n"
        "--B\r\n"
        'Content-Disposition: form-data; name="empty"\r\n\r\n'
        "\r\n"
        "--B\r\n"
        'Content-Disposition: form-data; name="image_files"; filename="photo-1.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
        "FIRST\r\n"
        "--B\r\n"
        'Content-Disposition: form-data; name="image_files"; filename="photo-2.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
        "SECOND\r\n"
        "--B--\r\n"
    )
    raw = expected.replace("--B", f"--{boundary}").encode()
    assert await whole(body) == raw.replace(b"FIRST", b"\xff\xd8one").replace(b"SECOND", b"\x89PNG\r\n")


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ('a"b', "a%22b"),
        ("a\r\nb", "a%0D%0Ab"),
        ("a\nb", "a%0D%0Ab"),
        ("a\rb", "a%0D%0Ab"),
        ("bücher\\;%", "bücher\\;%"),
    ],
)
async def test_names_as_browsers_write_them(name: str, escaped: str) -> None:
    assert f'; name="{escaped}"\r\n'.encode() in await whole(Multipart([(name, "x")], []))


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ('a"b.jpg', "a%22b.jpg"),
        ("a\r\nb", "a%0D%0Ab"),
        ("a\nb", "a%0Ab"),
        ("😀\u202e.jpg", "😀\u202e.jpg"),
        ("CON", "CON"),
    ],
)
async def test_file_names_as_browsers_write_them(tmp_path: Path, name: str, escaped: str) -> None:
    body = Multipart([], [Upload("image", name, "image/jpeg", stored(tmp_path, b"x"))])
    assert f'; filename="{escaped}"\r\n'.encode() in await whole(body)


async def test_a_form_without_anything_is_one(tmp_path: Path) -> None:
    body = Multipart([], [])
    assert await whole(body) == f"--{body.type.partition('boundary=')[2]}--\r\n".encode()


@QUICK
@given(fields=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), content=st.binary(max_size=200))
async def test_a_form_reads_back(tmp_path: Path, fields: list[tuple[str, str]], content: bytes) -> None:
    photo = stored(tmp_path, content)
    body = Multipart(fields, [Upload("image_files", "p.jpg", "image/jpeg", photo)] * 2)
    sent = await whole(body)
    parts = sent.split(b"--" + body.type.partition("boundary=")[2].encode())
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    values = [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts[1:-1]]
    assert values == [*(value.encode() for _name, value in fields), content, content]


async def test_the_standard_library_reads_the_same(tmp_path: Path) -> None:
    fields = [("prompt", "A wide shot"), ("model", "veo3.1"), ("image_urls", "https://a.example/1?x=1&y=2")]
    content = bytes(range(256)) * 10
    uploads = [Upload("image_files", f"photo-{n}.jpg", "image/jpeg", stored(tmp_path, content, str(n))) for n in (1, 2)]
    body = Multipart(fields, uploads)
    parts = parsed(body, await whole(body))
    named = [(part.get_param("name", header="content-disposition"), part.get_filename()) for part in parts]
    assert named[:3] == [(name, None) for name, _value in fields]
    assert named[3:] == [("image_files", "photo-1.jpg"), ("image_files", "photo-2.jpg")]
    assert [part.get_payload() for part in parts[:3]] == [value for _name, value in fields]
    assert {part.get_content_type() for part in parts[3:]} == {"image/jpeg"}
    assert {part.get_payload(decode=True) for part in parts[3:]} == {content}


async def test_the_same_form_gives_the_same_bytes(tmp_path: Path) -> None:
    def form(title: str) -> Multipart:
        return Multipart([("title", title)], [Upload("image", "p.jpg", "image/jpeg", photo)])

    photo = stored(tmp_path, b"content")
    body = form("x")
    assert await whole(body) == await whole(body) == await whole(form("x"))
    assert form("x").type != form("y").type


async def test_halves_of_letters_are_no_fault() -> None:
    assert b"\r\n\r\na?b\r\n" in await whole(Multipart([("title", "a\ud800b")], []))
    assert json.loads(await whole(JsonBody({"title": "a\ud800b"}))) == {"title": "a\ud800b"}


async def test_json_byte_by_byte(tmp_path: Path) -> None:
    photo = stored(tmp_path, b"\x00\x01\x02\x03")
    content = MappingProxyType(
        {
            "type": "node",
            "input": {
                "image": InBase64(photo, "image/jpeg"),
                "more": (InBase64(photo, "image/png", data_uri=True), 1, 2.5, None, True, "ü\n"),
                "none": [],
                "nothing": {},
            },
        }
    )
    assert await whole(JsonBody(content)) == (
        b'{"type":"node","input":{"image":"AAECAw==",'
        b'"more":["data:image/png;base64,AAECAw==",1,2.5,null,true,"\\u00fc\\n"],"none":[],"nothing":{}}}'
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@QUICK
@given(content=st.dictionaries(st.text(), JSON, max_size=4))
async def test_json_reads_back(content: Mapping[str, Any]) -> None:
    assert json.loads(await whole(JsonBody(content))) == content


async def test_what_is_no_json_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        JsonBody({"seed": float("nan")})


@pytest.mark.parametrize("size", [0, 1, 2, 3, 11, 12, 13, 23, 24, 25, 100])
async def test_base64_over_the_edges_of_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(bodies, "THREES", 12)
    content = bytes(range(size))
    body = JsonBody({"image": InBase64(stored(tmp_path, content), "image/jpeg")})
    assert json.loads(await whole(body)) == {"image": base64.b64encode(content).decode()}


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 64])
async def test_files_over_the_edges_of_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(bodies, "CHUNK", 16)
    content = bytes(range(size))
    body = Multipart([], [Upload("image", "p", "image/jpeg", stored(tmp_path, content))])
    assert parsed(body, await whole(body))[0].get_payload(decode=True) == content


def test_the_edges_of_a_chunk_are_those_of_base64() -> None:
    assert bodies.THREES % 3 == 0
    assert bodies.THREES // 3 * 4 == bodies.CHUNK


async def test_chunks_stay_small(tmp_path: Path) -> None:
    photo = stored(tmp_path, bytes(5_000_000))
    for body in (JsonBody({"a": InBase64(photo, "x/y")}), Multipart([], [Upload("a", "b", "x/y", photo)])):
        lengths = [len(chunk) async for chunk in body.chunks()]
        assert max(lengths) == 1024 * 1024
        assert len(lengths) <= 9


def form_of(photo: Path) -> Body:
    return Multipart([("title", "x")], [Upload("image", "p.jpg", "image/jpeg", photo)])


def json_of(photo: Path) -> Body:
    return JsonBody({"image": InBase64(photo, "image/jpeg")})


@pytest.mark.parametrize("make", [form_of, json_of])
async def test_a_photo_that_is_gone(tmp_path: Path, make: Callable[[Path], Body]) -> None:
    photo = tmp_path / "photo.jpg"
    with pytest.raises(PhotoRefused, match=r"gone.*photo\.jpg"):
        make(photo)
    body = make(stored(tmp_path, b"content"))
    photo.unlink()
    chunks = body.chunks()
    with pytest.raises(PhotoRefused, match=r"gone.*photo\.jpg"):
        await anext(chunks)


@pytest.mark.parametrize("now", [b"", b"shorter", b"longer than it was"])
@pytest.mark.parametrize("make", [form_of, json_of])
async def test_a_photo_that_was_changed(tmp_path: Path, make: Callable[[Path], Body], now: bytes) -> None:
    body = make(stored(tmp_path, b"what it was"))
    stored(tmp_path, now)
    with pytest.raises(PhotoRefused, match="changed"):
        await anext(body.chunks())


@pytest.mark.parametrize("make", [form_of, json_of])
async def test_a_photo_that_changes_while_it_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Body]
) -> None:
    monkeypatch.setattr(bodies, "CHUNK", 12)
    monkeypatch.setattr(bodies, "THREES", 12)
    for change in (lambda photo: photo.write_bytes(b"x"), lambda photo: photo.write_bytes(b"x" * 40)):
        photo = stored(tmp_path, b"x" * 30)
        chunks = make(photo).chunks()
        await anext(chunks)
        change(photo)
        with pytest.raises(PhotoRefused, match="changed"):
            async for _chunk in chunks:
                pass


async def test_a_folder_is_no_photo(tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused, match="cannot be read"):
        await anext(form_of(tmp_path).chunks())
