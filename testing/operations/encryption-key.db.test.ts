import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { env, provideEnv } from "#lib/env";
import { acceptEncryptionKey, encryptionKeyState } from "#lib/secrets/encryption-key";
import { sealHeaders } from "#lib/upstreams/headers";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { listUpstreams } from "#lib/upstreams/settings/queries";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { createWebhook } from "#lib/webhooks/settings/operations";
import { getWebhook, listWebhooks } from "#lib/webhooks/settings/queries";
import { rotateWebhookSecret } from "#lib/webhooks/settings/rotate-secret";
import { useDatabase } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import {
  callerOf,
  makeUpstream,
  makeUser,
  makeWorkspace,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

const newKey = () => randomBytes(32).toString("base64");
const useKey = (ENCRYPTION_KEY: string) => provideEnv({ ...env(), ENCRYPTION_KEY });
const probes = () => db().encryptionProbe.findMany();
const WRONG = { code: "UNAVAILABLE", message: expect.stringMatching(/another ENCRYPTION_KEY .* Ask its operator/) };

let first: string;
let ada: TestUser;
let acme: TestWorkspace;
beforeEach(async () => {
  first = env().ENCRYPTION_KEY;
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});
afterEach(() => useKey(first));

const webhook = () =>
  createWebhook(callerOf(ada), { workspace: acme.id, url: "https://a.example", events: ["key.created"] });
const headers = [{ name: "Authorization", value: "Bearer x" }];
const server = (given: { name: string; value: string }[]) =>
  createUpstream(callerOf(ada), {
    workspace: acme.id,
    name: "Notes",
    url: "http://127.0.0.1:9/mcp",
    environment: "production",
    headers: given,
  } as Parameters<typeof createUpstream>[1]);

test("the first process writes the probe, and a process with another key is wrong", async () => {
  expect(await probes()).toEqual([]);
  expect(await encryptionKeyState()).toBe("ok");
  const written = await probes();
  expect(written).toHaveLength(1);
  useKey(newKey());
  expect(await encryptionKeyState()).toBe("wrong");
  useKey(first);
  expect(await encryptionKeyState()).toBe("ok");
  expect(await probes()).toEqual(written);
});

test("many first processes with one key write one probe", async () => {
  expect(await Promise.all(Array.from({ length: 8 }, () => encryptionKeyState()))).toEqual(Array(8).fill("ok"));
  expect(await probes()).toHaveLength(1);
});

test("of two first processes with different keys, the one that writes second is wrong", async () => {
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: wrote, resolve: written } = Promise.withResolvers<void>();
  const faster = db().$transaction(
    async (tx) => {
      expect(await encryptionKeyState(tx)).toBe("ok");
      written();
      await mayCommit;
    },
    { timeout: 120_000 },
  );
  await wrote;
  useKey(newKey());
  const slower = encryptionKeyState();
  await vi.waitFor(async () => {
    const { rows } = await pool().query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    expect(rows).toHaveLength(1);
  }, EVENTUALLY);
  commit();
  await faster;
  expect(await slower).toBe("wrong");
});

test("an installation with secrets and without a probe keeps the key that opens them", async () => {
  const id = await makeUpstream(acme);
  await db().upstream.update({ where: { id }, data: { encryptedHeaders: sealHeaders(headers, id) } });
  useKey(newKey());
  expect(await encryptionKeyState()).toBe("wrong");
  expect(await probes()).toEqual([]);
  useKey(first);
  expect(await encryptionKeyState()).toBe("ok");
  expect(await probes()).toHaveLength(1);
});

test("no secret is saved under a wrong key, and what needs none works", async () => {
  const { webhook: made } = await webhook();
  const notes = await server(headers);
  const before = await db().upstream.findMany();
  useKey(newKey());
  await expect(webhook()).rejects.toMatchObject(WRONG);
  await expect(server(headers)).rejects.toMatchObject(WRONG);
  const rotation = { workspace: acme.id, webhookId: made.id, overlap: "none" as const };
  await expect(rotateWebhookSecret(callerOf(ada), rotation)).rejects.toMatchObject(WRONG);
  const change = {
    workspace: acme.id,
    upstreamId: notes.id,
    name: "Notes",
    url: notes.url,
    unprefixed: false,
    headers,
  };
  await expect(updateUpstream(callerOf(ada), change)).rejects.toMatchObject(WRONG);
  expect(await db().upstream.findMany()).toEqual(before);
  expect(await db().webhook.count()).toBe(1);
  expect((await server([])).headerNames).toEqual([]);
});

test("views say what cannot be opened, also after the new key was accepted, until it is entered again", async () => {
  const { webhook: made } = await webhook();
  const notes = await server(headers);
  expect([made.hasLostSecret, notes.hasLostHeaders]).toEqual([false, false]);
  useKey(newKey());
  expect(await acceptEncryptionKey()).toEqual({ servers: 1, webhooks: 1 });
  expect(await encryptionKeyState()).toBe("ok");
  expect((await listUpstreams(callerOf(ada), acme.id)).map((one) => one.hasLostHeaders)).toEqual([true]);
  expect((await listWebhooks(callerOf(ada), acme.id)).map((one) => one.hasLostSecret)).toEqual([true]);
  const change = {
    workspace: acme.id,
    upstreamId: notes.id,
    name: "Notes",
    url: notes.url,
    unprefixed: false,
    headers,
  };
  expect((await updateUpstream(callerOf(ada), change)).hasLostHeaders).toBe(false);
  await rotateWebhookSecret(callerOf(ada), { workspace: acme.id, webhookId: made.id, overlap: "none" });
  expect((await getWebhook(callerOf(ada), acme.id, made.id)).hasLostSecret).toBe(false);
  expect(await acceptEncryptionKey()).toEqual({ servers: 0, webhooks: 0 });
  useKey(first);
  expect(await encryptionKeyState()).toBe("wrong");
});

test("a view never carries a sealed text", async () => {
  await webhook();
  await server(headers);
  const views = [await listUpstreams(callerOf(ada), acme.id), await listWebhooks(callerOf(ada), acme.id)];
  expect(JSON.stringify(views)).not.toContain("v1.");
});
