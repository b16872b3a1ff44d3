"""A connection that must say what it wants within a time: uvicorn itself would wait for ever, and take any number."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from vividdesk.localservice.guard import HEADERS
from vividdesk.localservice.refusal import Refusal, answer

HEAD_WITHIN = 10.0  # seconds, for the first line and the headers
MOST_CONNECTIONS = 400


class Wire(H11Protocol):
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """In JSON, too. Whoever is at work on the request finds that the client has gone."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            response = answer(Refusal(400, msg), "")
            headers = [*response.headers.items(), *HEADERS.items(), ("Connection", "close")]
            for event in (
                h11.Response(status_code=400, headers=headers),
                h11.Data(bytes(response.body)),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        if self.transport.is_closing() or self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_WITHIN, self.transport.abort)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
