import { expect, test } from "vitest";
import type { Conversation } from "#lib/upstreams/reading/connect";
import { readList } from "#lib/upstreams/reading/read-list";
import { whileTurning } from "#testing/machine/turns-of-the-loop";

const NEVER = new AbortController().signal;

/** A server that answers with these tools. */
function serverWith(tools: unknown[]): Conversation {
  const text = JSON.stringify({ result: { tools } });
  return { name: "Notes", request: async () => ({ result: { tools }, text, bytes: 0 }) } as unknown as Conversation;
}

test("lets other work of the process go on while it examines megabytes", async () => {
  const tools = Array.from({ length: 100 }, (_, index) => ({
    name: `tool_${index}`,
    description: "x".repeat(64 * 1024),
    inputSchema: { type: "object" },
  }));
  expect(await whileTurning(() => readList(serverWith(tools), "tools", NEVER))).toBeGreaterThan(50);
});

test("keeps what was read before the list became too long, and says that it is", async () => {
  const tools = Array.from({ length: 10 }, (_, index) => ({
    name: `tool_${index}`,
    description: "x".repeat(1024 * 1024),
    inputSchema: { type: "object" },
  }));
  const { entries, error } = await readList(serverWith(tools), "tools", NEVER);
  expect(entries).toHaveLength(7);
  expect(error).toMatchObject({ name: "AnswerTooLargeError" });
});
