import { fromJsonSchema, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { image, text, textResult, WAV } from "#testing/servers/conformance/contents";

/** Adds tools for each kind of content, and tools whose schemas must arrive unchanged. */
export function addContentTools(server: McpServer): void {
  server.registerTool("test_simple_text", { description: "Returns text." }, async () =>
    textResult("This is a simple text response for testing."),
  );
  server.registerTool("test_image_content", { description: "Returns an image." }, async () => ({
    content: [image()],
  }));
  server.registerTool("test_audio_content", { description: "Returns sound." }, async () => ({
    content: [{ type: "audio", data: WAV, mimeType: "audio/wav" }],
  }));
  server.registerTool("test_embedded_resource", { description: "Returns a resource." }, async () => ({
    content: [resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
  }));
  server.registerTool("test_multiple_content_types", { description: "Returns three kinds of content." }, async () => ({
    content: [
      text("Multiple content types test:"),
      image(),
      resource("test://mixed-content-resource", "application/json", JSON.stringify({ test: "data", value: 123 })),
    ],
  }));
  server.registerTool("test_error_handling", { description: "Always fails." }, async () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  addTypedTools(server);
}

function addTypedTools(server: McpServer): void {
  server.registerTool(
    "test_x_mcp_header",
    {
      description: "Takes a parameter that travels as a header too.",
      inputSchema: z.object({ region: z.string().meta({ "x-mcp-header": "Region" }) }),
    },
    async ({ region }) => textResult(`Region: ${region}`),
  );
  server.registerTool(
    "json_schema_2020_12_tool",
    { description: "Tool with JSON Schema 2020-12 features", inputSchema: fromJsonSchema(CONTACT) },
    async (input) => textResult(JSON.stringify(input)),
  );
}

function resource(uri: string, mimeType: string, content: string) {
  return { type: "resource" as const, resource: { uri, mimeType, text: content } };
}

/** The keywords that SEP-1613 and SEP-2106 require to be kept. */
const CONTACT = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object" as const,
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits this.
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};
