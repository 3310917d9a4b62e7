import { expect, test } from "vitest";
import type { BoundedMap } from "#lib/bounds/bounded-map";
import { noteUse } from "#lib/gateway/request/note-use";
import { single } from "#lib/process";
import { makeRequester } from "#testing/clients/mcp-request";
import { heldBytes } from "#testing/machine/held-memory";

test("keeps only as much of a client's name, version and title as a screen shows", () => {
  const requester = makeRequester("key_1", { userAgent: "u".repeat(10_000) });
  const clientInfo = { name: "n".repeat(1_000_000), version: "v".repeat(1_000_000), title: "t".repeat(1_000_000) };
  const initialize = { kind: "request", id: 1, method: "initialize", params: { clientInfo } } as const;
  noteUse(requester, initialize, { era: "legacy" }, new Date());
  const kept = single("legacy-clients", (): BoundedMap<string, unknown> => expect.fail("nothing is kept"));
  expect(kept.size).toBe(1);
  expect(JSON.stringify([...kept.entries()]).length).toBeLessThan(1_000);
});

test("takes the client's title for people where there is one, and no text of another type", () => {
  const initialize = (clientInfo: object) =>
    noteUse(
      makeRequester("key_3"),
      { kind: "request", id: 1, method: "initialize", params: { clientInfo } },
      { era: "legacy" },
      new Date(),
    );
  const info = { name: "claude-code", version: "2.1.332" };
  expect(initialize({ ...info, title: "Claude Code" })).toEqual({ ...info, title: "Claude Code" });
  expect(initialize(info)).toEqual({ ...info, title: null });
  expect(initialize({ ...info, title: ["Claude Code"] })).toEqual({ ...info, title: null });
});

test("does not keep the whole message that contains the client's name", () => {
  const before = heldBytes();
  for (let number = 0; number < 50; number += 1) {
    const requester = makeRequester("key_2", { userAgent: `agent ${number}` });
    const params = { clientInfo: { name: `${number}${"n".repeat(1_000_000)}`, version: "1" } };
    noteUse(requester, { kind: "request", id: 1, method: "initialize", params }, { era: "legacy" }, new Date());
  }
  expect(heldBytes() - before).toBeLessThan(8 * 1024 * 1024);
});
