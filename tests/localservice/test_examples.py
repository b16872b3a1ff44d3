"""The documentation's own examples, run as they stand, as processes of their own, to the end.

Only address, key and the photo's path are put in. What they sleep between two looks is made short from outside.
"""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, tool
from tests.localservice.asking import Asked, fetched, film, picture, served
from vividdesk.localservice.pool import Pool
from vividdesk.paths import resource

EXAMPLES = Path(__file__).with_name("examples")
PATIENCE = 300.0  # seconds, a limit and no measure
NODE = ROOT / ".venv" / "node"
PACKAGES = ("axios", "form-data")
HURRIED = """
import runpy, sys, time
sleep = time.sleep
time.sleep = lambda seconds: sleep(seconds / 100)
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def environment(**more: str) -> dict[str, str]:
    """Without proxies, past which an example would go to its service."""
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | more


async def run(*words: str, **more: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *words, env=environment(**more), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(PATIENCE):
        said, _nothing = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


def put_in(name: str, folder: Path, **values: str) -> Path:
    """The example with its own values, each of which it must hold once."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    for old, new in values.values():
        assert text.count(old) == 1
        text = text.replace(old, new)
    script = folder / name.removesuffix(".txt")
    script.write_text(text, encoding="utf-8")
    return script


def vividflow(name: str, service: Asked, folder: Path) -> Path:
    return put_in(
        name,
        folder,
        address=("https://vivid.studioionique.com/api/v1", service.running.address("vividflow")),
        key=("your_api_key_here", service.running.key),
        photo=("/path/to/your/image.jpg", str(resource("samples", "portrait.jpg"))),
    )


async def test_vimmerse_in_python(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service:
        script = put_in(
            "vimmerse.py.txt",
            tmp_path,
            address=("https://api.vimmerse.net", service.running.address("vimmerse")),
            key=("YOUR_API_KEY", service.running.key),
        )
        said = await run(sys.executable, "-c", HURRIED, str(script), PYTHONIOENCODING="utf-8")
        assert "✓ Workflow created!" in said
        assert "✓ Workflow completed successfully!" in said
        found = re.search(r"Result: video/mp4 - (http\S+)", said)
        assert found, said
        assert film(await fetched(found[1], tmp_path / "clip.mp4")) == (160, 90, 96, False)


async def test_vivid_flow_in_python_and_node(tmp_path: Path, pool: Pool) -> None:
    npm, node = tool("npm"), tool("node")
    if not all((NODE / "node_modules" / package).is_dir() for package in PACKAGES):
        await run(npm, "install", "--no-audit", "--no-fund", "--prefix", str(NODE), *PACKAGES)
    async with served(tmp_path, pool) as service:
        python = vividflow("vividflow.py.txt", service, tmp_path)
        script = vividflow("vividflow.js", service, tmp_path)
        said = [
            await run(sys.executable, str(python), PYTHONIOENCODING="utf-8"),
            await run(node, str(script), NODE_PATH=str(NODE / "node_modules")),
        ]
        for words in said:
            assert "✅ Job accepted!" in words
            found = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", words)
            assert found, words
            done = await service.until(f"/vividflow/status/{found[0]}", "status", "COMPLETED", "FAILED")
            clip = await fetched(done["video_url"], tmp_path / "clip.mp4")
            assert film(clip) == (160, 90, 192, False), "720p at an eighth, 8 seconds"


class Curl:
    """How the documentation shows VistoureAI's calls."""

    def __init__(self, service: Asked) -> None:
        key = f"X-API-KEY: {service.running.key}"
        self._words = (tool("curl"), "--silent", "--header", key)
        self._address = service.running.address("vistoure")

    async def call(self, path: str, *words: str) -> Any:
        return json.loads(await run(*self._words, *words, f"{self._address}{path}"))

    async def run(self, body: Path) -> str:
        told = await self.call("/api/v3/run", "--json", f"@{body}")
        assert told == {"id": told["id"], "error": None}
        return str(told["id"])


async def test_vistoure_with_curl(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service:
        curl = Curl(service)

        async def to_the_end(name: str) -> Any:
            run_id = await curl.run(EXAMPLES / name)
            await service.until(f"/vistoure/api/v3/status/{run_id}", "overall_status", "succeeded", "failed")
            told = await curl.call(f"/api/v3/status/{run_id}")
            assert told["overall_status"] == "succeeded"
            assert picture(await fetched(told["outputs"]["result_tryon"], tmp_path / name))
            return told

        runs = ("vistoure-override.json", "vistoure-premium.json")
        _override, premium = await asyncio.gather(*map(to_the_end, runs))
        url, gen = premium["outputs"]["result_tryon"], premium["nodes"]["Vton_Node"]["id"]
        assert re.fullmatch(r"gen_[0-9a-f]{12}", gen)
        assert premium == {
            "workflow_run_id": premium["workflow_run_id"],
            "overall_status": "succeeded",
            "outputs": {"result_tryon": url},
            "nodes": {
                "Vton_Node": {
                    "id": gen,
                    "status": "succeeded",
                    "output": [url],
                    "error": None,
                    "model_name": "virtual_tryon",
                }
            },
        }


async def test_the_other_bodies_of_vistoure(tmp_path: Path) -> None:
    """To the end these are as the two above."""
    async with served(tmp_path, Pool([])) as service:
        curl, sample = Curl(service), tmp_path / "sample.json"
        told = await curl.call("/api/v3/workflow/My_Workflow")
        sample.write_text(json.dumps(told["sample_payload"]))
        for body in (EXAMPLES / "vistoure-run.json", sample):
            assert await curl.run(body)
