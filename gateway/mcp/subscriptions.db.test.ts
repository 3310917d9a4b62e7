import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeGateway } from "#gateway/app";
import { db } from "#lib/db/client";
import { META } from "#lib/mcp/protocol";
import { type OpenSubscription, openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let notebook: RunningServer;
beforeAll(async () => {
  gateway = await startGateway();
  notebook = await startModernServer();
});
afterAll(async () => {
  await gateway.stop();
  await notebook.stop();
});

let acme: TestWorkspace;
let token: string;
let keyId: string;
const open: OpenSubscription[] = [];

beforeEach(async () => {
  const ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token, keyId } = await makeToken(ada, [acme]));
});
afterEach(() => {
  for (const subscription of open.splice(0)) subscription.close();
});

async function listen(notifications: Record<string, unknown>): Promise<OpenSubscription["next"]> {
  const subscription = await openSubscription(gateway.url, token, notifications);
  open.push(subscription);
  return subscription.next;
}

test("what can be watched is acknowledged, and a new tool is announced", async () => {
  const next = await listen({ toolsListChanged: true, resourceSubscriptions: ["note://one"] });
  expect(await next()).toEqual({
    jsonrpc: "2.0",
    method: "notifications/subscriptions/acknowledged",
    params: { notifications: { toolsListChanged: true }, _meta: { [META.subscriptionId]: "sub" } },
  });
  await connect(acme, notebook.url, { slug: "notebook" });
  expect(await next()).toEqual({
    jsonrpc: "2.0",
    method: "notifications/tools/list_changed",
    params: { _meta: { [META.subscriptionId]: "sub" } },
  });
});

test("a change of the key's own scopes is announced too", async () => {
  await connect(acme, notebook.url, { slug: "notebook" });
  const next = await listen({ toolsListChanged: true, promptsListChanged: true });
  await next();
  await db().key.update({ where: { id: keyId }, data: { scopes: ["mcp:full"] } });
  expect((await next())?.method).toBe("notifications/tools/list_changed");
});

test("the stream ends with its key", async () => {
  const next = await listen({ toolsListChanged: true });
  await next();
  await db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
  expect(await next()).toBeUndefined();
});

test("a subscription to nothing that can be watched ends at once, in order", async () => {
  const next = await listen({ resourceSubscriptions: ["note://one"] });
  await next();
  expect(await next()).toMatchObject({ id: "sub", result: { resultType: "complete" } });
  expect(await next()).toBeUndefined();
});

test("the stream ends in order when the gateway stops", async () => {
  const next = await listen({ toolsListChanged: true });
  await next();
  await closeGateway();
  expect(await next()).toMatchObject({ id: "sub", result: { resultType: "complete" } });
  expect(await next()).toBeUndefined();
});

test("the SDK's own client learns of changes", async () => {
  const changed = Promise.withResolvers<void>();
  const client = new Client(
    { name: "test-client", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" }, listChanged: { tools: { onChanged: () => changed.resolve() } } },
  );
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit }));
  await connect(acme, notebook.url, { slug: "notebook" });
  await changed.promise;
  await client.close();
});
