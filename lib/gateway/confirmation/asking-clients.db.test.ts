import { beforeEach, expect, test } from "vitest";
import { SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { canAsk, noteAbilityToAsk } from "#lib/gateway/confirmation/asking-clients";
import type { Requester } from "#lib/gateway/request/requester";
import { makeRequester } from "#testing/clients/mcp-request";
import { useDatabase } from "#testing/databases/use-database";
import { makeKey, makeUser, NOW } from "#testing/people/factories";

useDatabase();

let keyId: string;

beforeEach(async () => {
  keyId = await makeKey(await makeUser("Ada"), []);
});

const client = (userAgent: string | null = "client/1.0", address = "127.0.0.1") =>
  makeRequester(keyId, { userAgent, address });
const connects = (requester: Requester, capabilities: unknown, now = NOW) =>
  noteAbilityToAsk(requester, capabilities, now);

test("remembers what a client said last, by key, address and User-Agent", async () => {
  expect(await canAsk(client())).toBe(false);
  await connects(client(), { elicitation: {} });
  expect(await canAsk(client())).toBe(true);
  expect(await canAsk(client("client/1.0", "127.0.0.2"))).toBe(false);
  expect(await canAsk(client("client/2.0"))).toBe(false);
  expect(await canAsk(client(null))).toBe(false);
  expect(await canAsk({ ...client(), access: makeRequester("key_other").access })).toBe(false);
  await connects(client(), {});
  expect(await canAsk(client())).toBe(false);
});

test.each([undefined, null, "elicitation", { elicitation: true }, { elicitation: { url: {} } }])(
  "capabilities %o are none to ask with",
  async (capabilities) => {
    await connects(client(), capabilities);
    expect(await canAsk(client())).toBe(false);
  },
);

test("keeps the fifty clients of a key that connected last", async () => {
  for (let index = 0; index < 52; index += 1) {
    await connects(client(`client/${index}`), { elicitation: {} }, new Date(NOW.getTime() + index * SECOND_MS));
  }
  expect(await db().askingClient.count()).toBe(50);
  expect(await canAsk(client("client/1"))).toBe(false);
  expect(await canAsk(client("client/2"))).toBe(true);
});

test("keeps nothing of a deleted key, and still lets its client connect", async () => {
  await connects(client(), { elicitation: {} });
  await db().key.delete({ where: { id: keyId } });
  expect(await db().askingClient.count()).toBe(0);
  await connects(client(), { elicitation: {} });
  expect(await canAsk(client())).toBe(false);
});
