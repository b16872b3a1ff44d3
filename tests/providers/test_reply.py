"""What is read from an answer, whatever it is."""

import gzip
import json
import zlib
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vividdesk import log
from vividdesk.providers.reading import LOOKED_AT
from vividdesk.providers.reply import KEPT, LONGEST, Reply, TooLong, unpacked


def reply(content: Any, status: int = 400, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Reply(status, httpx.Headers(named), body)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"error": "No image file provided"}, "No image file provided"),
        ({"error": ["too small", "too dark"]}, "too small; too dark"),
        ({"error": "Bad input", "details": "width: 0"}, "Bad input; width: 0"),
        ({"error": "Bad input", "details": {"message": "no width"}, "request_id": "r"}, "Bad input; no width"),
        ({"error": {"name": "InsufficientTokens", "message": "Too few."}}, "Too few."),
        ({"error": "InsufficientTokens"}, "insufficient tokens"),
        ({"error": True, "message": "So it is"}, "So it is"),
        ({"error": "same", "message": "same"}, "same"),
        ({"message": "INSUFFICIENT_CREDIT"}, ""),
        ({"message": "NOT_FOUND"}, ""),
        ({"message": "BAD_REQUEST"}, ""),
        ({"message": "IMAGE_TOO_SMALL"}, "image too small"),
        ({"message": "UNAUTHORIZED"}, "unauthorized"),
        ({"detail": "Not Found"}, "Not Found"),
        ({"detail": [{"loc": ["body", "seed"], "msg": "not a number", "type": "x"}]}, "seed: not a number"),
        ({"detail": [{"loc": ["body"], "msg": "missing", "type": "x"}, {"msg": "and wrong"}]}, "missing; and wrong"),
        ({"error": "two\n  lines\t"}, "two lines"),
        ({"error": "x " * 1000}, "x " * 149 + "x…"),
        ({"error": "x" * 1000}, "…"),
        ({"error_message": "nope"}, "nope"),
        ({"error": {"reason": "nope"}}, "nope"),
        ({"msg": "nope", "reason": "nope"}, "nope"),
        ({"error": None, "message": 3, "detail": [1, None]}, ""),
        (["a", "list"], ""),
        ({"error": [[{"message": "deep"}]]}, "deep"),
        (b'{"error": ' + b"[" * 400 + b'"x"' + b"]" * 400 + b"}", ""),
        ({"detail": [{"msg": str(n)} for n in range(100_000)]}, "; ".join(map(str, range(20)))),
        (b"<html>Bad gateway</html>", ""),
        (b"plain words", ""),
        (b"", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_words(content: Any, words: str) -> None:
    assert reply(content).words == words


@pytest.mark.parametrize(
    ("detail", "fields"),
    [
        ([{"loc": ["body", "options", "seed", 0], "msg": "too large", "type": "x"}], {"seed": "too large"}),
        ([{"loc": ["body", "a"], "msg": "1"}, {"loc": ["query", "b"], "msg": "2"}], {"a": "1", "b": "2"}),
        ([{"loc": ["body"], "msg": "x"}, {"loc": "seed", "msg": "x"}, {"loc": ["a"]}, {"loc": ["a"], "msg": 3}, 7], {}),
        ("text", {}),
        (None, {}),
    ],
)
def test_fields(detail: Any, fields: dict[str, str]) -> None:
    assert reply({"detail": detail}).fields == fields


def test_request_id() -> None:
    assert reply({"request_id": "in the body"}, X_Request_Id="in the header").request_id == "in the body"
    assert reply({"error": "x"}, X_Request_Id="in the header").request_id == "in the header"
    assert reply({"request_id": 17}).request_id == "17"
    assert reply({"request_id": ["x"]}).request_id == ""
    assert reply({"request_id": "x" * 200}).request_id == "x" * 99 + "…"
    assert reply({"request_id": "x" * 1000}).request_id == "…"
    assert reply(b"<html>").request_id == ""


DATE = "Tue, 15 Nov 1994 08:12:31 GMT"


@pytest.mark.parametrize(
    ("content", "headers", "wait"),
    [
        ({}, {}, 60),
        ({}, {"Retry_After": "5"}, 5),
        ({}, {"Retry_After": " 7.5 "}, 7.5),
        ({}, {"Retry_After": "Tue, 15 Nov 1994 08:14:31 GMT", "Date": DATE}, 120),
        ({}, {"Retry_After": "Tue, 15 Nov 1994 08:12:01 GMT", "Date": DATE}, 1),
        ({}, {"Retry_After": "Fri, 15 Nov 2999 08:12:31 GMT"}, 900),
        ({}, {"Retry_After": DATE}, 1),
        ({}, {"Retry_After": "soon"}, 60),
        ({}, {"Retry_After": "Tue, 99 Nov 1994 08:12:31 GMT"}, 60),
        ({}, {"Retry_After": "0"}, 1),
        ({}, {"Retry_After": "-17"}, 1),
        ({}, {"Retry_After": "86400"}, 900),
        ({}, {"Retry_After": "9" * 400}, 900),
        ({}, {"Retry_After": "nan"}, 60),
        ({}, {"Retry_After": "inf"}, 900),
        ({}, {"Retry_After": "-inf"}, 1),
        ({"retry_after": 42}, {}, 42),
        ({"retry_after": "42"}, {}, 42),
        ({"retry_after": 42}, {"Retry_After": "5"}, 5),
        ({"retry_after": 42}, {"Retry_After": "soon"}, 42),
        ({"error": {"retry_after": "42 "}}, {}, 42),
        ({"a": {"retry_after": None}, "b": {"retry_after": 42}}, {}, 42),
        ({"a": {"b": {"retry_after": 42}}}, {}, 60),
        ({"retry_after": -1}, {}, 1),
        ({"retry_after": 10**400}, {}, 900),
        ({"retry_after": True}, {}, 60),
        ({"retry_after": [5]}, {}, 60),
        (b'{"retry_after": NaN}', {}, 60),
        (b'{"retry_after": 1e999}', {}, 900),
        (b"<html>", {}, 60),
    ],
)
def test_wait(content: Any, headers: dict[str, str], wait: float) -> None:
    assert reply(content, 429, **headers).wait == wait


def test_at() -> None:
    assert reply({}, Date=DATE).at == datetime(1994, 11, 15, 8, 12, 31, tzinfo=UTC)
    assert reply({}, Date="Tue, 15 Nov 1994 09:12:31 +0100").at == datetime(1994, 11, 15, 8, 12, 31, tzinfo=UTC)
    assert reply({}, Date="15 Nov 1994 08:12:31 -0000").at == datetime(1994, 11, 15, 8, 12, 31, tzinfo=UTC)
    assert reply({}).at is None
    assert reply({}, Date="Fri, 31 Dec 9999 23:59:59 -2359").at is None


@given(st.text())
def test_any_date_is_one_or_none(text: str) -> None:
    read = Reply(200, httpx.Headers({"Date": text.encode("utf-8")}), b"").at
    assert read is None or read.tzinfo is not None


@given(
    st.binary()
    | st.recursive(
        st.none() | st.text() | st.floats(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["error", "message", "detail", "details", "loc", "msg", "retry_after", "request_id"]),
                inner,
            )
        ),
    )
)
def test_no_answer_breaks_the_reading(content: Any) -> None:
    read = reply(content, 429)
    assert isinstance(read.words, str)
    assert isinstance(read.fields, dict)
    assert isinstance(read.request_id, str)
    assert 1 <= read.wait <= 900
    assert len(read.kept) <= KEPT
    for text in (read.words, read.request_id, read.kept, *read.fields.values()):
        text.encode()


