// A Socket.IO room: what one says, all are told.  socketio_room.mjs PORT
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false, perMessageDeflate: false });
io.on("connection", (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on("change", (change) => io.to(room).emit("change", change));
});
http.listen(Number(process.argv[2]), "127.0.0.1");
