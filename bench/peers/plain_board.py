"""A plain FastAPI room with a board: whoever comes is sent all its notes, then whatever is said."""

import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
room: set[WebSocket] = set()
board = [
    {"id": f"{n:032x}", "kind": "note", "zone": "", "text": "n" * 60, "lang": "it", "activity": "0" * 32, "media": [],
     "x": None, "y": None, "clusters": [], "translations": {}}
    for n in range(int(sys.argv[2]))
]  # fmt: skip


@app.websocket("/room")
async def talk(socket: WebSocket) -> None:
    """Tell all there is, then pass on whatever comes, until its sender goes."""
    await socket.accept()
    await socket.send_json({"notes": board})
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
