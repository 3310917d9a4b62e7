import { afterEach, beforeEach, expect, test } from "vitest";
import { FairShares } from "#lib/bounds/fair-shares";
import { systemClock } from "#lib/clock";
import { buildOffer } from "#lib/gateway/offer/offer";
import { followServers } from "#lib/gateway/subscriptions/follow-servers";
import { forget, provide } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

let server: RunningServer;
let asked: string[];

beforeEach(async () => {
  provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none", ALLOW_PRIVATE_UPSTREAMS: "true" });
  for (const name of ["followed-servers", "followed-shares", "upstream-dispatcher"]) forget(name);
  asked = [];
  // It begins a stream and never ends it.
  server = await startHttpServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  });
});
afterEach(() => server.stop());

/** Servers that announce changes, each under a path of its own. */
function offerOf(workspaceId: string, ...paths: string[]) {
  const upstreams = paths.map((path) => ({
    workspace: workspaceId,
    confirmDestructive: true,
    upstream: upstreamSnapshot({
      id: path,
      workspaceId,
      origin: server.url,
      path,
      connection: path,
      capabilities: { tools: { listChanged: true } },
    }),
  }));
  return buildOffer(upstreams, { workspaces: 1, servers: paths.length });
}
const follow = (owner: string, workspaceId: string, ...paths: string[]) =>
  followServers(offerOf(workspaceId, ...paths), owner, systemClock);

test("follows a server once, however many subscriptions want it, until the last of them ends", async () => {
  const stops = [1, 2, 3].map((each) => follow(`usr_${each}`, "ws_acme", "/one"));
  await expect.poll(() => asked).toEqual(["/one"]);
  for (const stop of stops) stop();
  const again = follow("usr_1", "ws_acme", "/one");
  await expect.poll(() => asked).toEqual(["/one", "/one"]);
  again();
});

test("follows as many servers for an owner as their share allows, and gives the share back", async () => {
  provide("followed-shares", new FairShares({ limit: 4 }));
  const stop = follow("usr_ada", "ws_acme", "/one", "/two", "/three");
  // A server of another owner is asked last, so the third one of Ada would have been asked before.
  const other = follow("usr_bob", "ws_labs", "/other");
  await expect.poll(() => asked.toSorted()).toEqual(["/one", "/other", "/two"]);
  stop();
  const later = follow("usr_ada", "ws_acme", "/three");
  await expect.poll(() => asked.at(-1)).toBe("/three");
  later();
  other();
});

test("does not listen to servers that announce nothing", async () => {
  const offer = offerOf("ws_acme", "/silent");
  for (const { upstream } of offer.upstreams) Object.assign(upstream, { capabilities: { tools: {} } });
  followServers(offer, "usr_ada", systemClock)();
  const stop = follow("usr_ada", "ws_acme", "/speaking");
  await expect.poll(() => asked).toEqual(["/speaking"]);
  stop();
});
