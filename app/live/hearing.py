"""uvicorn's HTTP for whoever says what they want in a reasonable time, and with a head of a reasonable size."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .patience import PATIENCE, Patience

HEAD = 32 * 1024  # bytes of an address and headers together; whoever answers refuses more than that
HEARD = 2 * HEAD  # bytes of a head without an end after which it is not heard any further


class Hearing(HttpToolsProtocol):
    """What reads requests that no line is opened by.

    From the first byte of a request to its last somebody waits: for the head as long as for a body that does not go on.
    """

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config=config, server_state=server_state, app_state=app_state, _loop=_loop)
        self.patience: Patience = app_state[PATIENCE]
        self.in_head, self.head_came = True, False  # now, and with this piece
        self.head = 0  # bytes of a head that has not ended

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        self.patience.begin(self)
        self.head_came = not self.in_head
        if self.head_came:
            self.patience.heard(self, len(data))
        super().data_received(data)
        if not self.head_came:
            self.head += len(data)
            if self.head > HEARD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """The head has come; its body has time of its own."""
        self.in_head, self.head_came, self.head = False, True, 0
        self.patience.wait(self)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All has come."""
        self.in_head = True
        self.patience.done(self)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """From here on somebody else reads."""
        self.patience.done(self)
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone."""
        self.patience.done(self)
        super().connection_lost(exc)

    def too_slow(self) -> None:
        """Say so and close, unless it is we who do not listen, or have not yet answered what came before."""
        if self.flow.read_paused or (self.in_head and not self._answered()):
            self.patience.wait(self)
            return
        if self.head or (not self.in_head and not self.cycle.response_started):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self._end()

    def _answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _refuse(self, status: HTTPStatus) -> None:
        """The shortest answer there is, and the end."""
        if self.transport.is_closing():
            return
        said = b"".join(name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers)
        self.transport.write(STATUS_LINE[status] + said + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self._end()

    def _end(self) -> None:
        self.patience.done(self)
        if not self._answered():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
