"""The three services' languages: a request as an order, and what they answer."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.faults.goods import CLIP, PICTURE
from tests.faults.plan import Act, Ask, Mishap
from tests.faults.remote import PRICE, Order, Work, Works
from tests.faults.wire import Head, Reply

LONGEST_TEXT = 5_000  # of an input; beyond, it is a photo in base64
NOT_FOUND = {
    "vimmerse": {"message": "NOT_FOUND"},
    "vividflow": {"error": "Not found"},
    "vistoure": {"detail": "Workflow run not found"},
}
REFUSED_KEY = {
    "vimmerse": {"message": "UNAUTHORIZED"},
    "vividflow": {"error": "Invalid API key"},
    "vistoure": {"detail": "Invalid API key"},
}
DONE = {"vimmerse": "success", "vividflow": "completed", "vistoure": "succeeded"}
RUNNING = {"vimmerse": "video_generation", "vividflow": "processing", "vistoure": "running"}
FAILED = {"vimmerse": "fail", "vividflow": "failed", "vistoure": "failed"}


class Unreadable(Exception):
    """A body that the service would refuse."""


def told(content: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(content).encode(), headers=headers)


def kind_of(head: Head) -> tuple[Ask | None, str]:
    """What is asked for, and of which service; None for what it does not offer."""
    service, _slash, rest = head.path.strip("/").partition("/")
    first, _slash, last = rest.partition("/")
    match service, head.method, first:
        case "files", "GET" | "HEAD", _:
            return Ask.FILE, ""
        case "vividflow", "POST", "generate":
            return Ask.SUBMIT, service
        case "vividflow", "GET", "status" | "history" | "usage":
            return {"status": Ask.LOOK, "history": Ask.HISTORY, "usage": Ask.USAGE}[first], service
        case "vividflow", "POST", "cancel":
            return Ask.CANCEL, service
        case "vimmerse", "POST", "workflow" if last == "error-log":
            return Ask.REPORT, service
        case "vimmerse", "POST", "workflow":
            return (Ask.CHANGE if last else Ask.SUBMIT), service
        case "vimmerse", "GET", "workflow":
            return Ask.LOOK, service
        case "vimmerse", "PUT" | "DELETE", "workflow":
            return Ask.CHANGE, service
        case "vistoure", "POST", "api" if rest == "api/v3/run":
            return Ask.SUBMIT, service
        case "vistoure", "GET", "api" if rest.startswith("api/v3/status/"):
            return Ask.LOOK, service
        case "vistoure", "GET", "api":
            return Ask.WORKFLOWS, service
    return None, service


def order(service: str, head: Head, body: bytes) -> Order:
    """Unreadable where the service would refuse it."""
    return _run(body) if service == "vistoure" else _form(service, head, body)


def _form(service: str, head: Head, body: bytes) -> Order:
    kind = head.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data; boundary="):
        raise Unreadable(kind)
    fields, photos = {}, []
    for part in _parts(kind, body):
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            raise Unreadable(name)
        if part.get_filename():
            photos.append(hashlib.sha256(content).hexdigest())
        else:
            fields[name] = content.decode()
    if not photos and "image_urls" not in fields:
        raise Unreadable("no photo")
    try:
        options = json.loads(fields.get("options", "{}"))
    except ValueError as fault:
        raise Unreadable("options") from fault
    if service == "vividflow" and len(fields.get("prompt", "")) < 3:
        raise Unreadable("prompt")
    return Order(
        service,
        " ".join(fields.values()),
        prompt=fields.get("prompt", ""),
        title=fields.get("title", ""),
        template=fields.get("template_id", fields.get("model", "")),
        kind=PICTURE if options.get("pipeline_mode") == "image" else CLIP,
        options=options,
        photos=tuple(photos),
    )


def _parts(kind: str, body: bytes) -> Iterator[Message]:
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    boundary = str(message.get_boundary()).encode()
    if not body.endswith(b"--" + boundary + b"--\r\n"):
        raise Unreadable("it has no end")
    # The standard library's parser takes a line break from the end of what it holds for text; files are cut by hand.
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _line, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        part = message_from_bytes(head + b"\r\n\r\n")
        part.set_payload(base64.b64encode(content.removesuffix(b"\r\n")).decode())
        part["Content-Transfer-Encoding"] = "base64"
        yield part


def _run(body: bytes) -> Order:
    try:
        content = json.loads(body)
        given = content["input"]
        photos = [value for value in given.values() if isinstance(value, str) and len(value) > LONGEST_TEXT]
        words = {name: value for name, value in given.items() if value not in photos}
        hashes = tuple(hashlib.sha256(base64.b64decode(photo, validate=True)).hexdigest() for photo in photos)
    except (ValueError, KeyError, AttributeError, TypeError) as fault:
        raise Unreadable(str(fault)) from fault
    kind = CLIP if content.get("target") == "video" else PICTURE
    return Order("vistoure", json.dumps(words), template=content.get("target", ""), kind=kind, photos=hashes)


def accepted(work: Work) -> Reply:
    match work.order.service:
        case "vividflow":
            return told({"message": "Video generation started", "job_id": work.id}, 202)
        case "vimmerse":
            return told({"data": _workflow(work, "new", (), ())})
    return told({"id": work.id, "error": None})


def state(works: Works, work: Work, address: str, mishap: Mishap | None) -> Any:
    """A look's answer; a mishap may make it an unusual one."""
    service, act = work.order.service, mishap.act if mishap is not None else None
    if act is Act.FAIL and mishap is not None:
        work.failed = mishap.body
    words = DONE[service] if work.done or act is Act.EMPTY else RUNNING[service]
    if work.failed:
        words = FAILED[service]
    elif work.cancelled:
        words = "cancelled"
    elif act is Act.WORD and mishap is not None:
        words = mishap.body
    shown = words == DONE[service] and act is not Act.EMPTY
    links = (f"{address}/files/{work.links}/{work.id}{_suffix(work.order.kind)}",) if shown else ()
    told_of = works.life.steps if shown else works.life.early
    steps = tuple(f"{address}/files/{work.links}/step-{n}.png" for n in range(told_of))
    match service:
        case "vividflow":
            return _job(work, words, links, steps)
        case "vimmerse":
            return {"data": _workflow(work, words, links, steps)}
    if steps and not shown:
        return _run_under_way(work, words, steps, works.life.steps)
    return _run_state(work, words, links, steps)


