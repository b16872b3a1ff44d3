"""A job as text, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any

from vividdesk.localservice.job import Job, Made, Progress, Stage, State
from vividdesk.localservice.render.film import Film

Said = Mapping[str, Any]


def written(job: Job) -> bytes:
    return json.dumps(asdict(job), default=_plain, indent=1).encode()


def read(content: bytes) -> Job:
    """A ValueError where it is no job."""
    try:
        said = json.loads(content)
        return Job(
            **said
            | {
                "created": datetime.fromisoformat(said["created"]),
                "updated": datetime.fromisoformat(said["updated"]),
                "ended": datetime.fromisoformat(said["ended"]) if said["ended"] else None,
                "stages": [_progress(stage) for stage in said["stages"]],
                "photos": {name: Made(**made) for name, made in said["photos"].items()},
                "state": State(said["state"]),
            }
        )
    except (AttributeError, KeyError, TypeError, RecursionError) as fault:
        raise ValueError(f"{type(fault).__name__}: {fault}") from fault


def _progress(said: Said) -> Progress:
    stage = said["stage"]
    film = Film(**stage["film"]) if stage["film"] else None
    made = Made(**said["made"]) if said["made"] else None
    state = State(said["state"])
    return Progress(
        **{**said, "stage": Stage(**stage | {"film": film}), "made": made, "state": state},
    )


def _plain(value: object) -> str:
    match value:
        case Enum():
            return str(value.value)
        case datetime():
            return value.isoformat()
    raise TypeError(f"{value!r} cannot be kept")
