import type { LookupAddress, lookup } from "node:dns";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Agent, request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { errorCodes } from "#lib/outgoing/error-codes";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

let server: RunningServer;
let port: string;

beforeAll(async () => {
  server = await startHttpServer((_request, response) => response.end("hello"));
  port = new URL(server.url).port;
});
afterAll(() => server.stop());

/** The results of the next lookups of any name, in order. The last one is repeated. Without addresses the name is unknown. */
let answers: string[][];
let asked: string[];
beforeEach(() => {
  answers = [];
  asked = [];
});

const lookupOf = ((
  name: string,
  _options: object,
  answer: (error: Error | null, addresses: LookupAddress[]) => void,
) => {
  asked.push(name);
  const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  process.nextTick(
    answer,
    addresses.length > 0 ? null : Object.assign(new Error("no such name"), { code: "ENOTFOUND" }),
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  );
}) as unknown as typeof lookup;

async function get(url: string, allowPrivate: boolean): Promise<string> {
  const connect = guardedConnector({ timeoutMs: 1_000, allowPrivate, lookup: lookupOf });
  const dispatcher = new Agent({ connect });
  try {
    return await (await request(url, { dispatcher })).body.text();
  } finally {
    await dispatcher.close();
  }
}

/** The error code of a request. */
async function refusal(url: string, allowPrivate: boolean): Promise<string | undefined> {
  const error = await get(url, allowPrivate).catch((thrown: unknown) => thrown);
  return errorCodes(error).at(0);
}

describe("an address in the URL", () => {
  test.each(["http://127.0.0.1", "http://0x7f.1", "http://2130706433", "http://[::ffff:127.0.0.1]", "http://[::1]"])(
    "%s is refused as private where private ones are not allowed",
    async (origin) => {
      expect(await refusal(`${origin}:${port}/`, false)).toBe("ADDRESS_PRIVATE");
    },
  );

  test.each(["http://169.254.169.254", "http://[fe80::1]", "http://0.0.0.0", "http://[::]", "https://[fd00:ec2::254]"])(
    "%s is always refused",
    async (origin) => {
      expect(await refusal(`${origin}:${port}/`, true)).toBe("ADDRESS_RESERVED");
    },
  );

  test("is called on this machine when private addresses are allowed", async () => {
    expect(await get(`http://127.0.0.1:${port}/`, true)).toBe("hello");
    expect(asked).toEqual([]);
  });
});

describe("a name", () => {
  const url = () => `http://rebound.example:${port}/`;

  test("that resolves to a private address is refused, unless private addresses are allowed", async () => {
    answers = [["127.0.0.1"]];
    expect(await refusal(url(), false)).toBe("NAME_NOT_PUBLIC");
    expect(await get(url(), true)).toBe("hello");
  });

  test("that resolves to a reserved address is always refused", async () => {
    answers = [["169.254.169.254"], ["::ffff:169.254.169.254"]];
    expect(await refusal(url(), true)).toBe("ADDRESS_RESERVED");
    expect(await refusal(url(), true)).toBe("ADDRESS_RESERVED");
  });

  test("is resolved once, and only the checked addresses are called", async () => {
    answers = [["127.0.0.1"], ["169.254.169.254"]];
    expect(await get(url(), true)).toBe("hello");
    expect(asked).toEqual(["rebound.example"]);
  });

  test("with several addresses is called at the allowed ones", async () => {
    answers = [["169.254.169.254", "fe80::1", "127.0.0.1"]];
    expect(await get(url(), true)).toBe("hello");
    answers = [["169.254.169.254", "127.0.0.1"]];
    expect(await refusal(url(), false)).toBe("NAME_NOT_PUBLIC");
  });

  test("does not tell whether it exists in the own network where private addresses are not allowed", async () => {
    answers = [["127.0.0.1"], ["169.254.169.254"], []];
    const refusals = [await refusal(url(), false), await refusal(url(), false), await refusal(url(), false)];
    expect(new Set(refusals)).toEqual(new Set(["NAME_NOT_PUBLIC"]));
    answers = [[]];
    expect(await refusal(url(), true)).toBe("ENOTFOUND");
  });

  test("is checked in the same way over TLS", async () => {
    answers = [["127.0.0.1"]];
    expect(await refusal(`https://rebound.example:${port}/`, false)).toBe("NAME_NOT_PUBLIC");
  });
});

test("opens no connection to a refused address", async () => {
  let connections = 0;
  const trap = createServer(() => {
    connections += 1;
  });
  trap.listen(0, "127.0.0.1");
  await once(trap, "listening");
  const { port: trapPort } = trap.address() as AddressInfo;
  answers = [["127.0.0.1"]];
  expect(await refusal(`http://127.0.0.1:${trapPort}/`, false)).toBe("ADDRESS_PRIVATE");
  expect(await refusal(`http://rebound.example:${trapPort}/`, false)).toBe("NAME_NOT_PUBLIC");
  expect(connections).toBe(0);
  trap.close();
});
