import { expectAccessibleAtAllWidths } from "#testing/browser/accessible";
import { withDatabase } from "#testing/browser/database";
import { addKey, makeKey } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type Asker, askerWith } from "#testing/clients/gateway-journeys";
import type { Installation } from "#testing/machine/installation";
import { addMember, makeWorkspace, type Person, type Workspace } from "#testing/people/people";
import type { RunningServer } from "#testing/servers/mcp-servers";

type Team = { ada: Person; bob: Person; acme: Workspace };

/** Makes a workspace that Ada owns, with a server, and with Bob as a member. */
async function makeTeam(person: (name: string) => Promise<Person>, everything: RunningServer): Promise<Team> {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await addMember(ada, acme, bob);
  return { ada, bob, acme };
}

async function callEcho(ask: Asker, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await ask("tools/call", { name: "everything__echo", arguments: { message: "hello" } });
  }
}

/** Waits until this number of calls to a workspace is written, which happens about once a second. */
async function untilCounted(installation: Installation, slug: string, calls: number): Promise<void> {
  const counted = () =>
    withDatabase(installation, async (client) => {
      const { rows } = await client.query(
        `SELECT coalesce(sum("calls"), 0)::int AS "calls" FROM "UsageDay" d JOIN "Workspace" w ON w."id" = d."workspaceId" WHERE w."slug" = $1`,
        [slug],
      );
      return rows[0].calls;
    });
  await expect.poll(counted).toBe(calls);
}

test("an admin sees the calls by key, server, tool and member, and nobody else sees them", async ({
  person,
  everything,
  installation,
}) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const path = `/w/${acme.slug}/settings/usage`;
  await visit(ada.page, path);
  await expect(ada.page.getByText("No calls yet")).toBeVisible();
  await expectAccessibleAtAllWidths(ada.page, "the page without calls");

  const [adas, bobs] = [
    askerWith(await addKey(ada, acme, { name: "Ada's laptop" }), installation.url),
    askerWith(await addKey(bob, acme, { name: "Bob's laptop" }), installation.url),
  ];
  await callEcho(adas, 3);
  await callEcho(bobs, 2);
  // The gateway refuses this tool, which is not marked as read-only, to a key without full access.
  await bobs("tools/call", { name: "everything__toggle-simulated-logging", arguments: {} });
  await bobs("tools/list");
  await untilCounted(installation, acme.slug, 6);

  await visit(ada.page, path);
  await expect(ada.page.getByRole("region", { name: "Totals" })).toContainText(/Calls\s*6/);
  const row = (name: string) => ada.page.getByRole("row", { name: new RegExp(`^${name}`) });
  await expect(row("Ada's laptop Ada")).toContainText("3");
  await expect(row("Bob's laptop Bob").getByRole("cell").first()).toHaveText("3");
  await expect(ada.page.locator(".recharts-surface").first()).toBeVisible();
  await ada.page.getByText("Numbers by day").click();
  await expect(ada.page.getByRole("region", { name: "Numbers by day" }).getByRole("row")).toHaveCount(2);
  await expectAccessibleAtAllWidths(ada.page, "the page with calls");

  await ada.page.getByRole("link", { name: "Tool", exact: true }).click();
  await expect(row("echo Everything").getByRole("cell").first()).toHaveText("5");
  await ada.page.getByRole("link", { name: "Member", exact: true }).click();
  await expect(row("Bob bob")).toBeVisible();
  await ada.page.getByRole("link", { name: "MCP server", exact: true }).click();
  await expect(row("Everything").getByRole("cell").first()).toHaveText("6");
  await ada.page.getByRole("link", { name: "7 days" }).click();
  await expect(ada.page).toHaveURL(/\?period=7d&by=server$/);
  await ada.page.goBack();
  await expect(ada.page).toHaveURL(/\?by=server$/);

  await visit(bob.page, `/w/${acme.slug}`);
  await expect(bob.page.getByRole("link", { name: "Usage" })).toHaveCount(0);
  expect((await bob.page.request.get(path)).status()).toBe(404);
});

