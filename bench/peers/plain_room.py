"""A plain FastAPI room, as most are written: what one says, all are told, one after the other."""

import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
room: set[WebSocket] = set()


@app.websocket("/room")
async def talk(socket: WebSocket) -> None:
    """Pass on whatever comes, until its sender goes."""
    await socket.accept()
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
