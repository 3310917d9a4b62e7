import { McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";

const text = (content: string) => ({ content: [{ type: "text" as const, text: content }] });

/** Makes a notebook server for tests, with one tool of each tool class. */
export function modernServer(): McpServer {
  const server = new McpServer(
    { name: "notebook", title: "Notebook", version: "1.2.3" },
    { instructions: "Keep notes here.", capabilities: { tools: { listChanged: true } } },
  );
  addTools(server);
  addResources(server);
  server.registerPrompt(
    "summarise",
    { title: "Summarise notes", description: "Asks for a summary.", argsSchema: z.object({ tone: z.string() }) },
    ({ tone }) => ({ messages: [{ role: "user", content: { type: "text", text: `Summarise, ${tone}.` } }] }),
  );
  return server;
}

function addTools(server: McpServer): void {
  server.registerTool(
    "list_notes",
    { title: "List notes", description: "Lists all notes.", annotations: { readOnlyHint: true } },
    async () => text("one, two"),
  );
  server.registerTool(
    "add_note",
    {
      title: "Add a note",
      description: "Adds a note.",
      inputSchema: z.object({ text: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    async (input) => text(`added ${input.text}`),
  );
  server.registerTool(
    "delete_notes",
    { description: "Deletes every note.", annotations: { readOnlyHint: false, destructiveHint: true } },
    async () => text("deleted"),
  );
  server.registerTool("shout", { inputSchema: z.object({ text: z.string() }) }, async (input) =>
    text(input.text.toUpperCase()),
  );
}

function addResources(server: McpServer): void {
  for (const name of ["one", "two"]) {
    server.registerResource(name, `note://${name}`, { title: `Note ${name}`, mimeType: "text/plain" }, async (uri) => ({
      contents: [{ uri: uri.href, text: `This is note ${name}.` }],
    }));
  }
  const template = new ResourceTemplate("note://by-day/{day}", { list: undefined });
  server.registerResource("by-day", template, { title: "Notes of a day" }, async (uri, { day }) => ({
    contents: [{ uri: uri.href, text: `Nothing on ${day}.` }],
  }));
}
