"""The service as a process: started by a person, and as the child of a program that may die."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import tool
from tests.localservice.asking import SAMPLE
from tests.waiting import until

SERVICE = [sys.executable, "-P", "-m", "vividdesk.localservice"]
MIDDLE = f"""
import subprocess, sys, time
child = subprocess.Popen([*{SERVICE!r}, "--parent", sys.argv[1]], stdin=subprocess.PIPE)
print(child.pid, flush=True)
time.sleep(600)
"""


@contextmanager
def started(*words: str, code: str = "") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code] if code else SERVICE
    process = subprocess.Popen([*command, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def call(told: dict[str, Any], method: str, path: str, **request: Any) -> Any:
    url, headers = f"http://127.0.0.1:{told['port']}/vividflow/{path}", {"X-API-Key": told["key"]}
    with httpx.Client(trust_env=False, headers=headers, timeout=60) as http:
        return http.request(method, url, **request).raise_for_status().json()


def is_there(pid: int) -> bool:
    """A process that nobody has waited for yet is gone, too."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def children(pid: int) -> list[int]:
    return [int(each) for file in Path(f"/proc/{pid}/task").glob("*/children") for each in file.read_text().split()]


def test_for_a_person_it_prints_what_to_paste(home: Path) -> None:
    """Each line works in a shell as it stands."""
    tool("curl")
    with started("--workers", "1", "--credits", "20") as process:
        lines = [line(process)]
        while not lines[-1].startswith("Ctrl-C"):
            lines.append(line(process))
        trials = [each for each in lines if each.startswith("curl ")]
        addresses = [word for each in lines for word in each.split() if word.startswith("http://127.0.0.1:")]
        assert [address.rsplit("/")[-1] for address in addresses[:3]] == ["vimmerse", "vividflow", "vistoure"]
        answers = [
            json.loads(subprocess.run(["sh", "-c", each], capture_output=True, check=True).stdout) for each in trials
        ]
        assert answers[0]["data"]["processing_status"] in ("new", "processing")
        assert answers[1]["message"] == "Generation job accepted."
        assert answers[2]["error"] is None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    log = (home / "logs" / "localservice.log").read_text()
    assert "The local service answers on port" in log
    key = next(each for each in lines if "X-API-Key" in each and each.startswith("Key")).split()[-1]
    assert key not in log


def test_as_a_child_it_ends_with_its_stdin_and_goes_on_where_it_was(tmp_path: Path) -> None:
    words = ("--parent", str(tmp_path / "local"), "--workers", "1")
    with started(*words) as process:
        told = json.loads(line(process))
        assert told.keys() == {"port", "key", "resumed"}
        assert told["resumed"] == 0
        data = {"prompt": "The sea", "width": "64", "height": "64", "length": "32"}
        job = call(told, "POST", "generate", data=data, files={"image": ("a.jpg", SAMPLE)})["job_id"]
        process.communicate(timeout=20)
        assert process.returncode == 0
    with started(*words) as process:
        again = json.loads(line(process))
        assert again["resumed"] == 1
        assert again["key"] != told["key"]
        done = until(lambda: (now := call(again, "GET", f"status/{job}"))["status"] == "COMPLETED" and now, 60)
        assert done["video_url"].startswith(f"http://127.0.0.1:{again['port']}/files/")
        process.communicate(timeout=20)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_as_a_child_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    with started(str(tmp_path / "local"), code=MIDDLE) as middle:
        service = int(line(middle))
        told = json.loads(line(middle))
        data = {"prompt": "The sea", "width": "64", "height": "64", "length": "200"}
        call(told, "POST", "generate", data=data, files={"image": ("a.jpg", SAMPLE)})
        workers = until(lambda: children(service))
        os.kill(middle.pid, signal.SIGKILL)
        until(lambda: not any(map(is_there, [service, *workers])))


def test_as_a_child_it_says_why_it_does_not_start(tmp_path: Path) -> None:
    with started("--parent", str(tmp_path / "local")) as first:
        told = json.loads(line(first))
        same_folder, same_port = ("--parent", str(tmp_path / "local")), ("--port", str(told["port"]))
        with started(*same_folder) as second, started("--parent", str(tmp_path), *same_port) as third:
            for process in (third, second):
                assert json.loads(line(process)).keys() == {"title", "advice"}
                assert process.wait(20) == 1
        first.communicate(timeout=20)


def test_it_loads_nothing_that_draws() -> None:
    heavy = {"cv2", "numpy", "av", "httpx", "PySide6"}
    code = f"import vividdesk.localservice.__main__, sys; print({heavy} & {{*sys.modules}})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
