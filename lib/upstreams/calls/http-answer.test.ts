import { Agent } from "undici";
import { afterAll, expect, test } from "vitest";
import { dispatch, type HttpAnswer } from "#lib/upstreams/calls/http-answer";
import { startHttpServer } from "#testing/servers/mcp-servers";

const agent = new Agent();
afterAll(() => agent.destroy());

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

test("a body that came in pieces is one text", async () => {
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

test.each([
  ["announced", { "content-length": "1000000" }],
  ["unannounced", {}],
])("of a body that is too large, %s, no more is read", async (_name, headers) => {
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

test("a server is held back until somebody reads", async () => {
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
      // What the sockets hold on both sides is a few MiB.
      if (size === 0) expect(written).toBeLessThan(32);
      size += piece.length;
    }
    expect(size).toBeGreaterThanOrEqual(64 * MEBIBYTE.length);
  });
});

test("a connection whose answer was discarded is used again", async () => {
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

test("whoever waits is told that the connection broke, or why it was ended", async () => {
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
