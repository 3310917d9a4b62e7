import fc from "fast-check";
import { expect, test } from "vitest";
import { eventOf, readEvents } from "#lib/upstreams/calls/event-stream";
import { scaled } from "#testing/machine/slowness";

async function* cut(text: string, sizes: number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function dataOf(text: string, sizes = [7]): Promise<string[]> {
  const found: string[] = [];
  for await (const event of readEvents(cut(text, sizes))) found.push(event.data);
  return found;
}

test("whatever is written as events is read back, however the bytes are cut", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), sizes, async (messages, chunkSizes) => {
      const read = await dataOf(messages.map(eventOf).join(""), chunkSizes);
      expect(read.map((data) => JSON.parse(data))).toEqual(messages.map((one) => JSON.parse(JSON.stringify(one))));
    }),
  );
});

test("takes every line ending, joins data lines, skips comments and other event types", async () => {
  expect(await dataOf("data: a\r\ndata: b\r\n\r\n: note\n\nevent: ping\ndata: x\n\ndata:c\r\r\n", [1])).toEqual([
    "a\nb",
    "c",
  ]);
});

test("gives out ids and the time to wait before resuming", async () => {
  const events = [];
  for await (const event of readEvents(cut("id: 7\nretry: 500\ndata:\n\n", [100]))) events.push(event);
  expect(events).toEqual([{ data: "", id: "7", retryMs: 500 }]);
});

test("a line of many megabytes in small chunks takes time in proportion", { timeout: scaled(5_000) }, async () => {
  const length = 24 * 1024 * 1024;
  const [data] = await dataOf(`data: ${"x".repeat(length)}\n\n`, [4_096]);
  expect(data).toHaveLength(length);
});

test("lines of an event that never ends are not gathered without end, empty ones included", async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    while (true) yield Buffer.from("data:\n".repeat(10_000));
  }
  const reading = readEvents(endless(), 1_000_000).next();
  await expect(reading).rejects.toMatchObject({ name: "AnswerTooLargeError" });
});

test("before a large event is read on there has to be room, which is left once it was passed on", async () => {
  const log: string[] = [];
  const makeRoom = async (bytes: number) => {
    log.push(`wants ${bytes}`);
    return () => log.push("leaves");
  };
  const text = `data: ${"x".repeat(300_000)}\n\ndata: small\n\n`;
  for await (const event of readEvents(cut(text, [10_000]), 1_000_000, makeRoom)) log.push(`got ${event.data.length}`);
  expect(log).toEqual(["wants 1000000", "got 300000", "got 5", "leaves"]);
});