def test_halves_of_letters_do_not_get_further() -> None:
    read = reply(b'{"na\\ud800me": ["a\\uDFFFb", {"x": "\\ud83d\\ude00"}], "error": "\\ud800"}')
    assert read.content == {"na?me": ["a?b", {"x": "😀"}], "error": "?"}
    assert read.words == "?"


KEY = "canary-key-0123456789"
SIGNED = "https://a.example/video.mp4?X-Sig=s3cr3t&e=1"


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"error": f"{KEY} and {SIGNED}", "x": "/video.mp4?sig=s3cr3t"}).encode(),
        json.dumps({"error": f"{KEY} {SIGNED}"}).replace("/", "\\/").replace("c", "\\u0063").encode(),
        json.dumps({"error": f"{KEY} {SIGNED}"}).replace("/", "\\/").replace("c", "\\u0063")[:-1].encode(),
        f"<html><a href='{SIGNED}'>{KEY}</a><img src=/x.png?token=s3cr3t>".encode(),
        f"X-Api-Key: {KEY}\n".encode() + b"\xff\xfe",
    ],
)
def test_what_is_kept_holds_no_secret(clean_logging: None, body: bytes) -> None:
    log.hide(KEY)
    kept = reply(body).kept
    assert KEY not in kept
    assert "s3cr3t" not in kept
    assert "[hidden]" in kept


