"""For operations: is the process alive, can it serve, and how much does it do."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.responses import JSONResponse, Response

from app.store.trouble import Unavailable

from .house import house

router = APIRouter()


@router.get("/healthz")
async def healthz() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """The database answers, so that workshops can be served."""
    try:
        await asyncio.to_thread(house(request).journal.heads, [])
    except Unavailable:
        return JSONResponse({"status": "unavailable"}, 503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Counts of this process in the Prometheus text format; no names, no text, no addresses."""
    rooms = house(request).rooms
    registry = CollectorRegistry()
    warm = Gauge("officina_rooms", "Workshops warm in this process", registry=registry)
    connected = Gauge("officina_connections", "Live connections of this process", registry=registry)
    warm.set(len(rooms.rooms))
    connected.set(sum(len(fanout.connections) for fanout in rooms.fanouts.values()))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
