import sys
from pathlib import Path

import pytest

from tests.loopback import loopback
from tests.programs import loaded_by, side_by_side, vividdesk
from vividdesk import __version__


def test_the_version_is_answered_without_loading_anything() -> None:
    assert vividdesk("--version").stdout == f"vividdesk {__version__}\n"
    assert loaded_by("--version") <= {"vividdesk", "vividdesk.__main__"}


@pytest.mark.parametrize("arguments", [("keys", "set", "vimmerse"), ("keys", "forget", "vimmerse"), ("keys", "--help")])
def test_key_commands_load_neither_qt_nor_httpx(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "vividdesk.cli" in loaded
    assert not {"PySide6", "httpx", "av", "PIL"} & loaded


def test_a_wrong_call_is_said_in_a_line() -> None:
    wrong = {
        ("frobnicate",): "No such command",
        ("keys", "set", "vimm"): "that is no service; there are: vimmerse, vividflow, vistoure",
        ("keys", "set"): "Missing argument",
        ("tour", "--nonsense"): "No such option",
    }
    for done, words in zip(side_by_side(*wrong), wrong.values(), strict=True):
        assert done.returncode == 2
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert not done.stdout


def test_without_a_keyring_nothing_is_stored_and_that_is_said() -> None:
    done = vividdesk("keys", "set", "Vivid Flow", typed="a-key-of-some-length\n")
    assert done.returncode == 1
    assert "no keyring" in done.stderr
    assert "VIVIDDESK_<SERVICE>_KEY" in done.stderr


@pytest.mark.parametrize("typed", ["", "\n", "   \n"])
def test_an_empty_key_is_no_key(typed: str) -> None:
    done = vividdesk("keys", "set", "vimmerse", typed=typed)
    assert done.returncode == 1
    assert "nothing was stored" in done.stderr


def test_testing_needs_a_key() -> None:
    done = vividdesk("keys", "test", "vistoure", VIVIDDESK_VIMMERSE_KEY="of-another-service")
    assert done.returncode == 1
    assert "keyring" in done.stderr


def test_testing_says_what_the_service_says() -> None:
    with loopback() as service:
        service.answers(200, '{"credits_remaining": 1}')
        done = vividdesk(
            *("keys", "test", "vividflow"),
            VIVIDDESK_VIVIDFLOW_KEY="some-key-123",
            VIVIDDESK_VIVIDFLOW_URL=service.address,
        )
    assert (done.returncode, done.stdout) == (0, "The key works: 1 credit left.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
def test_without_a_display_the_desk_says_so() -> None:
    done = vividdesk(QT_QPA_PLATFORM="")
    assert done.returncode == 1
    assert "no display" in done.stderr
    assert "vividdesk tour" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="X11")
def test_a_display_that_cannot_be_reached_is_no_crash() -> None:
    done = vividdesk(QT_QPA_PLATFORM="xcb", DISPLAY=":4242")
    assert done.returncode == 1
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = vividdesk("doctor", VIVIDDESK_HOME=str(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert "cannot write to its folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_what_is_here() -> None:
    with loopback() as service:
        nobody = "http://127.0.0.1:1"
        done = vividdesk(
            "doctor",
            VIVIDDESK_VIVIDFLOW_URL=service.address,
            VIVIDDESK_VIMMERSE_URL=nobody,
            VIVIDDESK_VISTOURE_URL=nobody,
            COLUMNS="200",
        )
        assert service.asked
    lines = {line[:12].strip(): line[12:] for line in done.stdout.splitlines()}
    assert "makes H.264" in lines["Encoder"]
    assert "plays H.264" in lines["Player"]
    assert "GB free" in lines["Disk"]
    assert f"{service.address} answers" in lines["Vivid Flow"]
    assert "no keyring" in lines["Keyring"]
    assert "missing" in lines["Window"], "the tests have no display"
    assert done.returncode == 1
