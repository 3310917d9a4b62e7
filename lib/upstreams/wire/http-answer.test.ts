import { getEventListeners, once } from "node:events";
import { Agent, type Dispatcher } from "undici";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { LARGE_ANSWER_BYTES } from "#lib/upstreams/wire/answer-size";
import { dispatch, HttpAnswer } from "#lib/upstreams/wire/http-answer";
import { EVENTUALLY } from "#testing/machine/slowness";
import { startHttpServer } from "#testing/servers/mcp-servers";
import { pour } from "#testing/servers/misbehaving-server";

const agent = new Agent();
afterAll(() => agent.destroy());
afterEach(() => void vi.useRealTimers());

const MEBIBYTE = Buffer.alloc(1024 * 1024, "x");

type Listener = Parameters<typeof startHttpServer>[0];

async function ask(listener: Listener, work: (answer: HttpAnswer) => Promise<void>, signal?: AbortSignal) {
  const server = await startHttpServer(listener);
  try {
    await work(await dispatch(agent, { origin: server.url, path: "/", method: "GET" }, signal));
  } finally {
    await server.stop();
  }
}

/** An answer without a connection: the test itself pushes the pieces. */
function answerByHand(headers: Record<string, string> = {}) {
  const controller = { pause: vi.fn(), resume: vi.fn(), abort: vi.fn() };
  const answer = new HttpAnswer(controller as unknown as Dispatcher.DispatchController, 200, headers);
  return { answer, controller };
}

test("joins a body that comes in pieces to one text", async () => {
  const listener: Listener = (_request, response) => {
    response.write(Buffer.from("Gr"));
    response.write(Buffer.from("ü").subarray(0, 1));
    response.end(Buffer.concat([Buffer.from("ü").subarray(1), Buffer.from("ße")]));
  };
  await ask(listener, async (answer) => {
    expect(answer.statusCode).toBe(200);
    expect(await answer.text(100)).toBe("Grüße");
  });
});

test("keeps no listener on its signal once the answer has ended or failed, because one signal may serve many calls", async () => {
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, "abort").length;
  const held = Promise.withResolvers<void>();
  const half: Listener = async (_request, response) => {
    response.write("half");
    await held.promise;
    response.destroy();
  };
  await ask(
    (_request, response) => response.end("whole"),
    (answer) => answer.text(100).then(() => {}),
    signal,
  );
  expect(listeners()).toBe(0);
  await ask(
    half,
    async (answer) => {
      expect(listeners()).toBe(1);
      held.resolve();
      await expect(answer.text(100)).rejects.toThrow();
    },
    signal,
  );
  expect(listeners()).toBe(0);
  await expect(
    ask(
      (_request, response) => response.destroy(),
      async () => {},
      signal,
    ),
  ).rejects.toThrow();
  expect(listeners()).toBe(0);
});

test.each([
  ["announced", { "content-length": "1000000" }],
  ["unannounced", {}],
])("stops reading an %s body that is too large", async (_name, headers) => {
  const listener: Listener = (_request, response) => {
    response.writeHead(200, headers);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1_000)));
    };
    response.on("drain", more);
    more();
  };
  await ask(listener, async (answer) => {
    await expect(answer.text(10_000)).rejects.toMatchObject({ name: "AnswerTooLargeError" });
  });
});

test.each([{}, { "content-length": "100" }])("reads a body of exactly the largest size, with %j", async (headers) => {
  const listener: Listener = (_request, response) => {
    response.writeHead(200, headers);
    response.write("x".repeat(60));
    setImmediate(() => response.end("x".repeat(40)));
  };
  await ask(listener, async (answer) => expect(await answer.text(100)).toHaveLength(100));
});

test("accepts pieces up to exactly the largest size", async () => {
  const { answer } = answerByHand();
  const reading = answer.text(100);
  answer.push(Buffer.alloc(100, "x"));
  answer.complete();
  expect(await reading).toHaveLength(100);
});

test("refuses a body of thousands of tiny pieces", async () => {
  const { answer, controller } = answerByHand();
  const reading = answer.text(1_000_000);
  for (let count = 0; count < 5_000; count += 1) answer.push(Buffer.from("x"));
  await expect(reading).rejects.toMatchObject({ name: "AnswerTooLargeError" });
  expect(controller.abort).toHaveBeenCalled();
});

test("skips informational answers before the answer itself", async () => {
  const listener: Listener = (_request, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => response.end("answer"));
  };
  await ask(listener, async (answer) => {
    expect(answer.statusCode).toBe(200);
    expect(await answer.text(100)).toBe("answer");
  });
});

