import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Caller } from "#lib/auth/principal";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { getUpstream, listUpstreams } from "#lib/upstreams/settings/queries";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { callerOf, makeUser, makeWorkspace } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";

const world = useWorkspace({ acme: { ada: "owner" } });

let server: RunningMcpServer;

beforeAll(async () => {
  server = await startModernServer();
});
afterAll(() => server.stop());

function create(input: { url?: string } = {}, caller = world.callers.ada, slug = world.acme.slug) {
  const given = { workspace: slug, name: "Notes", url: server.url, ...input };
  return createUpstream(caller, createUpstreamSchema.parse(given));
}

const refused = (code: string) => expect.objectContaining({ name: "AppError", code });

describe("the right to change and see servers", () => {
  const changes: [string, (caller: Caller, upstreamId: string, workspace: string) => Promise<unknown>][] = [
    ["create", (caller, _id, slug) => create({}, caller, slug)],
    [
      "edit",
      (caller, upstreamId, slug) =>
        updateUpstream(caller, {
          workspace: slug,
          upstreamId,
          name: "Stolen",
          url: server.url,
          slug: undefined,
          unprefixed: false,
          headers: [],
        }),
    ],
    ["refresh", (caller, upstreamId, slug) => refreshUpstream(caller, { workspace: slug, upstreamId })],
    [
      "disable",
      (caller, upstreamId, slug) => setUpstreamDisabled(caller, { workspace: slug, upstreamId, disabled: true }),
    ],
    ["remove", (caller, upstreamId, slug) => removeUpstream(caller, { workspace: slug, upstreamId })],
    [
      "set a tool rule",
      (caller, upstreamId, slug) =>
        setToolRule(caller, { workspace: slug, upstreamId, toolName: "shout", access: "read_only" }),
    ],
  ];

  test.each(changes)("a member may not %s", async (_what, change) => {
    const member = await makeUser("Bob");
    const shared = await makeWorkspace("Shared", [
      [world.ada, "owner"],
      [member, "member"],
    ]);
    const { id } = await create({}, world.callers.ada, shared.slug);
    await expect(change(callerOf(member), id, shared.slug)).rejects.toEqual(refused("FORBIDDEN"));
  });

  test.each(changes)("a stranger may not %s, in any workspace", async (what, change) => {
    const { id } = await create();
    const stranger = await makeUser("Mallory");
    const own = await makeWorkspace("Own", [[stranger, "owner"]]);
    await expect(change(callerOf(stranger), id, world.acme.slug)).rejects.toEqual(refused("NOT_FOUND"));
    if (what !== "create") await expect(change(callerOf(stranger), id, own.slug)).rejects.toEqual(refused("NOT_FOUND"));
    expect(await getUpstream(world.callers.ada, world.acme.slug, id)).toMatchObject({
      name: "Notes",
      status: "connected",
    });
  });

  test("a member sees the servers, but not the query of their URLs", async () => {
    const member = await makeUser("Bob");
    const shared = await makeWorkspace("Shared", [
      [world.ada, "admin"],
      [member, "member"],
    ]);
    const { id } = await create({ url: `${server.url}?key=s3cret` }, world.callers.ada, shared.slug);
    const [listed] = await listUpstreams(callerOf(member), shared.slug);
    expect(listed?.url).toBe(server.url);
    expect((await getUpstream(callerOf(member), shared.slug, id)).url).toBe(server.url);
    expect((await getUpstream(world.callers.ada, shared.slug, id)).url).toContain("key=s3cret");
  });

  test("a stranger sees nothing", async () => {
    const { id } = await create();
    const stranger = await makeUser("Mallory");
    const own = await makeWorkspace("Own", [[stranger, "owner"]]);
    await expect(listUpstreams(callerOf(stranger), world.acme.slug)).rejects.toEqual(refused("NOT_FOUND"));
    await expect(getUpstream(callerOf(stranger), world.acme.slug, id)).rejects.toEqual(refused("NOT_FOUND"));
    await expect(getUpstream(callerOf(stranger), own.slug, id)).rejects.toEqual(refused("NOT_FOUND"));
    expect(await listUpstreams(callerOf(stranger), own.slug)).toEqual([]);
  });
});
