"""A plain FastAPI room, as most are written: what one says, all are told, one after the other."""

import sys
from collections import defaultdict

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
rooms: defaultdict[str, set[WebSocket]] = defaultdict(set)


@app.websocket("/room/{name}")
async def talk(socket: WebSocket, name: str) -> None:
    """Pass on whatever comes, until its sender goes."""
    await socket.accept()
    room = rooms[name]
    room.add(socket)
    try:
        while True:
            change = await socket.receive_json()
            for ws in list(room):
                await ws.send_json(change)
    except WebSocketDisconnect:
        room.discard(socket)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools",
                ws="websockets-sansio", access_log=False, log_level="warning")  # fmt: skip