describe("a large body", () => {
  const large = Buffer.alloc(LARGE_ANSWER_BYTES + 1, "x");
  const maxBytes = 1024 * 1024;

  test.each([
    ["that is announced", { "content-length": String(large.length) }, large.length],
    ["whose size is not announced", {}, maxBytes],
  ])("%s is read to its end once memory is acquired", async (_what, headers, expectedBytes) => {
    const { answer, controller } = answerByHand(headers);
    const { promise: acquired, resolve } = Promise.withResolvers<() => void>();
    const acquireMemory = vi.fn(() => acquired);
    const reading = answer.text(maxBytes, acquireMemory);
    answer.push(large);
    await vi.waitFor(() => expect(acquireMemory).toHaveBeenCalledWith(expectedBytes), EVENTUALLY);
    expect(controller.pause).toHaveBeenCalled();
    controller.resume.mockClear();
    await new Promise((resolveLater) => setImmediate(resolveLater));
    expect(controller.resume).not.toHaveBeenCalled();
    resolve(() => {});
    await vi.waitFor(() => expect(controller.resume).toHaveBeenCalled(), EVENTUALLY);
    answer.complete();
    expect(await reading).toHaveLength(large.length);
  });

  test.each([
    ["announced", { "content-length": "5" }],
    ["unannounced", {}],
  ])("needs no memory when it is small, %s", async (_what, headers) => {
    const { answer } = answerByHand(headers);
    const acquireMemory = vi.fn();
    const reading = answer.text(maxBytes, acquireMemory);
    answer.push(Buffer.from("small"));
    answer.complete();
    expect(await reading).toBe("small");
    expect(acquireMemory).not.toHaveBeenCalled();
  });
});

test("pauses the server until somebody reads", async () => {
  let written = 0;
  const listener: Listener = (_request, response) => {
    const more = () => {
      while (written < 64 && response.write(MEBIBYTE)) written += 1;
      if (written < 64) written += 1;
      else response.end();
    };
    response.on("drain", more);
    more();
  };
  await ask(listener, async (answer) => {
    let size = 0;
    for await (const piece of answer.pieces()) {
      // The sockets on both sides hold a few MiB.
      if (size === 0) expect(written).toBeLessThan(32);
      size += piece.length;
    }
    expect(size).toBeGreaterThanOrEqual(64 * MEBIBYTE.length);
  });
});

describe("a discarded answer", () => {
  test("leaves its connection usable", async () => {
    const sockets = new Set<unknown>();
    const listener: Listener = (request, response) => {
      sockets.add(request.socket);
      response.write("begun");
      setImmediate(() => response.end("ended"));
    };
    const server = await startHttpServer(listener);
    const one = new Agent({ connections: 1 });
    for (let count = 0; count < 3; count += 1) {
      const answer = await dispatch(one, { origin: server.url, path: "/", method: "GET" }, undefined);
      answer.discard();
    }
    expect(sockets.size).toBe(1);
    await one.destroy();
    await server.stop();
  });

  test("is destroyed when its body is long", async () => {
    const { answer, controller } = answerByHand();
    answer.discard();
    for (let read = 0; read <= 64; read += 1) answer.push(Buffer.alloc(1024));
    expect(controller.abort).toHaveBeenCalled();
  });

  test("is destroyed when its body does not end within two seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { answer, controller } = answerByHand();
    answer.discard();
    vi.advanceTimersByTime(1_999);
    expect(controller.abort).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(controller.abort).toHaveBeenCalled();
  });

  test("ends the connection to a server that sends without end", async () => {
    const closed = Promise.withResolvers<void>();
    const listener: Listener = (_request, response) => {
      void once(response, "close").then(() => closed.resolve());
      pour(response, MEBIBYTE);
    };
    await ask(listener, async (answer) => {
      answer.discard();
      await closed.promise;
    });
  });
});

test("fails with the error of a broken connection, or with the reason of its signal", async () => {
  await ask(
    (_request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => response.destroy());
    },
    async (answer) => {
      await expect(answer.text(100)).rejects.toThrow();
    },
  );
  const stop = new AbortController();
  await ask(
    (_request, response) => response.write("half"),
    async (answer) => {
      const text = answer.text(100);
      stop.abort(new Error("enough"));
      await expect(text).rejects.toThrow("enough");
    },
    stop.signal,
  );
  await expect(
    dispatch(agent, { origin: "http://127.0.0.1:1", path: "/", method: "GET" }, stop.signal),
  ).rejects.toThrow("enough");
});
