"""A service made of plain sockets, which misbehaves as it is told and keeps a ledger of what it was sent.

Each connection plays the next scene; the last one is played again by all that follow.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PATIENCE = 20.0  # seconds that a scene may hang, whatever happens
BACKLOG = 16


@dataclass(frozen=True)
class Taken:
    """A request that came whole."""

    method: str
    path: str
    headers: dict[str, str]  # by lower-case names
    body: bytes


class Talk:
    """One connection, as its scene sees it."""

    def __init__(self, service: "RawService", wire: socket.socket) -> None:
        self._service = service
        self.wire = wire
        self._rest = b""
        self.received = bytearray()

    def take(self) -> Taken | None:
        """The next request, which then is in the ledger; None where the client hangs up before its end."""
        head = self._until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode().split("\r\n")
        method, path, _version = first.split(" ")
        headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
        body = self._exactly(int(headers.get("content-length", "0")))
        if body is None:
            return None
        taken = Taken(method, path, headers, body)
        self._service.taken.append(taken)
        return taken

    def take_head(self) -> None:
        self._until(b"\r\n\r\n")

    def send(self, data: bytes) -> None:
        self.wire.sendall(data)

    def answer(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        named = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        self.send(f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + body)

    def reset(self) -> None:
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wire.close()

    def stay_silent(self) -> None:
        """Until the test is over."""
        self._service.over.wait(PATIENCE)

    def go_on(self, piece: bytes, every: float = 0.0) -> None:
        """Sends it again and again until the client hangs up or the test is over."""
        while not self._service.over.wait(every):
            self.send(piece)

    def _until(self, end: bytes) -> bytes | None:
        while end not in self._rest:
            if not self._receive():
                return None
        found, self._rest = self._rest.split(end, 1)
        return found

    def _exactly(self, size: int) -> bytes | None:
        pieces = bytearray(self._rest)
        while len(pieces) < size:
            self._rest = b""
            if not self._receive():
                return None
            pieces += self._rest
        self._rest = bytes(pieces[size:])
        return bytes(pieces[:size])

    def _receive(self) -> bool:
        data = self.wire.recv(1 << 20)
        self.received += data
        self._rest += data
        return bool(data)


Scene = Callable[[Talk], None]


@dataclass
class RawService:
    address: str
    scenes: list[Scene] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def plays(self, *scenes: Scene) -> None:
        self.scenes = list(scenes)

    def answers(self, status: int, body: bytes | str = b"{}", **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body

        def answering(talk: Talk) -> None:
            while talk.take() is not None:
                talk.answer(status, content, **headers)

        self.plays(answering)

    @property
    def submits(self) -> list[Taken]:
        """What would have been charged."""
        return [taken for taken in self.taken if taken.method == "POST"]

    @property
    def received(self) -> bytes:
        return b"".join(bytes(talk.received) for talk in self.talks)


@contextmanager
def raw_service(secured: ssl.SSLContext | None = None) -> Iterator[RawService]:
    with socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as door:
        service = RawService(f"{'https' if secured else 'http'}://127.0.0.1:{door.getsockname()[1]}")
        service.answers(200)
        wires: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def play(talk: Talk, wire: socket.socket, scene: Scene) -> None:
            with wire, suppress(OSError):
                if secured:
                    talk.wire = secured.wrap_socket(wire, server_side=True)
                with talk.wire:
                    scene(talk)

        def listen() -> None:
            with suppress(OSError):
                while True:
                    wire, _address = door.accept()
                    wire.settimeout(PATIENCE)
                    scene = service.scenes.pop(0) if len(service.scenes) > 1 else service.scenes[0]
                    wires.append(wire)
                    service.talks.append(Talk(service, wire))
                    threads.append(threading.Thread(target=play, args=(service.talks[-1], wire, scene)))
                    threads[-1].start()

        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield service
        finally:
            service.over.set()
            door.shutdown(socket.SHUT_RDWR)
            listener.join()
            for wire in wires:
                with suppress(OSError):
                    wire.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
