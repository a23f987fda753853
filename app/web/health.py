"""For operations: is the process alive, can it serve, and how much does it do."""

from __future__ import annotations

import asyncio
from collections import Counter

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client import Counter as Count
from starlette.responses import JSONResponse, Response

from app.core.unruled import counted
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
    unseen = "Records of warm workshops that nobody is shown, because no rule says who may see their kind"
    without = Gauge("officina_records_without_rule", unseen, ("kind",), registry=registry)
    for kind, count in sum((counted(room.state) for room in rooms.rooms.values()), Counter[str]()).items():
        without.labels(kind).set(count)
    said = "Codes that opened nothing, by door and by whether that was told"
    tried = Count("officina_codes", said, ("door", "answer"), registry=registry)
    for (door, answer), count in house(request).tries.figures.items():
        tried.labels(door, answer).inc(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
