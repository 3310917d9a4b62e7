import { expect, test, vi } from "vitest";
import { messageStream } from "#lib/gateway/messages/event-reply";
import type { JsonObject } from "#lib/mcp/protocol";
import { EVENTUALLY } from "#testing/machine/slowness";

const endings: [string, (asked: PromiseWithResolvers<JsonObject>) => void][] = [
  ["a message", (asked) => asked.resolve({ jsonrpc: "2.0" })],
  ["a failure", (asked) => asked.reject(new Error("too late"))],
];

test.each(endings)("%s after its client has gone is not reported as a defect", async (_what, end) => {
  const asked = Promise.withResolvers<JsonObject>();
  const begun = vi.fn();
  async function* messages(): AsyncGenerator<JsonObject> {
    begun();
    yield await asked.promise;
  }
  const ending = { abort: vi.fn(), done: vi.fn(), onError: vi.fn((error: unknown) => error), requestId: "req_1" };
  const reader = messageStream(messages(), 1, ending).getReader();
  const read = reader.read();
  await vi.waitFor(() => expect(begun).toHaveBeenCalled(), EVENTUALLY);
  await reader.cancel();
  end(asked);
  expect(await read).toEqual({ done: true, value: undefined });
  await vi.waitFor(() => expect(ending.done).toHaveBeenCalledTimes(1), EVENTUALLY);
  await new Promise(setImmediate);
  expect(ending.abort).toHaveBeenCalledTimes(1);
  expect(ending.onError).not.toHaveBeenCalled();
});
