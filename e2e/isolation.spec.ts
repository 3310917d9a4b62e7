import { addKey } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { addWebhook } from "#testing/browser/webhooks";
import { askerWith } from "#testing/clients/gateway-journeys";
import { routes } from "#testing/clients/server-actions";
import { invite, makeWorkspace, type Person, type Workspace } from "#testing/people/people";
import type { RunningServer } from "#testing/servers/mcp-servers";

type Side = {
  webhookId: string;
  person: Person;
  workspace: Workspace;
  serverId: string;
  keyId: string;
  token: string;
};

/** Gives a person a workspace in which each thing has a name that occurs nowhere else. */
async function makeSide(person: Person, theme: string, server: RunningServer): Promise<Side> {
  const workspace = await makeWorkspace(person, `${theme} Works`);
  await invite(person, workspace, `${theme.toLowerCase()}.guest@example.com`);
  const serverId = await addServer(person, workspace, { name: `${theme} Server`, url: server.url });
  const token = await addKey(person, workspace, { name: `${theme} Key`, access: "Full access" });
  await visit(person.page, `/w/${workspace.slug}/settings/mcp`);
  const keyPath = await person.page.getByRole("link", { name: `${theme} Key` }).getAttribute("href");
  const keyId = keyPath?.split("/").at(-1) ?? "";
  await addWebhook(person.page, workspace.slug, `http://127.0.0.1:9/${theme.toLowerCase()}`);
  const webhookId = new URL(person.page.url()).pathname.split("/").at(-1) ?? "";
  return { person, workspace, serverId, keyId, webhookId, token };
}

/** Matches an answer that names something of Ada's. */
const ADAS = /Quixotic (Works|Server|Key)|quixotic\.guest|ada\.\w+@/;

/** Every route and its address for Ada; null for pages that show the reader's own things or nobody's. */
const ROUTES: Record<string, ((side: Side, workspace: string) => string) | null> = {
  "/w/[workspace]": (_side, workspace) => `/w/${workspace}`,
  "/w/[workspace]/settings/policy": (_side, workspace) => `/w/${workspace}/settings/policy`,
  "/w/[workspace]/settings/general": (_side, workspace) => `/w/${workspace}/settings/general`,
  "/w/[workspace]/settings/members": (_side, workspace) => `/w/${workspace}/settings/members`,
  "/w/[workspace]/settings/servers": (_side, workspace) => `/w/${workspace}/settings/servers`,
  "/w/[workspace]/settings/servers/[server]": (side, workspace) => `/w/${workspace}/settings/servers/${side.serverId}`,
  "/w/[workspace]/settings/mcp": (_side, workspace) => `/w/${workspace}/settings/mcp`,
  "/w/[workspace]/settings/mcp/[key]": (side, workspace) => `/w/${workspace}/settings/mcp/${side.keyId}`,
  "/w/[workspace]/settings/usage": (_side, workspace) => `/w/${workspace}/settings/usage`,
  "/w/[workspace]/settings/access": (_side, workspace) => `/w/${workspace}/settings/access`,
  "/w/[workspace]/settings/service-keys": (_side, workspace) => `/w/${workspace}/settings/service-keys`,
  "/w/[workspace]/settings/audit": (_side, workspace) => `/w/${workspace}/settings/audit`,
  "/w/[workspace]/settings/webhooks": (_side, workspace) => `/w/${workspace}/settings/webhooks`,
  "/w/[workspace]/settings/webhooks/[webhook]": (side, workspace) =>
    `/w/${workspace}/settings/webhooks/${side.webhookId}`,
  "/w/[workspace]/settings/access/export": (_side, workspace) => `/w/${workspace}/settings/access/export`,
  "/w/[workspace]/settings/audit/export": (_side, workspace) => `/w/${workspace}/settings/audit/export?format=csv`,
  "/w/[workspace]/[...unknown]": (_side, workspace) => `/w/${workspace}/no/such/page`,
  "/": null,
  "/account": null,
  "/account/apps": null,
  // Its address names nothing of anybody (e2e/oauth.spec.ts).
  "/oauth/authorize": null,
  "/keys": null,
  "/new-workspace": null,
  "/setup": null,
  "/sign-in": null,
  "/sign-up": null,
  "/invite/[token]": null,
  "/invitations": null,
  "/api/auth/[...nextauth]": null,
  // The guards of all queries cover it (testing/operations).
  "/api/keys/preview": null,
  // The journey of connecting a client covers it.
  "/keys/[key]/connection": null,
  "/icon.svg": null,
  "/_not-found": null,
  "/_global-error": null,
};

