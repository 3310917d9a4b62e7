import { inputRequired, inputResponse, type McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { textResult } from "#testing/servers/conformance/contents";

/**
 * Adds the tools of the 2025 suites that ask the client a question during a call. In a session the SDK asks with a
 * request from the server. In the 2026 revision the same tools return `input_required`.
 */
export function addAskingTools(server: McpServer): void {
  server.registerTool(
    "test_sampling",
    { description: "Asks the client's model.", inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, context) => {
      const answer = inputResponse(context.mcpReq.inputResponses, "answer");
      if (answer.kind === "sampling") return textResult(`LLM response: ${JSON.stringify(answer.result.content)}`);
      const question = { role: "user" as const, content: { type: "text" as const, text: prompt } };
      const request = inputRequired.createMessage({ messages: [question], maxTokens: 100 });
      return inputRequired({ inputRequests: { answer: request } });
    },
  );
  server.registerTool(
    "test_elicitation",
    { description: "Asks the person.", inputSchema: z.object({ message: z.string() }) },
    async ({ message }, context) => ask(context, message, CONTACT, "User response"),
  );
  server.registerTool("test_elicitation_sep1034_defaults", { description: "Asks with defaults." }, async (context) =>
    ask(context, "Please review and update the form fields with defaults", WITH_DEFAULTS, "Elicitation completed"),
  );
  server.registerTool("test_elicitation_sep1330_enums", { description: "Asks for choices." }, async (context) =>
    ask(context, "Please select options from the enum fields", CHOICES, "Elicitation completed"),
  );
  server.registerTool("test_missing_capability", { description: "Needs sampling." }, async () => {
    const question = { role: "user" as const, content: { type: "text" as const, text: "Are you there?" } };
    const answer = inputRequired.createMessage({ messages: [question], maxTokens: 10 });
    return inputRequired({ inputRequests: { answer } });
  });
  server.registerTool("test_streaming_elicitation", { description: "Asks on a stream." }, async (context) =>
    ask(context, "What should be done?", CONTACT, "User response"),
  );
}

type Schema = Extract<Parameters<typeof inputRequired.elicit>[0]["requestedSchema"], { properties: unknown }>;

function ask({ mcpReq }: ServerContext, message: string, requestedSchema: Schema, introduction: string) {
  const answer = inputResponse(mcpReq.inputResponses, "answer");
  if (answer.kind !== "elicit") {
    return inputRequired({ inputRequests: { answer: inputRequired.elicit({ message, requestedSchema }) } });
  }
  return textResult(`${introduction}: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`);
}

const CONTACT: Schema = {
  type: "object",
  properties: {
    username: { type: "string", description: "User's response" },
    email: { type: "string", description: "User's email address" },
  },
  required: ["username", "email"],
};

/** SEP-1034: a default for each primitive type. */
const WITH_DEFAULTS: Schema = {
  type: "object",
  properties: {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  },
  required: [],
};

const OPTIONS = ["option1", "option2", "option3"];
const titled = (title: string, number: number) => ({ const: `value${number}`, title });

/** SEP-1330: the five ways to offer a choice. */
const CHOICES: Schema = {
  type: "object",
  properties: {
    untitledSingle: { type: "string", enum: OPTIONS },
    titledSingle: {
      type: "string",
      oneOf: [titled("First Option", 1), titled("Second Option", 2), titled("Third Option", 3)],
    },
    legacyEnum: {
      type: "string",
      enum: ["opt1", "opt2", "opt3"],
      enumNames: ["Option One", "Option Two", "Option Three"],
    },
    untitledMulti: { type: "array", items: { type: "string", enum: OPTIONS } },
    titledMulti: {
      type: "array",
      items: { anyOf: [titled("First Choice", 1), titled("Second Choice", 2), titled("Third Choice", 3)] },
    },
  },
  required: [],
};