test("the page of a key shows its owner all calls, and an admin only the calls to their workspace", async ({
  person,
  everything,
  installation,
}) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const garden = await makeWorkspace(bob, "Bobs Garden");
  await addServer(bob, garden, { name: "Greenhouse", url: everything.url });
  const ask = askerWith(await addKey(bob, [acme, garden], { name: "Both" }), installation.url);
  const call = (tool: string) => ask("tools/call", { name: tool, arguments: { message: "hello" } });
  await call(`${acme.slug}__everything__echo`);
  for (let index = 0; index < 2; index += 1) await call(`${garden.slug}__greenhouse__echo`);
  await untilCounted(installation, garden.slug, 2);
  await untilCounted(installation, acme.slug, 1);

  await visit(bob.page, `/w/${garden.slug}/settings/mcp`);
  await expect(bob.page.getByRole("img", { name: "3 calls in the last 14 days" })).toBeVisible();
  await bob.page.getByRole("link", { name: "Both", exact: true }).click();
  await expect(bob.page.getByRole("heading", { level: 1, name: "Both" })).toBeVisible();
  await expect(bob.page).toHaveTitle("Both · Bobs Garden · Latchkey");
  const usage = bob.page.getByRole("region", { name: "Usage", exact: true });
  await expect(usage.getByRole("row", { name: /^echo Greenhouse 2/ })).toBeVisible();
  await expect(usage.getByRole("row", { name: /^echo Everything 1/ })).toBeVisible();
  await expect(usage.getByRole("region", { name: "Clients" }).getByRole("row", { name: /^node .* 3$/ })).toBeVisible();
  await expect(usage.getByRole("region", { name: "Addresses" })).toContainText("127.0.0.1");
  await expect(bob.page.getByRole("region", { name: "Set-up" })).toBeVisible();
  await expectAccessibleAtAllWidths(bob.page, "the page of a key, for its owner");

  await visit(ada.page, `/w/${acme.slug}/settings/access`);
  await ada.page.getByRole("link", { name: "Both", exact: true }).first().click();
  await expect(ada.page.getByRole("heading", { level: 1, name: "Both" })).toBeVisible();
  const seen = ada.page.locator("main");
  await expect(seen).toContainText("Acme and 1 other");
  await expect(seen.getByRole("row", { name: /^echo Everything 1/ })).toBeVisible();
  await expect(seen).not.toContainText(/Greenhouse|Garden|Set-up/);
  await expectAccessibleAtAllWidths(ada.page, "the page of a key, for an admin");

  const address = new URL(ada.page.url()).pathname;
  const eve = await person("Eve");
  await addMember(ada, acme, eve);
  expect((await eve.page.request.get(address)).status()).toBe(404);
  expect((await bob.page.request.get(address)).status()).toBe(200);
});

test("without JavaScript the tables show the numbers, and period and grouping are links", async ({
  person,
  everything,
  installation,
  browser,
  baseURL,
}) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  const { slug } = acme;
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await callEcho(askerWith(await addKey(ada, acme, { name: "Laptop" }), installation.url), 2);
  await untilCounted(installation, slug, 2);

  const storageState = await ada.page.context().storageState();
  const context = await browser.newContext({ baseURL, storageState, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/w/${slug}/settings/usage`);
  await page.getByText("Numbers by day").click();
  await expect(page.getByRole("region", { name: "Numbers by day" }).getByRole("row").nth(1)).toContainText("2");
  await page.getByRole("link", { name: "Tool", exact: true }).click();
  await expect(page.getByRole("row", { name: /^echo Everything 2/ })).toBeVisible();
  await context.close();
});

test("a page without charts does not load the library that draws charts", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const scripts: Promise<string>[] = [];
  ada.page.on("response", (answer) => {
    if (answer.url().endsWith(".js")) scripts.push(answer.text().catch(() => ""));
  });
  for (const page of ["", "/settings/general", "/settings/members", "/settings/servers", "/settings/access"]) {
    await visit(ada.page, `/w/${slug}${page}`);
  }
  await makeKey(ada.page, slug, { name: "Laptop" });
  await ada.page.waitForLoadState("networkidle");
  const loaded = await Promise.all(scripts);
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((source) => source.includes("recharts-"))).toEqual([]);
});