const PAGES = Object.entries(ROUTES).flatMap(([route, address]) => (address ? [{ route, address }] : []));
const OWN_PAGES = ["/", "/account", "/account/apps", "/keys", "/new-workspace", "/invitations", "/api/auth/session"];

test("the table of this file lists every route of the build", async () => {
  expect((await routes()).sort()).toEqual(Object.keys(ROUTES).sort());
});

test("two people who have a workspace each can see and reach nothing of each other", async ({
  person,
  everything,
  installation,
}) => {
  const [adaPerson, bobPerson] = await Promise.all([person("Ada"), person("Bob")]);
  const ada = await makeSide(adaPerson, "Quixotic", everything);
  const bob = await makeSide(bobPerson, "Humble", everything);
  const { request } = bob.person.page;

  for (const { route, address } of PAGES) {
    await test.step(route, async () => {
      const own = await request.get(address(bob, bob.workspace.slug));
      expect(own.status()).toBe(route.endsWith("[...unknown]") ? 404 : 200);
      // Exported files do not hold the name of the workspace.
      const ownThings = route.endsWith("/export") ? /Humble/ : "Humble Works";
      expect(await own.text()).toMatch(ownThings);
      const ownData = await request.get(address(bob, bob.workspace.slug), { headers: { rsc: "1" } });
      expect(await ownData.text()).toMatch(ownThings);
      for (const path of [address(ada, ada.workspace.slug), address(ada, ada.workspace.id)]) {
        const page = await request.get(path);
        expect(page.status(), path).toBe(404);
        expect(await page.text(), path).not.toMatch(ADAS);
        const data = await request.get(path, { headers: { rsc: "1" } });
        expect(await data.text(), `${path} as data`).not.toMatch(ADAS);
      }
    });
  }

  await test.step("Ada's server under Bob's workspace", async () => {
    const page = await request.get(`/w/${bob.workspace.slug}/settings/servers/${ada.serverId}`);
    expect(page.status()).toBe(404);
    expect(await page.text()).not.toMatch(ADAS);
  });

  await test.step("Ada's key under Bob's workspace", async () => {
    const page = await request.get(`/w/${bob.workspace.slug}/settings/mcp/${ada.keyId}`);
    expect(page.status()).toBe(404);
    expect(await page.text()).not.toMatch(ADAS);
  });

  for (const path of OWN_PAGES) {
    await test.step(path, async () => expect(await (await request.get(path)).text()).not.toMatch(ADAS));
  }

  await test.step("without a session every page leads to sign-in", async () => {
    const stranger = await bob.person.page.context().browser()?.newContext({ baseURL: installation.url });
    for (const { address } of PAGES) {
      const page = await stranger?.request.get(address(ada, ada.workspace.slug));
      expect(page?.url()).toContain("/sign-in");
      expect(await page?.text()).not.toMatch(ADAS);
    }
    await stranger?.close();
  });

  const echo = { name: "quixotic-server__echo", arguments: { message: "hello" } };
  const foreign = `${ada.workspace.slug}__quixotic-server__echo`;
  const document = "demo://resource/static/document/architecture.md";
  const questions: [string, Record<string, unknown>?][] = [
    ["initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bob", version: "1" } }],
    ["tools/list"],
    ["resources/list"],
    ["resources/templates/list"],
    ["prompts/list"],
    ["tools/call", { name: "list_workspaces", arguments: {} }],
    ["tools/call", { name: foreign, arguments: { message: "hello" } }],
    ["tools/call", echo],
    ["resources/read", { uri: `latchkey://${ada.workspace.slug}/quixotic-server/${document}` }],
    ["prompts/get", { name: "quixotic-server__simple-prompt" }],
    ["completion/complete", { ref: { type: "ref/prompt", name: foreign }, argument: { name: "a", value: "" } }],
  ];
  const adas = askerWith(ada.token, installation.url);
  expect(JSON.stringify((await adas("tools/call", echo)).body)).toContain("Echo: hello");
  for (const endpoint of ["/mcp", "/mcp/inspector"]) {
    const ask = askerWith(bob.token, installation.url, endpoint);
    for (const [method, params] of questions) {
      await test.step(`${endpoint}: ${method} ${params?.name ?? ""}`, async () => {
        const answer = JSON.stringify((await ask(method, params)).body);
        // An answer may repeat what was asked for, but a list must not know the name.
        expect(answer).not.toMatch(params?.name === "list_workspaces" || !params ? /quixotic/i : ADAS);
        expect(answer).not.toContain("Echo: hello");
      });
    }
  }
});
