"""What can befall a job on the network, and how it must end all the same.

A scene follows from a seed. It says what goes wrong, in which order, and the state in which the job must end. Nobody
does anything but answer what the program asks.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.faults.goods import SPOILS
from tests.faults.plan import Act, Ask, At, Mishap

BEFORE = (At.HEAD, At.BODY, At.TAKEN)
ANSWERING = (At.ACCEPTED, At.STATUS, At.HEADERS, At.ANSWER)
BROKEN = (Act.RESET, Act.CLOSE)
READS = {"vividflow": (Ask.LOOK, Ask.HISTORY, Ask.USAGE), "vimmerse": (Ask.LOOK,), "vistoure": (Ask.LOOK,)}
NONSENSE = ("{", "[]", "null", "", '{"data": {}}', "<html><body>Sign in to this network</body></html>", '"\\ud800"')
WAITS = ("0", "1", "30", "900", "86400", "1e9", "-5", "soon", "nan", "in 40 s", "in -40 s", "in 99999 s")


@dataclass(frozen=True)
class Scene:
    """`charged` is how often the service's ledger has the job in the end. `down`: seconds without any service."""

    name: str
    mishaps: tuple[Mishap, ...] = ()
    end: str = "done"
    charged: int = 1
    down: float = 0.0


Writer = Callable[[random.Random, str], Scene]


def drawn(chance: random.Random, service: str) -> Scene:
    """One that befalls a job of this service."""
    scene = chance.choice(WRITERS)(chance, service)
    return replace(scene, mishaps=tuple(replace(each, service=service) for each in scene.mishaps))


def _submit_broken(chance: random.Random, _service: str) -> Scene:
    at, act = chance.choice((*BEFORE, *ANSWERING)), chance.choice((*BROKEN, Act.STALL))
    seconds = chance.choice((0.0, 0.0, 5.0, 150.0)) if act is Act.STALL else 0.0
    when = "before it was taken" if at in BEFORE else "once it was taken"
    return Scene(f"submit: {act} {when}", (Mishap(Ask.SUBMIT, act, at, chance.random(), seconds),))


def _submit_unclear(chance: random.Random, _service: str) -> Scene:
    """Answers that leave open whether it was taken: some services say them and have taken it."""
    at = chance.choice((At.TAKEN, At.ACCEPTED))
    status = chance.choice((408, 409, 500, 502, 503, 504, 301, 302, 307, 308))
    headers = {"Location": "http://127.0.0.1:1/elsewhere"} if status < 400 else {}
    headers |= {"Retry-After": "7"} if status == 503 else {}
    said = Mishap(Ask.SUBMIT, Act.SAY, at, status=status, headers=headers, body=chance.choice(NONSENSE))
    return Scene(f"submit: {'a redirect' if status < 400 else status}", (said,))


def _submit_nonsense(chance: random.Random, _service: str) -> Scene:
    at = chance.choice((At.TAKEN, At.ACCEPTED))
    said = Mishap(Ask.SUBMIT, Act.SAY, at, status=chance.choice((200, 202)), body=chance.choice(NONSENSE))
    return Scene("submit: yes, and nonsense", (said,))


def _submit_refused(chance: random.Random, _service: str) -> Scene:
    status = chance.choice((400, 404, 413, 415, 422, 403))
    body = '{"error": "the trial does not like it"}'
    return Scene(f"submit: {status}", (Mishap(Ask.SUBMIT, Act.SAY, status=status, body=body),), "failed", 0)


def _lane_stopped(chance: random.Random, service: str) -> Scene:
    """Somebody must act; then it goes on."""
    ask, status = chance.choice((Ask.SUBMIT, *READS[service])), chance.choice((401, 402))
    return Scene(f"{ask}: {status}", (Mishap(ask, Act.SAY, status=status, body='{"error": "no"}'),))


def _slow_down(chance: random.Random, service: str) -> Scene:
    ask = chance.choice((Ask.SUBMIT, Ask.FILE, *READS[service]))
    wait, body = chance.choice(WAITS), ""
    match chance.randrange(3):
        case 0:
            headers = {"Retry-After": wait}
        case 1:
            headers, body = {}, f'{{"error": "slow down", "retry_after": {chance.choice(("3", "900", "-1", "1e99"))}}}'
        case _:
            headers = {}
    times = chance.choice((1, 1, 3))
    return Scene(f"{ask}: 429", (Mishap(ask, Act.SAY, status=429, headers=headers, body=body, times=times),))


def _answer_slow(chance: random.Random, service: str) -> Scene:
    ask = chance.choice((Ask.SUBMIT, Ask.FILE, *READS[service]))
    act = chance.choice((Act.DRIP, Act.UNMEASURED))
    seconds = chance.choice((0.1, 5.0))
    return Scene(f"{ask}: {act}", (Mishap(ask, act, part=chance.random(), seconds=seconds),))


def _read_broken(chance: random.Random, service: str) -> Scene:
    ask, act = chance.choice(READS[service]), chance.choice((*BROKEN, Act.STALL))
    at = chance.choice((At.TAKEN, *ANSWERING))
    seconds = chance.choice((0.0, 5.0, 150.0)) if act is Act.STALL else 0.0
    times = chance.choice((1, 1, 2, 7))
    return Scene(f"{ask}: {act}", (Mishap(ask, act, at, chance.random(), seconds, times=times),))


def _read_unclear(chance: random.Random, service: str) -> Scene:
    ask = chance.choice(READS[service])
    status = chance.choice((200, 200, 204, 301, 302, 408, 500, 502, 503))
    headers = {"Location": "http://127.0.0.1:1/elsewhere"} if status in (301, 302) else {}
    body = chance.choice(NONSENSE) if status != 204 else ""
    times = chance.choice((1, 2, 7))
    return Scene(f"{ask}: nonsense", (Mishap(ask, Act.SAY, status=status, headers=headers, body=body, times=times),))


