"""The command `templates`, as the person or program that calls it sees it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.loopback import Loopback, loopback
from tests.model.test_manifest import INFO
from tests.programs import loaded_by, side_by_side, vividdesk
from tests.test_catalog import NEEDED, NOTED_BEYOND, VIMMERSE, VISTOURE, VIVIDFLOW

KEY = "canary-key-0123456789"


def listed(*arguments: str, **environ: str) -> list[dict[str, Any]]:
    done = vividdesk("templates", *arguments, "--json", **environ)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_json_lists_what_the_documentation_lists() -> None:
    expected = {("vimmerse", name): (label, options) for name, label, _sources, options in VIMMERSE}
    for model, rows in VIVIDFLOW.items():
        label = {"wan2.1": "Wan 2.1", "veo3.1": "Veo 3.1"}[model]
        expected["vividflow", model] = (label, {name: default for name, _type, default in rows})
    found = {(each["service"], each["id"]): each for each in listed()}
    assert [name for service, name in found if service == "vistoure"] == VISTOURE
    assert len(found) == 12 + 2 + 12
    for key, (label, options) in expected.items():
        each = found[key]
        properties = each["options"]["properties"]
        assert each["label"] == label
        assert {name for name in properties if (key[1], name) not in NOTED_BEYOND} == set(options)
        assert each["required"] == [name for name, default in options.items() if default is NEEDED]
        assert each["required"] == each["options"]["required"]
        known = {name: default for name, default in options.items() if default is not NEEDED and default is not None}
        assert each["defaults"] == known
        assert {name: type(value) for name, value in each["defaults"].items()} == {
            name: type(default) for name, default in known.items()
        }


def test_one_service_by_its_id_or_name() -> None:
    by_id, by_name = side_by_side(*(("templates", name, "--json") for name in ("vividflow", "Vivid Flow")))
    assert {each["service"] for each in json.loads(by_id.stdout)} == {"vividflow"}
    assert (by_name.returncode, by_name.stdout) == (0, by_id.stdout)


def test_what_is_no_service_is_not_repeated() -> None:
    done = vividdesk("templates", KEY)
    assert done.returncode == 2
    assert "vimmerse, vividflow, vistoure" in done.stderr
    assert KEY not in done.stderr + done.stdout


def test_what_it_does_not_take_is_not_repeated() -> None:
    for done in side_by_side(*(("templates", "vimmerse", word) for word in (KEY, f"--{KEY}"))):
        assert done.returncode == 2
        assert "one service" in done.stderr
        assert KEY not in done.stderr + done.stdout


def test_a_narrow_terminal_that_knows_few_letters_shows_whole_ids() -> None:
    few = {"COLUMNS": "40", "PYTHONIOENCODING": "ascii"}
    overview, vistoure = side_by_side(("templates",), ("templates", "vistoure"), **few)
    assert overview.returncode == vistoure.returncode == 0
    assert "  vim_instagramframeescape_0226  " in overview.stdout


def test_for_people() -> None:
    calls = ("templates",), *(("templates", service) for service in ("vimmerse", "vividflow", "vistoure"))
    overview, vimmerse, vivid, vistoure = (done.stdout for done in side_by_side(*calls))
    assert "Besides: title, description, visibility_status" in " ".join(vimmerse.split())
    assert "vim_arctic" in overview and "Dream Career" in overview and "picture or clip" in overview
    vivid = " ".join(vivid.split())
    assert "prompt needed Prompt · Write at least 3 characters." in vivid
    assert "cfg 7.5 Motion guidance · Give a number from 1 to 20." in vivid
    assert 'person_generation "allow_adult" People · allow_adult, allow_all, deny' in vivid
    assert "not documented by the service" in " ".join(vistoure.split())


def test_a_mistake_in_a_persons_own_file_does_not_hide_the_rest(home: Path) -> None:
    (home / "catalog").mkdir()
    (home / "catalog" / "mine.json").write_text('{"service": "vimmerse",\n "templates": [}')
    done = vividdesk("templates", "--json")
    assert done.returncode == 0
    assert "mine.json, line 2: this is no JSON" in done.stderr
    assert len(json.loads(done.stdout)) == 26


def test_it_needs_neither_window_nor_network() -> None:
    slow = {"PySide6", "qasync", "httpx", "jsonschema", "keyring", "av", "PIL"}
    assert not slow & {name.partition(".")[0] for name in loaded_by("templates", "--json")}


# Saved workflows.


@pytest.fixture
def account() -> Iterator[Loopback]:
    """A VistoureAI account with three workflows, one of which cannot be read."""
    workflows = {
        "My_Workflow": INFO,
        "Professional Studio Portrait": {**INFO, "name": "Professional Studio Portrait"},
        "Odd/one": ["nothing"],
    }
    with loopback() as service:
        service.answers(200, json.dumps([{"id": number, "name": name} for number, name in enumerate(workflows)]))
        for name, info in workflows.items():
            service.bodies[f"/api/v3/workflow/{quote(name, safe='')}"] = json.dumps(info).encode()
        yield service


def test_saved_workflows_are_listed_with_the_rest(account: Loopback) -> None:
    environ = {"VIVIDDESK_VISTOURE_URL": account.address, "VIVIDDESK_VISTOURE_KEY": KEY}
    done = vividdesk("templates", "vistoure", "--saved", "--json", **environ)
    assert done.returncode == 0
    assert "The saved workflow “Odd/one” is left out." in done.stderr
    found = json.loads(done.stdout)
    assert [each["id"] for each in found[12:]] == ["workflow:My_Workflow", "workflow:Professional Studio Portrait"]
    assert found[-1]["photos"][0]["name"] == "User_Garment.garment_image"
    assert found[-1]["defaults"] == {"User_Garment.category": "tops (upper-body)"}
    assert account.asked[2].path == "/api/v3/workflow/Professional%20Studio%20Portrait"
    assert all(asked.headers["X-Api-Key"] == KEY for asked in account.asked)
    assert KEY not in done.stdout + done.stderr


def test_saved_workflows_need_a_key() -> None:
    done = vividdesk("templates", "--saved", VIVIDDESK_VIVIDFLOW_KEY=KEY)
    assert done.returncode == 1
    assert "keyring" in done.stderr or "There is no key for VistoureAI." in done.stderr


def test_only_vistoure_saves_workflows() -> None:
    done = vividdesk("templates", "vimmerse", "--saved")
    assert done.returncode == 2
    assert "only VistoureAI" in done.stderr
