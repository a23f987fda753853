"""Serves the house: one listening socket, one process or several, the live protocol's own socket class."""

from __future__ import annotations

import faulthandler
import os
import socket
import sys
from collections.abc import Callable

import uvicorn
from uvicorn.supervisors import Multiprocess

from app import logs
from app.live.pens import DirectProtocol
from app.live.straight import Straight
from app.settings import Settings

FACTORY = "app.main:app_from_environment"
WS_MAX_SIZE = 64 * 1024
GRACE_SECONDS = 10
KEEP_ALIVE_SECONDS = 15
HEALTH_SECONDS = 90  # a process that is silent for longer is replaced; one that still begins on a slow machine is not
SEND_BUFFER = 256 * 1024
USER_TIMEOUT_MS = 20_000
FAILED = 1


def run(settings: Settings, *, workers: int = 1, announce: Callable[[], None] | None = None) -> None:
    """Serve until told to stop. Exits with a status other than 0 if it cannot begin.

    `announce` is called once the address is ours. Workers read the settings again from the environment,
    so what differs from it is written there first.
    """
    logs.begin()
    faulthandler.enable()  # a process that a fault of a library ends says where it was
    hand_on(settings)
    config = configuration(settings, workers=workers)
    listening = listen(settings)
    if announce:
        announce()
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
        return
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(FAILED)


def hand_on(settings: Settings) -> None:
    """Write the settings into the environment, but for the secret, which each process finds where it is kept."""
    for name, value in settings.model_dump(exclude={"secret_key", "data_dir", "demo_password"}).items():
        os.environ[f"OFFICINA_{name.upper()}"] = str(value)
    os.environ["OFFICINA_DATA_DIR"] = str(settings.data_dir.absolute())
    os.environ["PYTHONFAULTHANDLER"] = "1"  # for workers


def configuration(settings: Settings, *, workers: int) -> uvicorn.Config:
    """How uvicorn serves us. Deflate is off: it costs more than it saves. Our own pings keep sockets alive."""
    return uvicorn.Config(
        FACTORY, factory=True, host=settings.host, port=settings.port, workers=workers,
        loop="uvloop", http=Straight, lifespan="on",
        ws=DirectProtocol, ws_max_size=WS_MAX_SIZE, ws_per_message_deflate=False,
        ws_ping_interval=None, ws_ping_timeout=None,
        proxy_headers=True, forwarded_allow_ips=settings.proxies, server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS, timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_worker_healthcheck=HEALTH_SECONDS, access_log=False, log_config=None,
    )  # fmt: skip


def listen(settings: Settings) -> socket.socket:
    """The listening socket, which hands its limits on to each connection: a dead phone is let go in seconds.

    Raises OSError when the address is not to be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    listening.bind((settings.host, settings.port))
    listening.set_inheritable(True)
    return listening
