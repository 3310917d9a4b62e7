import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OpenSubscription, openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type ChangingServer, startChangingLegacyServer, startChangingServer } from "#testing/servers/changing-server";

useDatabase();

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

describe.each([
  ["2026 revision", startChangingServer],
  ["2025 revisions", startChangingLegacyServer],
])("a server of the %s", (_, start) => {
  let server: ChangingServer;
  let token: string;
  const subscriptions: OpenSubscription[] = [];

  beforeEach(async () => {
    server = await start();
    const ada = await makeUser("Ada");
    const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
    await connect(acme, server.url, { slug: "changing" });
    ({ token } = await makeToken(ada, [acme]));
  });
  afterEach(async () => {
    for (const subscription of subscriptions.splice(0)) subscription.close();
    await server.stop();
  });

  async function open(): Promise<OpenSubscription> {
    const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
    subscriptions.push(subscription);
    await subscription.next();
    return subscription;
  }

  test("is watched by one connection, only while a client subscribes", async () => {
    expect(server.listeners()).toBe(0);
    const first = await open();
    await expect.poll(server.listeners).toBe(1);
    const second = await open();
    first.close();
    const announced = second.next();
    server.change();
    expect((await announced)?.method).toBe("notifications/tools/list_changed");
    expect(server.listeners()).toBe(1);
    second.close();
    await expect.poll(server.listeners).toBe(0);
  });

  test("that changes repeatedly is announced again, but not read each time", async () => {
    const { next } = await open();
    await expect.poll(server.listeners).toBe(1);
    const announced = next();
    for (let index = 0; index < 50; index += 1) server.change();
    expect((await announced)?.method).toBe("notifications/tools/list_changed");
    server.change();
    expect((await next())?.method).toBe("notifications/tools/list_changed");
  });
});
