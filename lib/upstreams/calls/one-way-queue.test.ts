import { expect, test } from "vitest";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a thousand calls broken off at once send few messages at once, and another server gets its own at once", async () => {
  const hanging = upstreamSnapshot({ id: "hanging", workspaceId: "acme" });
  const sending: (() => void)[] = [];
  let mostAtOnce = 0;
  let sent = 0;
  const send = async () => {
    mostAtOnce = Math.max(mostAtOnce, sending.length + 1);
    await new Promise<void>((resolve) => sending.push(resolve));
    sent += 1;
  };
  const all = Array.from({ length: 1_000 }, () => sendInTurn(hanging, "ada", send));
  await settled();
  let isOtherSent = false;
  await sendInTurn(upstreamSnapshot({ id: "other", workspaceId: "other" }), "mia", async () => {
    isOtherSent = true;
  });
  expect([isOtherSent, sending.length]).toEqual([true, 32]);
  while (sending.length > 0) {
    sending.shift()?.();
    await settled();
  }
  await Promise.all(all);
  expect([sent, mostAtOnce]).toEqual([1_000, 32]);
});

test("a message that fails gives its place back", async () => {
  const upstream = upstreamSnapshot({ id: "broken" });
  for (let n = 0; n < 100; n += 1) await sendInTurn(upstream, "ada", () => Promise.reject(new Error("refused")));
  let isSent = false;
  await sendInTurn(upstream, "ada", async () => {
    isSent = true;
  });
  expect(isSent).toBe(true);
});
