import { expect, test } from "vitest";
import { acquireListMemory } from "#lib/gateway/lists/list-memory";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";

const MIB = 1024 * 1024;
const offerOf = (bytes: number) => ({ upstreams: [{ upstream: { bytes } }] }) as unknown as Offer;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A client that asks for a list; `read` is the end of its answer, also when the client goes away. */
function ask(owner: string, keyId: string, bytes = 8 * MIB) {
  const ends: (() => void)[] = [];
  const request = {
    requester: { access: { keyId, userId: owner, workspaces: [], blocked: [] } },
    whenGone: (callback: () => void) => ends.push(callback),
  } as unknown as McpRequest;
  const asked = { isSent: false, read: () => ends.forEach((end) => void end()), failure: undefined as unknown };
  acquireListMemory(request, offerOf(bytes)).then(
    () => (asked.isSent = true),
    (error: unknown) => (asked.failure = error),
  );
  return asked;
}

const sent = (asked: { isSent: boolean }[]) => asked.filter(({ isSent }) => isSent).length;

test("a key that does not read holds two large pages, its owner four, and others still get theirs", async () => {
  const ofKey = Array.from({ length: 20 }, () => ask("ada", "key_1"));
  await settled();
  expect(sent(ofKey)).toBe(2);
  const ofOwner = Array.from({ length: 5 }, (_, index) => ask("ada", `key_more_${index}`));
  const others = ["mia", "bob"].map((owner) => ask(owner, `key_of_${owner}`));
  await settled();
  expect([sent(ofOwner), sent(others)]).toEqual([2, 2]);

  // A client that goes away leaves the queue, and each answer that ends lets the next one in.
  ofKey.at(-1)?.read();
  ofKey[0]?.read();
  await settled();
  expect([sent(ofKey), ofKey.at(-1)?.isSent]).toEqual([3, false]);
  expect(ofKey.at(-1)?.failure).toMatchObject({ name: "AbortError" });
  for (let round = 0; round < 20; round += 1) {
    for (const one of [...ofKey, ...ofOwner, ...others]) if (one.isSent) one.read();
    await settled();
  }
  expect(sent([...ofKey, ...ofOwner])).toBe(24);
});

test("small lists wait for nothing, and too many large ones of one owner are refused", async () => {
  const large = Array.from({ length: 504 }, (_, index) => ask("ada", `key_${index}`));
  await settled();
  expect(sent(large)).toBe(4);
  const more = ask("ada", "key_more");
  const small = ask("ada", "key_more", 64 * 1024);
  await settled();
  expect(more.failure).toMatchObject({ status: 429, headers: { "retry-after": "5" } });
  expect(small.isSent).toBe(true);
  for (const one of large) one.read();
});
