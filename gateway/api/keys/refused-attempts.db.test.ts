import { beforeEach, describe, expect, test } from "vitest";
import { SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { countKeyRefusal, flushKeyRefusals, type KeyRefusal } from "#lib/keys/refusals/count-refusal";
import { REFUSAL_REASONS } from "#lib/keys/refusals/dto";
import { forget } from "#lib/process";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { errorOf, testRefusals, useApi } from "#testing/machine/use-api";
import {
  makeKey,
  makeMembership,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();
const world = useApi();

/** Mia, a member of Acme, has a key that reaches Acme and her own workspace Labs. */
let mia: TestUser;
let labs: TestWorkspace;
let keyId: string;
beforeEach(async () => {
  forget("key-refusals");
  mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
  labs = await makeWorkspace("Labs", [[mia, "owner"]]);
  keyId = await makeKey(mia, [world.acme, labs]);
});

const NOBODYS = "key_01jd4v7m3ne9h8c6q2xk5t0bwz";
const own = (id: string) => `/keys/${id}/refused-attempts`;
const inAcme = (id: string) => `/workspaces/${world.acme.id}${own(id)}`;

testRefusals(world, {
  "GET /keys/{id}/refused-attempts": { method: "GET", path: () => own(NOBODYS), scope: "keys:read" },
  "GET /workspaces/{id}/keys/{keyId}/refused-attempts": {
    method: "GET",
    path: () => inAcme(NOBODYS),
    scope: "keys:read",
  },
});

async function refuse(id: string, ...all: Partial<KeyRefusal>[]): Promise<void> {
  for (const changes of all) {
    countKeyRefusal({
      keyId: id,
      workspaceId: null,
      reason: "revoked",
      client: "Cursor 1.2",
      address: "192.0.2.1",
      at: NOW,
      ...changes,
    });
  }
  await flushKeyRefusals();
}

type Listed = { reason: string; workspaceName: string | null }[];
const later = (seconds: number) => new Date(NOW.getTime() + seconds * SECOND_MS);

describe("GET /keys/{id}/refused-attempts", () => {
  test("200: tells the owner what was refused, the latest first, of every workspace", async () => {
    await refuse(keyId, {}, {}, { reason: "policy", workspaceId: labs.id, client: null, address: null, at: later(5) });
    const ask = await world.as(mia, ["keys:read"]);
    expect((await ask("GET", own(keyId))).body).toEqual({
      records: [
        {
          reason: "policy",
          client: null,
          address: null,
          count: 1,
          firstAt: later(5).toISOString(),
          lastAt: later(5).toISOString(),
          workspaceName: "Labs",
          oldToken: null,
        },
        {
          reason: "revoked",
          client: "Cursor 1.2",
          address: "192.0.2.1",
          count: 2,
          firstAt: NOW.toISOString(),
          lastAt: NOW.toISOString(),
          workspaceName: null,
          oldToken: null,
        },
      ],
      hasMore: false,
      nextCursor: null,
    });
  });

  test("200: can name every reason, and the mask of a token that was replaced", async () => {
    const old = await makeKey(mia, [labs], { createdAt: new Date(NOW.getTime() - SECOND_MS) });
    await db().key.update({ where: { id: old }, data: { familyId: keyId } });
    await refuse(old, ...REFUSAL_REASONS.map((reason) => ({ reason })));
    const { body } = await (await world.as(mia))("GET", own(keyId));
    expect((body.records as Listed).map(({ reason }) => reason).sort()).toEqual([...REFUSAL_REASONS].sort());
    for (const record of body.records as object[]) {
      expect(record).toMatchObject({ oldToken: expect.stringMatching(/^.{9}….{5}$/) });
    }
  });

  test("200: has what the gateway refused, and never the token", async () => {
    const { token, keyId: id } = await makeToken(world.ada, [world.acme], { revokedAt: NOW });
    await post(world.gateway.url, token, { method: "ping" });
    await flushKeyRefusals();
    const { body } = await world.ask("GET", own(id));
    expect(body.records).toMatchObject([{ reason: "revoked", count: 1, address: "127.0.0.1" }]);
    expect(JSON.stringify(body)).not.toContain(token.slice(12, 40));
  });

  test("404: for a key of somebody else, also for an admin, and for one that does not reach the active workspace", async () => {
    expect(await world.ask("GET", own(keyId))).toMatchObject({ status: 404, body: errorOf("NOT_FOUND") });
    const other = await makeKey(mia, [labs]);
    const headers = { "x-active-account": world.acme.slug };
    const ask = await world.as(mia);
    expect((await ask("GET", own(other), undefined, headers)).status).toBe(404);
    expect((await ask("GET", own(keyId), undefined, headers)).status).toBe(200);
  });
});

describe("GET /workspaces/{id}/keys/{keyId}/refused-attempts", () => {
  test("200: tells admins what concerns their workspace, and nothing of another one", async () => {
    await refuse(
      keyId,
      {},
      { reason: "policy", workspaceId: world.acme.id, at: later(1) },
      { reason: "policy", workspaceId: labs.id, at: later(2) },
      { reason: "network", at: later(3) },
    );
    const { body } = await world.ask("GET", inAcme(keyId));
    expect(body.records).toMatchObject([
      { reason: "policy", workspaceName: "Acme" },
      { reason: "revoked", workspaceName: null },
    ]);
    expect(JSON.stringify(body)).not.toContain("Labs");
  });

  test("200: tells admins everything about a service key of the workspace", async () => {
    const service = await makeServiceKey(world.acme);
    await refuse(service, { reason: "network" });
    expect((await world.ask("GET", inAcme(service))).body.records).toMatchObject([{ reason: "network" }]);
  });

  test("403: for a member, also the owner of the key", async () => {
    const ask = await world.as(mia);
    expect(await ask("GET", inAcme(keyId))).toMatchObject({ status: 403, body: errorOf("FORBIDDEN") });
  });

  test("404: for a key that does not reach the workspace, and for an id that nobody has", async () => {
    for (const id of [await makeKey(mia, [labs]), await makeServiceKey(labs), NOBODYS]) {
      expect(await world.ask("GET", inAcme(id))).toMatchObject({ status: 404, body: errorOf("NOT_FOUND") });
    }
  });
});
