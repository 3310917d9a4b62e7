import { acceptedContent, completable, inputRequired, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Changes } from "#testing/servers/conformance/changes";
import { image, text } from "#testing/servers/conformance/contents";

const WORDS = ["paris", "park", "party"];
const word = () => completable(z.string(), (typed) => WORDS.filter((each) => each.startsWith(typed)));
const contextSchema = z.object({ context: z.string() });

const user = <Content>(content: Content) => ({ role: "user" as const, content });

/** Adds the prompts that the suites request. */
export function addPrompts(server: McpServer, changes: Changes): void {
  server.registerPrompt("test_simple_prompt", { description: "Without arguments." }, async () => ({
    messages: [user(text("This is a simple prompt for testing."))],
  }));
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "With two arguments.", argsSchema: z.object({ arg1: word(), arg2: word() }) },
    async ({ arg1, arg2 }) => ({
      messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "With a resource.", argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri: uri }) => {
      const resource = { uri, mimeType: "text/plain", text: "Embedded resource content for testing." };
      return {
        messages: [
          user({ type: "resource" as const, resource }),
          user(text("Please process the embedded resource above.")),
        ],
      };
    },
  );
  server.registerPrompt("test_prompt_with_image", { description: "With an image." }, async () => ({
    messages: [user(image()), user(text("Please analyze the image above."))],
  }));
  server.registerPrompt("test_input_required_result_prompt", { description: "Needs input." }, async ({ mcpReq }) => {
    const answer = acceptedContent(mcpReq.inputResponses, "user_context", contextSchema);
    if (answer) return { messages: [user(text(`Use this context: ${answer.context}`))] };
    const message = "What context should the prompt use?";
    const request = inputRequired.elicit({ message, requestedSchema: contextSchema });
    return inputRequired({ inputRequests: { user_context: request } });
  });
  if (!changes.hasExtraPrompt) return;
  server.registerPrompt("test_extra_prompt", { description: "Comes and goes." }, async () => ({ messages: [] }));
}
