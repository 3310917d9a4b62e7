import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { Checker } from "#lib/upstreams/checks/worker";
import { flushFailedCalls } from "#lib/upstreams/health/failed-calls";
import { getUpstream } from "#lib/upstreams/settings/queries";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { callerOf } from "#testing/people/factories";
import { startHangingUpServer } from "#testing/servers/broken-servers";
import { startModernServer } from "#testing/servers/mcp-servers";
import { startWaitingServer } from "#testing/servers/waiting-server";

useDatabase();
const world = useGateway({
  servers: { notes: startModernServer, waiting: startWaitingServer },
  scopes: ["mcp:full"],
});
beforeEach(() => forget("failed-calls"));

const call = (name: string, args: object = {}) =>
  world.post({ method: "tools/call", params: { name, arguments: args } });
const shown = async (id = world.upstreamIds.notes) => {
  await flushFailedCalls();
  return getUpstream(callerOf(world.ada, world.now), world.acme.slug, id);
};
/** Lets the server fail, or work again. */
const moveTo = (url: string) =>
  db().upstream.update({ where: { id: world.upstreamIds.notes }, data: { url, revision: { increment: 1 } } });

describe("a call that fails because of its server", () => {
  test("is shown on the page of the server until the server answers a call", async () => {
    const broken = await startHangingUpServer();
    await moveTo(broken.url);
    for (let index = 0; index < 3; index += 1) await call("notes__list_notes");
    expect(await shown()).toMatchObject({
      status: "call_failed",
      failure: null,
      callFailure: { code: "DISCONNECTED", message: expect.stringMatching(/^“notes” /) },
      checkAt: expect.any(Date),
    });
    await moveTo(world.servers.notes.url);
    await call("notes__list_notes");
    expect(await shown()).toMatchObject({ status: "connected", callFailure: null });
    await broken.stop();
  });

  test("has the server checked, and the page says what the check found", async () => {
    const broken = await startHangingUpServer();
    await moveTo(broken.url);
    await call("notes__list_notes");
    const { checkAt } = await shown();
    const checker = new Checker({ now: () => checkAt ?? world.now });
    const check = () => checker.checkDue().then(() => checker.finished());
    await check();
    expect(await shown()).toMatchObject({ status: "stale", failure: { code: "DISCONNECTED", at: checkAt } });
    await moveTo(world.servers.notes.url);
    await db().upstream.updateMany({ data: { checkAt } });
    await check();
    // The last call has failed all the same.
    const callFailure = expect.objectContaining({ code: "DISCONNECTED" });
    expect(await shown()).toMatchObject({ status: "connected", failure: null, callFailure, catalogueAt: checkAt });
    await broken.stop();
  });
});

describe("no failure of the server is", () => {
  test("an error that the server answers, or a tool that fails", async () => {
    await world.post({ method: "prompts/get", params: { name: "notes__summarise", arguments: {} } });
    const { body } = await call("notes__add_note", { text: 7 });
    expect(body.result?.isError ?? body.error).toBeTruthy();
    expect(await shown()).toMatchObject({ status: "connected", callFailure: null });
  });

  test("a call that the client cancelled", async () => {
    const { begun, cancelled } = world.servers.waiting;
    const gone = new AbortController();
    const params = { name: "waiting__wait", arguments: {} };
    const answer = fetch(world.url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${world.token}`,
        "content-type": "application/json",
        accept: "application/json",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
      signal: gone.signal,
    });
    await begun;
    gone.abort();
    await expect(answer).rejects.toThrow();
    await cancelled;
    expect(await shown(world.upstreamIds.waiting)).toMatchObject({ status: "connected", callFailure: null });
  });

  test("a call that the key may not make", async () => {
    const { token } = await world.makeToken({ scopes: ["mcp:read"] });
    const headers = { authorization: `Bearer ${token}` };
    await world.post({ method: "tools/call", params: { name: "notes__add_note", arguments: {} } }, headers);
    expect(await shown()).toMatchObject({ status: "connected", callFailure: null });
  });
});
