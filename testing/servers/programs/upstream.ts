import { createServer } from "node:http";
import { answerTo } from "#testing/servers/programs/tools";

/**
 * The MCP server behind every contender. It is as fast as `node:http` allows, so the benchmark compares the programs in
 * front of it. The argument is the port. `/mcp` has the tool `echo`; `/many/<n>` has n tools.
 */
const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const [, many] = (request.url ?? "").split("/many/");
    const answer = answerTo(JSON.parse(Buffer.concat(pieces).toString()), many ? Number(many) : 0);
    if (!answer) {
      response.writeHead(202).end();
      return;
    }
    const body = JSON.stringify(answer);
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
});
// This is longer than a window, so no contender has to reopen connections.
server.keepAliveTimeout = 600_000;
server.listen(Number(process.argv[2]), "127.0.0.1");
