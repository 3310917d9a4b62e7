import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { acceptsEvents } from "#gateway/mcp/request-headers";

test.each<[string | undefined, boolean]>([
  ["application/json, text/event-stream", true],
  ["text/event-stream", true],
  ["Application/JSON,Text/Event-Stream", true],
  ["text/event-stream ; q=0.5, application/json", true],
  ["application/json;q=0.9, text/event-stream;charset=utf-8;q=1.000", true],
  [undefined, false],
  ["", false],
  ["application/json", false],
  ["*/*", false],
  ["text/event-stream;q=0, application/json", false],
  ["text/event-stream; q=0.000", false],
  ["text/event-stream-of-mine", false],
  ['application/json;x="text/event-stream"', false],
])("a client that sends Accept: %j takes a stream: %j", (accept, takes) => {
  expect(acceptsEvents({ headers: { accept } } as IncomingMessage)).toBe(takes);
});
