import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { PNG } from "#testing/servers/conformance/contents";

/** Adds the resources that the suites read. */
export function addResources(server: McpServer): void {
  const text = { mimeType: "text/plain", description: "A text." };
  server.registerResource("static-text", "test://static-text", text, async ({ href: uri }) => ({
    contents: [{ uri, mimeType: "text/plain", text: "This is the content of the static text resource." }],
  }));
  server.registerResource("watched-resource", "test://watched-resource", text, async ({ href: uri }) => ({
    contents: [{ uri, mimeType: "text/plain", text: "Watched resource content" }],
  }));
  const picture = { mimeType: "image/png", description: "A picture." };
  server.registerResource("static-binary", "test://static-binary", picture, async ({ href: uri }) => ({
    contents: [{ uri, mimeType: "image/png", blob: PNG }],
  }));
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  const data = { mimeType: "application/json", description: "Data by its id." };
  server.registerResource("template", template, data, async ({ href: uri }, { id }) => {
    const content = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
    return { contents: [{ uri, mimeType: "application/json", text: content }] };
  });
}
