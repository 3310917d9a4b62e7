import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { withDatabase } from "#testing/browser/database";
import { makeKey } from "#testing/browser/keys";
import { connectServer, test } from "#testing/browser/servers";
import { expect } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type Asker, askerWith } from "#testing/clients/gateway-journeys";
import type { Installation } from "#testing/machine/installation";
import { addMember, makeWorkspace, type Person, type Workspace } from "#testing/people/people";
import type { RunningServer } from "#testing/servers/mcp-servers";

// Several people, each with a browser: more than the usual minute on a busy machine.
test.describe.configure({ timeout: 120_000 });

type Team = { ada: Person; bob: Person; acme: Workspace };

/** Ada's workspace with a server; Bob is a member. */
async function makeTeam(person: (name: string) => Promise<Person>, everything: RunningServer): Promise<Team> {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await connectServer(ada.page, acme.slug, { name: "Everything", url: everything.url });
  await addMember(ada, acme, bob);
  return { ada, bob, acme };
}

async function callEcho(ask: Asker, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await ask("tools/call", { name: "everything__echo", arguments: { message: "hello" } });
  }
}

/** Calls are written about every second; waits until there are so many from this workspace. */
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

async function expectAccessible(page: Page): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("an admin sees what was called, by key, server, tool and member, and nobody else does", async ({
  person,
  everything,
  installation,
}) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const path = `/w/${acme.slug}/settings/usage`;
  await visit(ada.page, path);
  await expect(ada.page.getByText("No calls yet")).toBeVisible();
  await expectAccessible(ada.page);

  const [adas, bobs] = [
    askerWith(await makeKey(ada.page, acme.slug, { name: "Ada's laptop" }), installation.url),
    askerWith(await makeKey(bob.page, acme.slug, { name: "Bob's laptop" }), installation.url),
  ];
  await callEcho(adas, 3);
  await callEcho(bobs, 2);
  // Without full access this tool, which is not said to be read-only, is refused.
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
  await expectAccessible(ada.page);

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

test("a key's page shows its owner all calls, and an admin those to their workspace", async ({
  person,
  everything,
  installation,
}) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const garden = await makeWorkspace(bob, "Bobs Garden");
  await connectServer(bob.page, garden.slug, { name: "Greenhouse", url: everything.url });
  const key = { name: "Both", workspaces: ["Acme", "Bobs Garden"] };
  const ask = askerWith(await makeKey(bob.page, garden.slug, key), installation.url);
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
  await expectAccessible(bob.page);

  await visit(ada.page, `/w/${acme.slug}/settings/access`);
  await ada.page.getByRole("link", { name: "Both", exact: true }).first().click();
  await expect(ada.page.getByRole("heading", { level: 1, name: "Both" })).toBeVisible();
  const seen = ada.page.locator("main");
  await expect(seen).toContainText("Acme and 1 other");
  await expect(seen.getByRole("row", { name: /^echo Everything 1/ })).toBeVisible();
  await expect(seen).not.toContainText(/Greenhouse|Garden|Set-up/);
  await expectAccessible(ada.page);

  const address = new URL(ada.page.url()).pathname;
  const eve = await person("Eve");
  await addMember(ada, acme, eve);
  expect((await eve.page.request.get(address)).status()).toBe(404);
  expect((await bob.page.request.get(address)).status()).toBe(200);
});

test("without JavaScript the tables have the numbers, and period and grouping are links", async ({
  person,
  everything,
  installation,
  browser,
  baseURL,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await connectServer(ada.page, slug, { name: "Everything", url: everything.url });
  await callEcho(askerWith(await makeKey(ada.page, slug, { name: "Laptop" }), installation.url), 2);
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

test("pages without charts load none of the library that draws them", async ({ person }) => {
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
