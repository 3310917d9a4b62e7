import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { backgroundRefreshes, refreshWhereStale } from "#lib/gateway/lists/background-refresh";
import { buildOffer } from "#lib/gateway/offer/offer";
import { forget } from "#lib/process";
import { makeUpstream, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const world = useWorkspace({ acme: { ada: "owner" } });

let server: RunningServer;
let asked: Set<string>;
let held: PromiseWithResolvers<void>;

beforeEach(async () => {
  forget("background-refreshes");
  asked = new Set();
  held = Promise.withResolvers();
  server = await startHttpServer(async (request, response) => {
    asked.add(request.url ?? "");
    await held.promise;
    response.writeHead(500).end();
  });
});
afterEach(async () => {
  held.resolve();
  await backgroundRefreshes();
  await server.stop();
});

/** Servers that have never answered, each in a workspace of its own. Whoever asks them waits. */
async function offerOf(...slugs: string[]) {
  const upstreams = [];
  for (const slug of slugs) {
    const workspace = await makeWorkspace(slug, [[world.ada, "owner"]]);
    const id = await makeUpstream(workspace, { slug });
    await db().upstream.update({ where: { id }, data: { url: `${server.url}/${slug}` } });
    const upstream = upstreamSnapshot({ id, slug, workspaceId: workspace.id, catalogueAt: null });
    upstreams.push({ workspace: workspace.slug, confirmDestructive: true, upstream });
  }
  return buildOffer(upstreams, { workspaces: slugs.length, servers: slugs.length });
}

test("reads the old catalogues of two servers for an owner at once, and leaves places for others", async () => {
  refreshWhereStale(await offerOf("one", "two", "three"), "usr_ada", NOW);
  await expect.poll(() => asked.size).toBe(2);
  refreshWhereStale(await offerOf("other"), "usr_bob", NOW);
  await expect.poll(() => asked).toEqual(new Set(["/one", "/two", "/other"]));
});

test("asks a server that did not answer no second time within ten minutes, and then the next one", async () => {
  const offer = await offerOf("one", "two", "three");
  refreshWhereStale(offer, "usr_ada", NOW);
  await expect.poll(() => asked.size).toBe(2);
  held.resolve();
  await backgroundRefreshes();
  asked.clear();
  refreshWhereStale(offer, "usr_ada", NOW);
  await backgroundRefreshes();
  expect(asked).toEqual(new Set(["/three"]));
});

test("reads no catalogue that is ten minutes old or newer", async () => {
  const offer = await offerOf("fresh", "old");
  const [fresh, old] = offer.upstreams.map(({ upstream }) => upstream);
  Object.assign(fresh ?? {}, { catalogueAt: new Date(NOW.getTime() - 10 * 60_000 + 1) });
  Object.assign(old ?? {}, { catalogueAt: new Date(NOW.getTime() - 10 * 60_000) });
  held.resolve();
  refreshWhereStale(offer, "usr_ada", NOW);
  await backgroundRefreshes();
  expect(asked).toEqual(new Set(["/old"]));
});
