import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { countWrittenList } from "#lib/gateway/lists/count-list";
import { keptOfferBytes, offerFor } from "#lib/gateway/offer/offer";
import { previewKey } from "#lib/gateway/preview/queries";
import { previewKeySchema } from "#lib/gateway/preview/schema";
import { authenticate, type KeyAccess } from "#lib/keys/access/authenticate";
import { forget } from "#lib/process";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { memoryOf } from "#lib/upstreams/catalogue/catalogue-size";
import { keptSnapshotBytes } from "#lib/upstreams/catalogue/snapshot";
import { type HttpAnswer, post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import {
  callerOf,
  makeMembership,
  makeUpstream,
  makeUser,
  makeWorkspace,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();
const world = useGateway();

const MIB = 1024 * 1024;
const LIST = { method: "tools/list" };

beforeEach(() => {
  provideEnv({ ...env(), MAX_CATALOGUE_MIB: 1, RATE_LIMIT_KEY_PER_MINUTE: 0 });
  for (const name of ["upstream-snapshots", "offers", "list-texts"]) forget(name);
  for (const name of ["written-lists-by-owner", "written-lists-by-workspace", "previews:person"]) {
    forget(`rate-limit:${name}`);
  }
});

/** Stores a server with one tool whose catalogue has about so many bytes. */
async function storeServer(workspace: TestWorkspace, slug: string, bytes: number): Promise<string> {
  const upstreamId = await makeUpstream(workspace, { slug });
  const annotations = { readOnlyHint: true };
  const tools = [{ name: "tool", description: "x".repeat(bytes), inputSchema: { type: "object" }, annotations }];
  await db().catalogue.create({
    data: {
      upstreamId,
      era: "modern",
      protocolVersion: "2026-07-28",
      serverName: slug,
      serverVersion: "1",
      capabilities: { tools: {} },
      tools,
      resources: [],
      resourceTemplates: [],
      prompts: [],
      bytes,
      contentHash: slug,
    },
  });
  return upstreamId;
}

/** Counts lists for a person until no more are allowed. */
async function spendLists(userId: string): Promise<void> {
  const access = { userId, keyId: "key_other", workspaces: [] } as unknown as KeyAccess;
  for (let allowed = true; allowed; ) {
    allowed = await countWrittenList(access).then(
      () => true,
      () => false,
    );
  }
}

const namesIn = ({ body }: HttpAnswer) => ((body.result?.tools ?? []) as { name: string }[]).map((tool) => tool.name);
const countOf = (answers: HttpAnswer[], status: number) => answers.filter((one) => one.status === status).length;

/** Changes the revision of a server, as a server does that announces another catalogue. */
const change = (id: string) => db().upstream.update({ where: { id }, data: { revision: { increment: 1 } } });

test("keeps no more than the budgets of memory, however many keys reach however many large catalogues", async () => {
  for (let index = 0; index < 12; index += 1) {
    const workspace = await makeWorkspace(`Large ${index}`, [[world.ada, "owner"]]);
    await storeServer(workspace, `server-${index}`, MIB - 1_000);
    const { token } = await makeToken(world.ada, [workspace]);
    expect(namesIn(await post(world.url, token, LIST))).toHaveLength(2);
    expect(keptSnapshotBytes()).toBeLessThanOrEqual(0.75 * memoryOf({ bytes: MIB }));
    expect(keptOfferBytes()).toBeLessThanOrEqual(1.5 * memoryOf({ bytes: MIB }));
  }
});

test("keeps the offers that fit by their bytes: many small ones, and one large one", async () => {
  const accessTo = async (name: string, bytes: number) => {
    const workspace = await makeWorkspace(name, [[world.ada, "owner"]]);
    await storeServer(workspace, `server-${name.toLowerCase()}`, bytes);
    const authentication = await authenticate((await makeToken(world.ada, [workspace])).token, undefined, new Date());
    if (authentication.outcome !== "ok") throw new Error("The key was refused.");
    return authentication.access;
  };
  const small = [await accessTo("A", 1_000), await accessTo("B", 1_000), await accessTo("C", 1_000)];
  const large = [await accessTo("D", MIB - 1_000), await accessTo("E", MIB - 1_000)];
  const isKept = (access: KeyAccess) => !(offerFor(access) instanceof Promise);
  for (const access of small) await offerFor(access);
  expect(small.map(isKept)).toEqual([true, true, true]);
  for (const access of large) await offerFor(access);
  expect(large.toReversed().map(isKept)).toEqual([true, false]);
});

test("leaves the largest catalogues out of what a key sees when all of them are too large together, and says so", async () => {
  const small = await makeWorkspace("Small", [[world.ada, "owner"]]);
  const large = await makeWorkspace("Large", [[world.ada, "owner"]]);
  await storeServer(small, "few", 100_000);
  await storeServer(large, "many", MIB - 1_000);
  const { token } = await makeToken(world.ada, [small, large]);
  expect(namesIn(await post(world.url, token, LIST))).toEqual([
    "list_workspaces",
    expect.stringMatching(/__few__tool$/),
  ]);
  const told = await post(world.url, token, { method: "tools/call", params: { name: "list_workspaces" } });
  expect(told.body.result?.structuredContent).toMatchObject({
    workspaces: [
      { servers: [{ slug: "many", tools: 0, note: expect.stringContaining("left out") }] },
      { servers: [{ slug: "few", tools: 1 }] },
    ],
  });
});

test("writes a list once for all keys with the same reach, and counts only the writing", async () => {
  const { token } = await world.makeToken();
  const answers = await Promise.all(Array.from({ length: 150 }, () => post(world.url, token, LIST)));
  expect(countOf(answers, 200)).toBe(150);
});

test("counts the lists that are written for all keys of a person together, and for no other person", async () => {
  const bob = await makeUser("Bob");
  await makeMembership(world.acme.id, bob, "member");
  const id = await storeServer(world.acme, "changing", 1_000);
  const { token: own } = await world.makeToken();
  let refused: HttpAnswer | undefined;
  // A token comes back every half second, so the first attempt succeeds except on a busy machine.
  for (let attempt = 0; attempt < 20 && refused?.status !== 429; attempt += 1) {
    await change(id);
    await spendLists(world.ada.id);
    refused = await post(world.url, own, LIST);
  }
  expect(refused?.body.error?.data).toMatchObject({
    errorType: "RATE_LIMITED",
    message: expect.stringContaining("The keys of this owner list too much."),
  });
  await change(id);
  const { token } = await makeToken(bob, [world.acme]);
  expect((await post(world.url, token, LIST)).status).toBe(200);
});

test("counts the previews of a person", async () => {
  const draft = previewKeySchema.parse({ workspaceIds: [world.acme.id], scopes: ["mcp:read"] });
  await previewKey(callerOf(world.ada), draft);
  while (await ALLOWANCES.previews.allows({ person: world.ada.id }));
  const refusal = { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) };
  await expect(previewKey(callerOf(world.ada), draft)).rejects.toMatchObject(refusal);
});
