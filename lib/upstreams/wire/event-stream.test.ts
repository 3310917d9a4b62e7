import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withText } from "#lib/text/faithful-json";
import { eventOf, readEvents, type StreamEvent } from "#lib/upstreams/wire/event-stream";
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

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function eventsIn(chunks: AsyncIterable<Uint8Array>, maxCharacters?: number): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEvents(chunks, maxCharacters)) events.push(event);
  return events;
}

async function dataOf(text: string, sizes = [7]): Promise<string[]> {
  return (await eventsIn(cut(text, sizes))).map(({ data }) => data);
}

test("a message that came in several lines is written as one event", () => {
  const text = '{"method":"a",\r\n"params":{"x":\n\n1.0,"y":"\\n"}}';
  expect(eventOf({ ...withText(JSON.parse(text), text), id: 5 })).toBe(
    'event: message\ndata: {"method":"a","params":{"x": 1.0,"y":"\\n"},"id":5}\n\n',
  );
});

test("the last event counts without the empty line behind it, but not its id, because it may have broken off", async () => {
  expect(await eventsIn(cut("data: a\n\nid: 1\ndata: {}", [3]))).toEqual([
    { data: "a", id: null, retryMs: null },
    { data: "{}", id: null, retryMs: null },
  ]);
  for (const rest of ["", "\n", ":comment", "id: 1", "event: other\ndata: x", "dat"]) {
    expect(await dataOf(`data: a\n\n${rest}`)).toEqual(["a"]);
  }
});

describe("the bytes of a stream", () => {
  test("give the messages that were written as events, wherever the bytes are cut", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
        sizes,
        async (messages, chunkSizes) => {
          const read = await dataOf(messages.map(eventOf).join(""), chunkSizes);
          expect(read.map((data) => JSON.parse(data))).toEqual(messages.map((one) => JSON.parse(JSON.stringify(one))));
        },
      ),
    );
  });

  test("give the same events for any split into chunks, empty chunks included", async () => {
    const piece = fc.constantFrom(
      "\r",
      "\n",
      "\r\n",
      "data",
      "data: ",
      "id: 7",
      "event: ",
      "retry: 5",
      ":",
      "ü",
      "世",
      "x",
    );
    const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(""));
    // A size of 0 is an empty chunk; the last size must not be 0, so that the cutting comes to an end.
    const sizes = fc
      .tuple(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), fc.integer({ min: 1, max: 3 }))
      .map(([some, last]) => [...some, last]);
    await fc.assert(
      fc.asyncProperty(text, sizes, async (stream, chunkSizes) => {
        expect(await eventsIn(cut(stream, chunkSizes))).toEqual(await eventsIn(chunksOf(stream)));
      }),
      { numRuns: 2_000 },
    );
  });

  test("give one line break for CRLF, also when an empty chunk comes between CR and LF", async () => {
    const events = await eventsIn(chunksOf("data: a\r", "", "\ndata: b\r", "", "", "\n\r", "", "\n"));
    expect(events.map(({ data }) => data)).toEqual(["a\nb"]);
  });

  test("give one line break for CR when an empty chunk follows it", async () => {
    const events = await eventsIn(chunksOf("data: a\r", "", "data: b\r", "", "\rdata: c\n\n"));
    expect(events.map(({ data }) => data)).toEqual(["a\nb", "c"]);
  });
});

test("accepts every line ending, joins data lines, and skips comments and other event types", async () => {
  expect(await dataOf("data: a\r\ndata: b\r\n\r\n: note\n\nevent: ping\ndata: x\n\ndata:c\r\r\n", [1])).toEqual([
    "a\nb",
    "c",
  ]);
});

test("reads a field without a colon as empty, and an empty event type as a message", async () => {
  expect(await dataOf("data\ndata\n\nevent:\ndata: x\n\nevent\ndata: y\n\n")).toEqual(["\n", "x", "y"]);
});

test("returns ids and the time to wait before resuming", async () => {
  const events = await eventsIn(cut("id: 7\nretry: 500\ndata:\n\n", [100]));
  expect(events).toEqual([{ data: "", id: "7", retryMs: 500 }]);
});

test.each(["soon", "-1", "1.5", "1e3", "", "1000000"])("ignores the retry time %j", async (retry) => {
  expect(await eventsIn(chunksOf(`retry: ${retry}\ndata: x\n\n`))).toEqual([{ data: "x", id: null, retryMs: null }]);
});

test("returns nothing for an event that has neither data nor an id", async () => {
  expect(await eventsIn(chunksOf("retry: 500\n\n\n\nid: 1\n\n"))).toEqual([{ data: "", id: "1", retryMs: null }]);
});

test("reads a line of many megabytes in small chunks in linear time", {
  timeout: scaled(20_000),
}, async () => {
  const length = 24 * 1024 * 1024;
  const [data] = await dataOf(`data: ${"x".repeat(length)}\n\n`, [4_096]);
  expect(data).toHaveLength(length);
});

test("stops reading an event without an end, also when its lines are empty", async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    while (true) yield Buffer.from("data:\n".repeat(10_000));
  }
  const reading = readEvents(endless(), 1_000_000).next();
  await expect(reading).rejects.toMatchObject({ name: "AnswerTooLargeError" });
});

test("accepts an event of exactly the longest length and refuses one that is a character longer", async () => {
  const line = "data: 1234";
  expect(await eventsIn(chunksOf(line, "\n\n"), line.length)).toHaveLength(1);
  const reading = eventsIn(chunksOf(line, "\n\n"), line.length - 1);
  await expect(reading).rejects.toMatchObject({ name: "AnswerTooLargeError" });
});

test("accepts an event of 32 Mi characters when nothing else is said, and not one more", async () => {
  const longest = "x".repeat(32 * 1024 * 1024);
  expect(await eventsIn(chunksOf(longest))).toEqual([]);
  await expect(eventsIn(chunksOf(`${longest}x`))).rejects.toMatchObject({ name: "AnswerTooLargeError" });
});

test("acquires memory before it reads more of a large event, and releases it once the event is taken", async () => {
  const log: string[] = [];
  const acquireMemory = async (bytes: number) => {
    log.push(`wants ${bytes}`);
    return () => log.push("leaves");
  };
  const text = `data: ${"x".repeat(300_000)}\n\ndata: small\n\n`;
  for await (const event of readEvents(cut(text, [10_000]), 1_000_000, acquireMemory)) {
    log.push(`got ${event.data.length}`);
  }
  expect(log).toEqual(["wants 1000000", "got 300000", "got 5", "leaves"]);
});
