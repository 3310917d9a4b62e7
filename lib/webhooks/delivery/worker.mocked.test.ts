import { beforeEach, expect, test, vi } from "vitest";
import { type ClaimedDelivery, claimDue } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import { Sender } from "#lib/webhooks/delivery/worker";

vi.mock("#lib/webhooks/delivery/claim", () => ({ claimDue: vi.fn() }));
vi.mock("#lib/webhooks/delivery/deliver", () => ({ deliver: vi.fn() }));

const claim = vi.mocked(claimDue);
const clock = { now: () => new Date("2026-11-21T12:00:00Z") };
const message = (id: string, webhookId = `webhook of ${id}`) =>
  ({ id, webhookId, workspaceId: `workspace of ${webhookId}` }) as ClaimedDelivery;
const microtasks = () => new Promise((resolve) => setImmediate(resolve));

/** The messages that are being sent, by id, with the function that ends each. */
const sending = new Map<string, () => void>();

beforeEach(() => {
  sending.clear();
  claim.mockReset().mockResolvedValue(undefined);
  vi.mocked(deliver).mockReset();
  vi.mocked(deliver).mockImplementation(({ id }) => new Promise((resolve) => sending.set(id, resolve)));
});

test("is finished only after a message that is being claimed while the last one ends", async () => {
  const sender = new Sender(clock);
  claim.mockResolvedValueOnce(message("first"));
  await sender.sendDue();
  const second = Promise.withResolvers<ClaimedDelivery | undefined>();
  claim.mockReturnValueOnce(second.promise);
  sending.get("first")?.();
  await microtasks();
  let isFinished = false;
  const finished = sender.finished().then(() => {
    isFinished = true;
  });
  await microtasks();
  expect(isFinished).toBe(false);
  second.resolve(message("second"));
  await microtasks();
  expect([isFinished, [...sending.keys()]]).toEqual([false, ["first", "second"]]);
  sending.get("second")?.();
  await finished;
});

test("sends at most sixteen messages at once, and starts one more for each that ends", async () => {
  let next = 0;
  claim.mockImplementation(async () => message(`${next++}`));
  const sender = new Sender(clock);
  await sender.sendDue();
  expect(sending.size).toBe(16);
  sending.get("3")?.();
  await microtasks();
  expect([...sending.keys()]).toHaveLength(17);
});

test("skips a webhook to which two messages are being sent", async () => {
  claim.mockResolvedValueOnce(message("a", "slow")).mockResolvedValueOnce(message("b", "slow"));
  const sender = new Sender(clock);
  await sender.sendDue();
  expect(claim.mock.calls.map(([, busy]) => busy.webhooks)).toEqual([[], [], ["slow"]]);
  sending.get("a")?.();
  await microtasks();
  expect(claim.mock.lastCall?.[1].webhooks).toEqual([]);
});

test("skips a workspace that holds three quarters of all places", async () => {
  let next = 0;
  const ofAcme = () => ({ ...message(`${next++}`), workspaceId: "acme" });
  claim.mockImplementation(async (_now, { workspaces }) => (workspaces.includes("acme") ? undefined : ofAcme()));
  const sender = new Sender(clock);
  await Promise.all([sender.sendDue(), sender.sendDue()]);
  expect(sending.size).toBe(12);
  for (const end of [...sending.values()]) end();
  await microtasks();
  expect(sending.size).toBe(24);
});
