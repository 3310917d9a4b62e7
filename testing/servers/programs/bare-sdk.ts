import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

/** A server like in the guide of the SDK, with one tool and the SDK's own handler. The argument is the port. */
const handler = createMcpHandler(() => {
  const made = new McpServer({ name: "bare-sdk", version: "1.0.0" });
  const description = "Gives back the message.";
  const inputSchema = z.object({ message: z.string() });
  made.registerTool("echo", { description, inputSchema, annotations: { readOnlyHint: true } }, ({ message }) => ({
    content: [{ type: "text", text: message }],
  }));
  return made;
});
const server = createServer(getRequestListener((request) => handler.fetch(request)));
server.keepAliveTimeout = 600_000;
server.listen(Number(process.argv[2]), "127.0.0.1");
