"""A key put through every road is found nowhere afterwards but where it belongs."""

import base64
import logging
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.disks import small_disk
from tests.loopback import loopback
from tests.programs import in_window, side_by_side, vividdesk
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.desk.service_page import ServicePage

CANARY = "canary/3f9a+key=with%signs"
TYPEABLE = "canary-3f9a-typed-by-hand-7d21"


def traces(key: str) -> set[bytes]:
    """What would betray the key, in the encodings that libraries use; base64 at each of its three offsets."""
    raw = key.encode()
    found = {raw, quote(key).encode(), quote(key, safe="").encode(), raw.hex().encode()}
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            found.add(encode(b"x" * offset + raw)[4:-4])
    return found


def assert_no_trace(key: str, home: Path, *outputs: str) -> None:
    for file in (path for path in home.rglob("*") if path.is_file()):
        content = file.read_bytes()
        assert not [trace for trace in traces(key) if trace in content], f"the key is in {file}"
    for output in outputs:
        assert not [trace for trace in traces(key) if trace in output.encode()], output


@pytest.fixture(autouse=True)
def everything_is_logged(home: Path, clean_logging: None) -> None:
    (home / "settings.toml").write_text('[log]\nlevel = "debug"\n')


def test_the_search_would_find_it(tmp_path: Path) -> None:
    for text in (CANARY, quote(CANARY), base64.b64encode(f"user:{CANARY}".encode()).decode()):
        (tmp_path / "file").write_text(f"so {text} is")
        with pytest.raises(AssertionError):
            assert_no_trace(CANARY, tmp_path)


def test_set_from_stdin_without_a_keyring(home: Path) -> None:
    done = vividdesk("keys", "set", "vimmerse", typed=CANARY + "\n")
    assert done.returncode == 1
    assert_no_trace(CANARY, home, done.stdout, done.stderr)


def test_given_as_an_argument_by_mistake(home: Path) -> None:
    mistakes = [("vimmerse", CANARY), ("vimmerse", "--key", CANARY), ("vimmerse", f"--key={CANARY}"), (CANARY,)]
    calls = [("keys", command, *arguments) for command in ("set", "test", "forget") for arguments in mistakes]
    for done in side_by_side(*calls):
        assert done.returncode == 2
        assert "no argument" in done.stderr or "no service" in done.stderr
        assert_no_trace(CANARY, home, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(401, {}), (500, {}), (302, {"Location": f"https://a.example/?key={CANARY}"}), (200, {})],
)
def test_from_the_environment_to_a_service_that_fails(home: Path, status: int, headers: dict[str, str]) -> None:
    with loopback() as service:
        service.answers(status, f'{{"error": "no: {CANARY} {quote(CANARY, safe="")}"', **headers)
        done = vividdesk(
            *("keys", "test", "vividflow"), VIVIDDESK_VIVIDFLOW_KEY=CANARY, VIVIDDESK_VIVIDFLOW_URL=service.address
        )
        assert service.asked[0].headers["X-Api-Key"] == CANARY
        assert CANARY not in service.asked[0].path
    assert done.returncode == 1
    assert_no_trace(CANARY, home, done.stdout, done.stderr)


def test_past_a_proxy_to_a_service_on_this_computer(home: Path) -> None:
    with loopback() as service, loopback() as proxy:
        service.answers(200, '{"credits_remaining": 1}')
        done = vividdesk(
            *("keys", "test", "vividflow"),
            VIVIDDESK_VIVIDFLOW_KEY=CANARY,
            VIVIDDESK_VIVIDFLOW_URL=service.address.replace("127.0.0.1", "localhost"),
            http_proxy=proxy.address,
            ALL_PROXY=proxy.address,
        )
    assert not proxy.asked
    assert (done.returncode, len(service.asked)) == (0, 1)


def test_on_a_full_disk(tmp_path: Path) -> None:
    """Python's own logging prints a record that it cannot write, as it is."""
    script = (
        "import logging, sys; from pathlib import Path; from vividdesk import log\n"
        "log.start(Path(sys.argv[1])); log.hide(sys.argv[2])\n"
        "Path(sys.argv[1], 'rest').write_bytes(b'x' * 60_000)\n"
        "for _ in range(100): logging.getLogger('x').info('key %s', sys.argv[2])\n"
        "logging.getLogger('x').error('in the end %s', sys.argv[2], exc_info=RuntimeError(sys.argv[2]))\n"
    )
    with small_disk(tmp_path / "small", "64k") as small:
        done = subprocess.run([sys.executable, "-c", script, str(small), CANARY], capture_output=True, text=True)
    assert "No space left" in done.stderr
    assert_no_trace(CANARY, tmp_path, done.stdout, done.stderr)


def test_to_nobody(home: Path) -> None:
    done = vividdesk(
        *("keys", "test", "vistoure"), VIVIDDESK_VISTOURE_KEY=CANARY, VIVIDDESK_VISTOURE_URL="http://127.0.0.1:1"
    )
    assert "cannot be reached" in done.stderr
    assert_no_trace(CANARY, home, done.stdout, done.stderr)


@pytest.mark.logs("In .*: a request with")
@pytest.mark.logs("the window")
def test_in_an_exception_of_ours(
    home: Path, qapp: QApplication, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVIDDESK_VIMMERSE_KEY", CANARY)
    told = []

    async def fails() -> None:
        raise RuntimeError(f"a request with {CANARY}")

    async def scenario(running: app.App) -> None:
        running.notices.shown.connect(lambda notice: told.append(f"{notice.title} {notice.advice}"))
        await running.connections.loaded.wait()
        running.tasks.start(fails())
        button = QPushButton(running.desk)
        button.clicked.connect(lambda: {}[CANARY])
        button.click()
        logging.getLogger("httpcore.connection").debug("headers: %r", [(b"X-Api-Key", CANARY.encode())])
        await until_on_loop(lambda: len(told) >= 2)

    in_window(scenario)
    assert told
    log = "".join(path.read_text() for path in home.glob("logs/*"))
    assert "a request with [hidden]" in log
    assert "Traceback" in log
    output = capfd.readouterr()
    assert_no_trace(CANARY, home, output.out, output.err, *told)


def test_typed_into_the_settings_tested_and_kept(
    home: Path, qapp: QApplication, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = []
    with loopback() as service:
        service.answers(401, f'{{"error": "unknown: {TYPEABLE}"}}')
        monkeypatch.setenv("VIVIDDESK_VIVIDFLOW_URL", service.address)

        async def scenario(running: app.App) -> None:
            await running.connections.loaded.wait()
            running.desk.open_settings("vividflow")
            page = QApplication.activeModalWidget().findChild(ServicePage, "vividflow")
            QTest.keyClicks(page.entry, TYPEABLE)
            for button in (page.try_button, page.keep_button):
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                await until_on_loop(lambda: not page.busy)
                verdicts.append(page.verdict.text())

        in_window(scenario)
        assert [asked.headers["X-Api-Key"] for asked in service.asked] == [TYPEABLE] * 2
    assert "refused the key" in verdicts[0]
    assert "no keyring" in verdicts[1]
    output = capfd.readouterr()
    assert_no_trace(TYPEABLE, home, output.out, output.err, *verdicts)
