import type { Job, McpJob, PlainJob } from "#bench/load/job";
import { LATEST_LEGACY_VERSION, META, MODERN_VERSION } from "#lib/mcp/protocol";

/** All ids have nine digits, so every request has the same length. */
const FIRST_ID = 100_000_000;

/** A whole HTTP request in one buffer. For the next request only the id and the token are overwritten. */
export class RequestTemplate {
  readonly bytes: Buffer;
  readonly #tokenAt: number;
  readonly #idsAt: number[];

  constructor(job: Job) {
    const token = job.credentials.tokens[0] ?? "";
    const text = isPlain(job) ? plainText(job) : mcpText(job, token);
    this.bytes = Buffer.from(text, "latin1");
    this.#tokenAt = text.indexOf(token);
    this.#idsAt = [...text.matchAll(new RegExp(String(FIRST_ID), "g"))].map((match) => match.index);
  }

  /**
   * Writes the next request.
   * @param id must be less than 900 million
   * @returns the buffer, which the next call overwrites
   */
  write(id: number, token: string): Buffer {
    const digits = String(FIRST_ID + id);
    for (const at of this.#idsAt) this.bytes.write(digits, at, "latin1");
    this.bytes.write(token, this.#tokenAt, "latin1");
    return this.bytes;
  }
}

/** Tells whether an answer belongs to the request `id` and contains the message or the last tool. */
export function isRightAnswer(text: string, id: number, { question }: Job): boolean {
  if (question.method === "plain") {
    return text.startsWith("HTTP/1.1 200 ") && question.right.every((part) => text.includes(part));
  }
  if (!text.startsWith("HTTP/1.1 200 ") || !text.includes(`"id":${FIRST_ID + id}`)) return false;
  return text.includes(question.method === "tools/call" ? `"hello ${FIRST_ID + id}"` : `"${question.lastTool}"`);
}

function isPlain(job: Job): job is PlainJob {
  return job.question.method === "plain";
}

function plainText({ port, path, headers = [], question: { verb, body } }: PlainJob): string {
  const lines = [`${verb} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, "User-Agent: latchkey-bench/1.0.0", ...headers];
  if (verb === "POST") lines.push("Content-Type: application/json", `Content-Length: ${body.length}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

function mcpText(job: McpJob, token: string): string {
  const body = JSON.stringify(message(job));
  return `${head(job, token, body.length)}\r\n\r\n${body}`;
}

function message({ question, era }: McpJob): object {
  const envelope = {
    [META.protocolVersion]: MODERN_VERSION,
    [META.clientInfo]: { name: "latchkey-bench", version: "1.0.0" },
    [META.clientCapabilities]: {},
  };
  const call = question.method === "tools/call" && {
    name: question.tool,
    arguments: { message: `hello ${FIRST_ID}` },
  };
  const params = { ...call, ...(era === "modern" && { _meta: envelope }) };
  return { jsonrpc: "2.0", id: FIRST_ID, method: question.method, params };
}

function head(
  { port, path, credentials, headers = [], era, question }: McpJob,
  token: string,
  bodyLength: number,
): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `${credentials.header}: ${credentials.prefix}${token}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    "User-Agent: latchkey-bench/1.0.0",
    `MCP-Protocol-Version: ${era === "modern" ? MODERN_VERSION : LATEST_LEGACY_VERSION}`,
  ];
  if (era === "modern") lines.push(`Mcp-Method: ${question.method}`);
  if (era === "modern" && question.method === "tools/call") lines.push(`Mcp-Name: ${question.tool}`);
  return [...lines, ...headers, `Content-Length: ${bodyLength}`].join("\r\n");
}