def _look_missed(chance: random.Random, service: str) -> Scene:
    """Two looks in a row may say that there is no such job, or that it is none of this account's."""
    times = chance.choice((1, 2, 3))
    forget = Mishap(Ask.LOOK, Act.FORGET, times=times)
    # Where the harmless call is a look, too, a refusal of all looks means the account.
    refuse = forget if service == "vimmerse" else Mishap(Ask.LOOK, Act.SAY, status=403, body="{}", times=times)
    end = "failed" if times == 3 else "done"
    return Scene(f"look: unknown {times} times", (chance.choice((forget, refuse)),), end)


def _look_refused(chance: random.Random, _service: str) -> Scene:
    """What says nothing of the job: a proxy's or a new server's whim."""
    status = chance.choice((400, 405, 410, 422))
    said = Mishap(Ask.LOOK, Act.SAY, status=status, body="{}", times=chance.choice((1, 3, 8)))
    return Scene("look: a refusal", (said,))


def _look_odd(chance: random.Random, _service: str) -> Scene:
    words = chance.choice(("dreaming", "PENDING", "In Progress", "успех", "0", "ok?"))
    return Scene("look: an unknown word", (Mishap(Ask.LOOK, Act.WORD, body=words, times=chance.choice((1, 4, 20))),))


def _look_empty(chance: random.Random, _service: str) -> Scene:
    times = chance.choice((1, 5, 6))
    return Scene(
        f"look: empty {times} times", (Mishap(Ask.LOOK, Act.EMPTY, times=times),), "failed" if times == 6 else "done"
    )


def _look_failed(chance: random.Random, _service: str) -> Scene:
    says = chance.choice(("out of memory", "blocked by Responsible AI practices", "x" * 3000))
    return Scene("look: the job has failed", (Mishap(Ask.LOOK, Act.FAIL, body=says),), "failed")


def _file_broken(chance: random.Random, _service: str) -> Scene:
    act = chance.choice((*BROKEN, Act.STALL))
    at = chance.choice((At.TAKEN, *ANSWERING, At.ANSWER, At.ANSWER))
    times = chance.choice((1, 2, 5))
    return Scene(f"file: {act}", tuple(Mishap(Ask.FILE, act, at, chance.random()) for _turn in range(times)))


def _file_unclear(chance: random.Random, _service: str) -> Scene:
    status = chance.choice((408, 425, 500, 502, 503, 504))
    headers = {"Retry-After": "20"} if status == 503 else {}
    times = chance.choice((1, 2, 5))
    return Scene("file: 5xx", (Mishap(Ask.FILE, Act.SAY, status=status, headers=headers, times=times),))


def _file_expired(chance: random.Random, _service: str) -> Scene:
    times = chance.choice((1, 2, 3))
    status = chance.choice((401, 403, 404, 410))
    end = "failed" if times == 3 else "done"
    return Scene(f"file: expired {times} times", (Mishap(Ask.FILE, Act.EXPIRE, status=status, times=times),), end)


def _file_spoilt(chance: random.Random, _service: str) -> Scene:
    times = chance.choice((1, 2, 3))
    how = tuple(Mishap(Ask.FILE, Act.SPOIL, body=chance.choice(SPOILS)) for _turn in range(times))
    return Scene(f"file: spoilt {times} times", how, "failed" if times == 3 else "done")


def _file_astray(chance: random.Random, _service: str) -> Scene:
    target = chance.choice(("file:///etc/passwd", "http://example.com/x.mp4", "ftp://127.0.0.1/x", "http://[::1"))
    times = chance.choice((1, 2, 3))
    said = Mishap(Ask.FILE, Act.SAY, status=chance.choice((301, 302, 307)), headers={"Location": target}, times=times)
    return Scene(f"file: led astray {times} times", (said,), "failed" if times == 3 else "done")


def _lost_twice(chance: random.Random, service: str) -> Scene:
    """The answer to the submit, and then what would tell of it."""
    lost = Mishap(Ask.SUBMIT, chance.choice(BROKEN), chance.choice(ANSWERING), chance.random())
    ask = chance.choice((Ask.HISTORY, Ask.LOOK)) if service == "vividflow" else Ask.LOOK
    # The first of the histories is read before the submit.
    then = Mishap(ask, chance.choice(BROKEN), chance.choice(ANSWERING), skip=1 if ask is Ask.HISTORY else 0, times=2)
    return Scene(f"submit and {ask}: lost", (lost, then))


def _all_the_way(chance: random.Random, service: str) -> Scene:
    """One fault in each step; but some history is left in which a lost job can be found."""
    mishaps = [each for step in (_submit_broken, _read_broken, _file_broken) for each in step(chance, service).mishaps]
    fewer = [replace(each, times=2) if each.ask is Ask.HISTORY else each for each in mishaps]
    return Scene("a fault in each step", tuple(fewer))


def _down(chance: random.Random, _service: str) -> Scene:
    return Scene("no network", (), down=chance.choice((3.0, 50.0, 700.0, 3600.0)))


WRITERS: tuple[Writer, ...] = (
    *(_submit_broken, _submit_broken, _submit_unclear, _submit_nonsense, _submit_refused, _lane_stopped),
    *(
        _slow_down,
        _slow_down,
        _answer_slow,
        _read_broken,
        _read_unclear,
        _look_missed,
        _look_refused,
        _look_odd,
        _look_empty,
    ),
    *(_look_failed, _file_broken, _file_broken, _file_unclear, _file_expired, _file_spoilt, _file_astray),
    *(_lost_twice, _lost_twice, _all_the_way, _down),
)
