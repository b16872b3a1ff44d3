import base64
import logging
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vividdesk import log

CANARY = "Ca+na/ry=37&key%value\\é"


def written(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.log*"))


@pytest.fixture
def folder(tmp_path: Path, clean_logging: None) -> Path:
    log.start(tmp_path, level="debug")
    return tmp_path


def forms(key: str) -> list[str]:
    around = [f"user:{key}", f"a{key}b", f"ab{key}", key]
    return [
        key,
        quote(key),
        quote(key, safe=""),
        quote_plus(key),
        quote(key).lower(),
        repr(key),
        key.encode().hex(),
        *(base64.b64encode(text.encode()).decode() for text in around),
        *(base64.urlsafe_b64encode(text.encode()).decode() for text in around),
    ]


@pytest.mark.parametrize("form", forms(CANARY))
def test_no_form_of_a_key_gets_into_the_log(folder: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.hide(CANARY)
    logger = logging.getLogger("some.library")
    logger.debug("sent %s", form)
    logger.debug("in a list %r", [form])
    try:
        raise ValueError(f"the request with {form} failed")
    except ValueError:
        logger.info("with a traceback", exc_info=True)
    text = written(folder) + capsys.readouterr().err
    assert log.HIDDEN in text
    assert form not in text
    assert "a traceback" in text


@given(
    some.text(alphabet=some.characters(exclude_categories=["Cs"]), min_size=log.SHORTEST_SECRET, max_size=40),
    some.binary(max_size=7),
    some.binary(max_size=7),
)
def test_base64_hides_a_key_wherever_it_starts(key: str, before: bytes, after: bytes) -> None:
    log.hide(key)
    try:
        cleaned = log.clean(base64.b64encode(before + key.encode() + after).decode())
    finally:
        log._secrets.pop(key)
    # What may be left of the key are the letters it shares with its neighbours, never a whole group of it.
    assert log.HIDDEN in cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("X-Api-Key: abc123", f"X-Api-Key: {log.HIDDEN}"),
        ("{'x-api-key': 'abc123', 'accept': '*/*'}", f"{{'x-api-key': '{log.HIDDEN}', 'accept': '*/*'}}"),
        ("(b'X-API-KEY', b'abc123')", f"(b'X-API-KEY', b'{log.HIDDEN}')"),
        ("Authorization: Bearer abc.def", f"Authorization: {log.HIDDEN}"),
        ("Cookie=abc", f"Cookie={log.HIDDEN}"),
        ("GET https://a.example/v.mp4?sig=abc&t=1 200", "GET https://a.example/v.mp4?… 200"),
        ("('http://127.0.0.1:9/x?k=v')", "('http://127.0.0.1:9/x?…')"),
        ("really? yes", "really? yes"),
    ],
)
def test_headers_and_queries_are_hidden_without_knowing_the_key(text: str, cleaned: str) -> None:
    assert log.clean(text) == cleaned


def test_libraries_that_tell_too_much_are_quiet(folder: Path) -> None:
    for library in ("httpx", "httpcore"):
        logging.getLogger(library).info("GET https://a.example/secret-path")
    assert "secret-path" not in written(folder)


def test_the_file_is_its_owners_and_turns_over(folder: Path) -> None:
    logger = logging.getLogger("much")
    for _turn in range(11):
        logger.info("x" * 500_000)
    assert all(turned.stat().st_mode & 0o077 == 0 for turned in folder.iterdir())
    assert {file.name for file in folder.iterdir()} == {"vividdesk.log", *(f"vividdesk.log.{n}" for n in (1, 2, 3))}
