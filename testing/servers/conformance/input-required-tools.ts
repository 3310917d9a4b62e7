import { randomBytes } from "node:crypto";
import {
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { isObject, type JsonObject, META } from "#lib/mcp/protocol";
import { textResult } from "#testing/servers/conformance/contents";

/** The state of a tool between two rounds. It is signed, so a client cannot change it. */
type State = { round: number; name?: string };
export const requestStates = createRequestStateCodec<State>({ key: randomBytes(32) });

const nameSchema = z.object({ name: z.string() });
const okSchema = z.object({ ok: z.boolean() });
const colorSchema = z.object({ color: z.string() });

/** Adds the tools of the 2026 suite that need an answer before they can finish (SEP-2322). */
export function addInputRequiredTools(server: McpServer): void {
  const tool = (name: string, run: (context: ServerContext) => Promise<ToolResult>) =>
    server.registerTool(`test_input_required_result_${name}`, { description: `Needs input: ${name}.` }, run);
  tool("elicitation", askName);
  tool("sampling", askModel);
  tool("list_roots", askRoots);
  tool("request_state", confirm);
  tool("tampered_state", confirm);
  tool("multiple_inputs", askEverything);
  tool("multi_round", askTwice);
  tool("capabilities", askWhatIsDeclared);
}

type ToolResult = ReturnType<typeof textResult> | ReturnType<typeof inputRequired>;

const elicitName = (message: string) => inputRequired.elicit({ message, requestedSchema: nameSchema });
const sample = (question: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text: question } }], maxTokens });

async function askName({ mcpReq }: ServerContext): Promise<ToolResult> {
  const answer = acceptedContent(mcpReq.inputResponses, "user_name", nameSchema);
  if (answer) return textResult(`Hello, ${answer.name}!`);
  return inputRequired({ inputRequests: { user_name: elicitName("What is your name?") } });
}

async function askModel({ mcpReq }: ServerContext): Promise<ToolResult> {
  const answer = inputResponse(mcpReq.inputResponses, "capital_question");
  if (answer.kind === "sampling") return textResult(JSON.stringify(answer.result.content));
  return inputRequired({ inputRequests: { capital_question: sample("What is the capital of France?", 100) } });
}

async function askRoots({ mcpReq }: ServerContext): Promise<ToolResult> {
  const answer = inputResponse(mcpReq.inputResponses, "client_roots");
  if (answer.kind === "roots") return textResult(`Roots: ${answer.roots.map((root) => root.uri).join(", ")}`);
  return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
}

async function confirm({ mcpReq }: ServerContext): Promise<ToolResult> {
  const state = mcpReq.requestState<State>();
  if (state && acceptedContent(mcpReq.inputResponses, "confirm", okSchema)) return textResult("state-ok");
  const request = inputRequired.elicit({ message: "Please confirm", requestedSchema: okSchema });
  return inputRequired({ inputRequests: { confirm: request }, requestState: await requestStates.mint({ round: 1 }) });
}

async function askEverything({ mcpReq }: ServerContext): Promise<ToolResult> {
  const name = acceptedContent(mcpReq.inputResponses, "user_name", nameSchema);
  const greeting = inputResponse(mcpReq.inputResponses, "greeting");
  const roots = inputResponse(mcpReq.inputResponses, "client_roots");
  if (mcpReq.requestState<State>() && name && greeting.kind === "sampling" && roots.kind === "roots") {
    return textResult(`${JSON.stringify(greeting.result.content)} for ${name.name}, ${roots.roots.length} roots`);
  }
  return inputRequired({
    inputRequests: {
      user_name: elicitName("What is your name?"),
      greeting: sample("Generate a greeting", 50),
      client_roots: inputRequired.listRoots(),
    },
    requestState: await requestStates.mint({ round: 1 }),
  });
}

async function askTwice({ mcpReq }: ServerContext): Promise<ToolResult> {
  const state = mcpReq.requestState<State>();
  const color = acceptedContent(mcpReq.inputResponses, "step2", colorSchema);
  if (state?.round === 2 && color) return textResult(`${state.name} likes ${color.color}.`);
  const name = acceptedContent(mcpReq.inputResponses, "step1", nameSchema)?.name ?? state?.name;
  if (state && name) {
    const message = "Step 2: What is your favorite color?";
    return inputRequired({
      inputRequests: { step2: inputRequired.elicit({ message, requestedSchema: colorSchema }) },
      requestState: await requestStates.mint({ round: 2, name }),
    });
  }
  return inputRequired({
    inputRequests: { step1: elicitName("Step 1: What is your name?") },
    requestState: await requestStates.mint({ round: 1 }),
  });
}

/** Asks in the ways that the client declared. */
async function askWhatIsDeclared({ mcpReq }: ServerContext): Promise<ToolResult> {
  if (Object.keys(mcpReq.inputResponses ?? {}).length > 0) return textResult("Thank you.");
  const envelope: JsonObject = mcpReq.envelope ?? {};
  const capabilities = envelope[META.clientCapabilities];
  const declared = isObject(capabilities) ? capabilities : {};
  return inputRequired({
    inputRequests: {
      ...(isObject(declared.elicitation) && { user_name: elicitName("What is your name?") }),
      ...(isObject(declared.sampling) && { greeting: sample("Generate a greeting", 50) }),
    },
  });
}