@pytest.mark.parametrize("fill", [" x", "QUFB"])
def test_a_key_at_any_edge_is_not_kept(clean_logging: None, fill: str) -> None:
    log.hide(KEY)
    for start in (*range(KEPT - 30, KEPT + 10), *range(LOOKED_AT - 30, LOOKED_AT + 10)):
        text = (fill * 40_000)[:start] + KEY + fill * 40_000
        for body in (text.encode(), json.dumps(text).encode()):
            kept = reply(body).kept
            assert len(kept) <= KEPT
            assert not any(KEY[:length] in kept for length in range(4, len(KEY) + 1))


def test_half_a_key_behind_a_picture_is_not_kept(clean_logging: None) -> None:
    log.hide(KEY)
    for length in range(1, len(KEY)):
        kept = reply(b"A" * (LOOKED_AT - length - 1) + b" " + KEY.encode() + b" and more").kept
        assert KEY[:4] not in kept


@pytest.mark.parametrize("depth", range(900, 1020, 7))
def test_no_depth_breaks_the_reading(depth: int) -> None:
    assert isinstance(reply(b"[" * depth + b"]" * depth).kept, str)


def test_no_picture_is_kept() -> None:
    body = json.dumps({"echo": "data:image/jpeg;base64," + "QUFB" * 1000, "id": "wr_1"})
    kept = '{"echo": "…", "id": "wr_1"}'
    assert reply(body.encode()).kept == kept
    assert reply(body[:-1].encode()).kept == kept[:-1]


LINK = "cannot fetch /files/a.png?X-Amz-Signature=abcdef0123 for bob@example.com"


@pytest.mark.parametrize("content", [{"error": LINK}, {"detail": [{"msg": LINK, "loc": ["body", "image"]}]}])
def test_words_hold_no_signature_and_no_address(content: Any) -> None:
    read = reply(content)
    assert read.words.endswith("cannot fetch /files/a.png?… for [hidden]")
    assert "cannot fetch /files/a.png?… for [hidden]" in read.kept
    assert all("abcdef" not in text and "bob" not in text for text in read.fields.values())


@pytest.mark.parametrize("cut", [0, 1])
def test_a_header_told_back_is_not_kept(cut: int) -> None:
    body = json.dumps({"headers": {"X-Api-Key": "another-key-0123", "Cookie": "session-0123"}})
    kept = reply(body[: len(body) - cut].encode()).kept
    assert "0123" not in kept


def test_an_id_without_a_space_around_it_is_kept() -> None:
    body = json.dumps({"url": SIGNED, "steps": ["crop"] * 100, "id": "wf-123"}, separators=(",", ":"))
    assert '"id":"wf-123"' in reply(body[:-1].encode()).kept


def test_a_broken_answer_is_kept_as_it_is() -> None:
    assert reply(b'{"data": {"id": "wf-123", "title": "x').kept == '{"data": {"id": "wf-123", "title": "x'


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", "deflate"])
def test_packed_answers_are_unpacked(coding: str) -> None:
    packed = zlib.compress(b'{"a": 1}') if coding == "deflate" else gzip.compress(b'{"a": 1}')
    assert unpacked(packed, coding) == b'{"a": 1}'


@pytest.mark.parametrize("coding", ["", "identity", "br", "gzip, gzip"])
def test_what_is_not_packed_stays(coding: str) -> None:
    assert unpacked(b'{"a": 1}', coding) == b'{"a": 1}'
    assert unpacked(b'{"a": 1}', "gzip") == b'{"a": 1}'


def test_a_bomb_is_not_unpacked() -> None:
    assert len(unpacked(gzip.compress(b" " * LONGEST), "gzip")) == LONGEST
    with pytest.raises(TooLong):
        unpacked(gzip.compress(b" " * (LONGEST + 1)), "gzip")
