"""Answers of the services, written by hand after their documents and the field notes, and a line that gives them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vividdesk.model.connection import Connection
from vividdesk.model.service import Service, service_named
from vividdesk.providers.base import Client
from vividdesk.providers.http import Answer, Told
from vividdesk.providers.registry import client_for

FOLDER = Path(__file__).parent / "answers"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
AT = datetime(2025, 12, 25, 18, 35, tzinfo=UTC)  # by the service's clock


def recorded(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


class Saying:
    """A line whose every answer is the same, without a service behind it."""

    def __init__(self, service: Service, content: Any, status: int = 200) -> None:
        self.connection = Connection(service, service.address, "a-key-of-some-length")
        self._answer = Answer(status, content, AT)

    async def read(self, path: str, query: Mapping[str, str] | None = None, tries: int = 3) -> Answer:
        return self._answer

    async def change(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Answer:
        return self._answer

    async def submit(self, path: str, body: object, told: Told | None = None) -> Answer:
        return self._answer


def client_that_hears(service: str, content: Any, status: int = 200) -> Client:
    named = service_named(service)
    assert named
    return client_for(Saying(named, content, status), Path())