def _suffix(kind: str) -> str:
    return ".mp4" if kind == CLIP else ".png"


def _job(work: Work, words: str, links: tuple[str, ...], _steps: tuple[str, ...]) -> dict[str, Any]:
    job: dict[str, Any] = {
        "job_id": work.id,
        "status": words,
        "prompt": work.order.prompt,
        "model": work.order.template,
        "created_at": _time(work.at),
        "updated_at": _time(work.at),
    }
    return job | ({"result_url": links[0]} if links else {}) | ({"error_message": work.failed} if work.failed else {})


def _workflow(work: Work, words: str, links: tuple[str, ...], steps: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": work.id,
        "title": work.order.title,
        "model": work.order.template,
        "options": work.order.options,
        "processing_status": words,
        "progress_percentage": 100 if links else 40,
        "completions": [
            {"flow": f"step_{n}", "result": [{"content_type": PICTURE, "url": url}]} for n, url in enumerate(steps)
        ],
        "result": [{"content_type": work.order.kind, "url": url} for url in links],
        "created_at": _time(work.at),
        "updated_at": _time(work.at),
    } | ({"error_message": work.failed} if work.failed else {})


def _run_state(work: Work, words: str, links: tuple[str, ...], steps: tuple[str, ...]) -> dict[str, Any]:
    node = {"id": "n1", "status": words, "output": [*steps, *links], "error": work.failed or None}
    return {
        "workflow_run_id": work.id,
        "overall_status": words,
        "outputs": {"result": links[0]} if links else {},
        "nodes": {work.order.template or "node": node},
    }


def _run_under_way(work: Work, words: str, steps: tuple[str, ...], whole: int) -> dict[str, Any]:
    """A node for each step: those that are done, the one that runs, and those that wait."""
    states = ["succeeded"] * len(steps) + ["running"] + ["waiting"] * whole
    outputs = [[url] for url in steps] + [[]] * (whole + 1)
    names = ["Fit", "Background", "Light", "Upscale", "Sharpen"]
    nodes = {
        names[n % len(names)]: {"id": f"n{n}", "status": states[n], "output": outputs[n], "error": None}
        for n in range(whole)
    }
    return {"workflow_run_id": work.id, "overall_status": words, "outputs": {}, "nodes": nodes}


def history(works: Works, address: str, head: Head) -> Any:
    limit = min(100, int(parse_qs(head.query).get("limit", ["20"])[0]))
    newest = [works.look(work) for work in works.newest("vividflow", limit)]
    return {"jobs": [state(works, work, address, None) for work in newest]}


def usage(works: Works) -> Any:
    left = works.credits("vividflow")
    return {"total_jobs": int((1_000_000 - left) / PRICE), "recent_24h": 0, "credits_remaining": left}


def workflows(saved: Mapping[str, Any], head: Head) -> Reply:
    """All by their names, or one as it is described."""
    name = last_part(head)
    if name == "workflows":
        return told([{"name": each} for each in saved])
    return told(saved[name]) if name in saved else told({"detail": "Workflow not found"}, 404)


def logged() -> Any:
    place = "customer-error-logs/customer_id/errors-2024-W15.log"
    return {"data": {"message": "Error logged successfully", "log_path": place}}


def last_part(head: Head) -> str:
    return unquote(head.path.rpartition("/")[2])


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
