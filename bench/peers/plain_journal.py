"""A plain FastAPI room that keeps its changes in a table: who comes back is told what came since, one query each."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Change(SQLModel, table=True):
    """Something that was said."""

    seq: int = Field(primary_key=True)
    text: str


engine = create_engine(f"sqlite:///{sys.argv[2]}")
room: set[WebSocket] = set()


@asynccontextmanager
async def begin(_: FastAPI) -> AsyncIterator[None]:
    """So many changes have been made, each of so many bytes."""
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Change(seq=n, text="n" * int(sys.argv[4])) for n in range(1, int(sys.argv[3]) + 1))
        session.commit()
    yield


app = FastAPI(lifespan=begin)


@app.websocket("/room")
async def talk(socket: WebSocket) -> None:
    """Tell what was missed, then pass on whatever comes, until its sender goes."""
    await socket.accept()
    try:
        hello = await socket.receive_json()
        with Session(engine) as session:
            missed = session.exec(select(Change).where(Change.seq > hello["cursor"]).order_by(Change.seq)).all()
        await socket.send_json({"changes": [change.model_dump() for change in missed]})
        room.add(socket)
        while True:
            change = await socket.receive_json()
            for ws in list(room):
                await ws.send_json(change)
    except WebSocketDisconnect:
        room.discard(socket)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools",
                ws="websockets-sansio", access_log=False, log_level="warning")  # fmt: skip
