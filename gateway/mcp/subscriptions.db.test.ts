import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, expect, test } from "vitest";
import { closeGateway } from "#gateway/app";
import { db } from "#lib/db/client";
import { META } from "#lib/mcp/protocol";
import { type OpenSubscription, openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { NOW } from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway();
const connectNotebook = () => world.connectServer("notebook", startModernServer);

const open: OpenSubscription[] = [];
afterEach(() => {
  for (const subscription of open.splice(0)) subscription.close();
});

async function listen(notifications: Record<string, unknown>): Promise<OpenSubscription["next"]> {
  const subscription = await openSubscription(world.url, world.token, notifications);
  open.push(subscription);
  return subscription.next;
}

test("acknowledges what can be watched, and announces a new tool", async () => {
  const next = await listen({ toolsListChanged: true, resourceSubscriptions: ["note://one"] });
  expect(await next()).toEqual({
    jsonrpc: "2.0",
    method: "notifications/subscriptions/acknowledged",
    params: { notifications: { toolsListChanged: true }, _meta: { [META.subscriptionId]: "sub" } },
  });
  await connectNotebook();
  expect(await next()).toEqual({
    jsonrpc: "2.0",
    method: "notifications/tools/list_changed",
    params: { _meta: { [META.subscriptionId]: "sub" } },
  });
});

test("announces a change of the key's own scopes", async () => {
  await connectNotebook();
  const next = await listen({ toolsListChanged: true, promptsListChanged: true });
  await next();
  await db().key.update({ where: { id: world.keyId }, data: { scopes: ["mcp:full"] } });
  expect((await next())?.method).toBe("notifications/tools/list_changed");
});

test("ends the stream when the key is revoked", async () => {
  const next = await listen({ toolsListChanged: true });
  await next();
  await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
  expect(await next()).toBeUndefined();
});

test("ends a subscription to nothing that can be watched at once, with a result", async () => {
  const next = await listen({ resourceSubscriptions: ["note://one"] });
  await next();
  expect(await next()).toMatchObject({ id: "sub", result: { resultType: "complete" } });
  expect(await next()).toBeUndefined();
});

test("ends the stream with a result when the gateway stops", async () => {
  const next = await listen({ toolsListChanged: true });
  await next();
  await closeGateway();
  expect(await next()).toMatchObject({ id: "sub", result: { resultType: "complete" } });
  expect(await next()).toBeUndefined();
});

test("informs the SDK's own client of changes", async () => {
  const changed = Promise.withResolvers<void>();
  const client = new Client(
    { name: "test-client", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" }, listChanged: { tools: { onChanged: () => changed.resolve() } } },
  );
  const requestInit = { headers: { Authorization: `Bearer ${world.token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(world.url), { requestInit }));
  await connectNotebook();
  await changed.promise;
  await client.close();
});
