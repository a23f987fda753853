// A y-websocket room: one document in memory, as its own server keeps it.  yjs_room.mjs PORT
import { createServer } from "node:http";
import { setupWSConnection } from "@y/websocket-server/utils";
import { WebSocketServer } from "ws";

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", (socket, request) => setupWSConnection(socket, request));
http.listen(Number(process.argv[2]), "127.0.0.1");
