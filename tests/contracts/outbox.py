"""What a phone still has to say: commands in order, stopped by "later" and resumed from there."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
KEPT = 200


class Rejected(Exception):
    """The server said no: `code`, `retry` and `say` tell why."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"{message.get('code')}: {message.get('say')}")
        self.code, self.say, self.retry, self.message = (
            message.get("code"),
            message.get("say"),
            message.get("retry"),
            message,
        )


class Outbox:
    """Commands not yet answered, in the order offered, and the last 200 acknowledged ones; these are offered again,
    before all others, when the server's journal is of another epoch. A no to one of them is `stray`.

    `send` puts one on the line; `start` is called when a line is ready, `stop` when it is gone.
    """

    def __init__(self, send: Callable[[Message], None], *, patient: bool) -> None:
        self._send, self.patient = send, patient
        self._waiting: dict[str, tuple[Message, asyncio.Future[Message] | None]] = {}
        self._unsent: dict[str, None] = {}
        self._open = False
        self._resume_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.acknowledged: deque[Message] = deque(maxlen=KEPT)
        self.stray: list[Message] = []
        self.laters = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def again(self) -> bool:
        """Whether something that was acknowledged in another epoch still waits for its answer in this one."""
        return any(answer is None for _, answer in self._waiting.values())

    def offer(self, command: Message) -> asyncio.Future[Message]:
        """Take a command; the future becomes its ack, or raises Rejected."""
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting[command["id"]] = (command, answer)
        self._unsent[command["id"]] = None
        self.pump()
        return answer

    def start(self, *, again: bool) -> None:
        """A line is ready: say everything unanswered; after a new epoch first what was acknowledged."""
        self._open, self._resume_at = True, 0.0
        if again:
            self._waiting = {command["id"]: (command, None) for command in self.acknowledged} | self._waiting
            self.acknowledged.clear()
        self._unsent = dict.fromkeys(self._waiting)
        self.pump()

    def stop(self) -> None:
        """The line is gone; everything unanswered waits for the next."""
        self._open = False
        if self._timer is not None:
            self._timer.cancel()

    def forget(self) -> None:
        """Give up everything unanswered."""
        self._waiting.clear()

    def pump(self) -> None:
        """Say what is due."""
        if not self._open or time.monotonic() < self._resume_at:
            return
        due, self._unsent = self._unsent, {}
        for name in due:
            if name in self._waiting:
                self._send(self._waiting[name][0])

    def acked(self, message: Message) -> None:
        """An answer has come: the command is done."""
        command, answer = self._waiting.pop(message["id"], (None, None))
        if command is not None:
            self.acknowledged.append(command)
            if answer is not None and not answer.done():
                answer.set_result(message)

    def rejected(self, message: Message) -> None:
        """A no has come: wait and resend, or give the command up."""
        if message.get("id") not in self._waiting:
            self.stray.append(message)
        elif message["retry"] == "later" and self.patient:
            self._wait(message)
        else:
            _, answer = self._waiting.pop(message["id"])
            if answer is None:
                self.stray.append(message)
            elif not answer.done():
                answer.set_exception(Rejected(message))

    def _wait(self, message: Message) -> None:
        """Stop, wait, then resend from that id on."""
        self.laters += 1
        names = list(self._waiting)
        from_here = names[names.index(message["id"]) :]
        self._unsent = dict.fromkeys(name for name in names if name in self._unsent or name in from_here)
        pause = message["after"] / 1000 + 0.005
        self._resume_at = max(self._resume_at, time.monotonic() + pause)
        if self._timer is not None:
            self._timer.cancel()
        due = self._resume_at - time.monotonic() + 0.001
        self._timer = asyncio.get_running_loop().call_later(due, self.pump)
