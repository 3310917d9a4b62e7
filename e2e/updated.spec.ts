import type { Route } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { makeWorkspace } from "#testing/people/people";

/** The actions of a page that another version made have ids that this one does not know. */
async function asFromAnotherVersion(route: Route): Promise<void> {
  const headers = route.request().headers();
  if (headers["next-action"]) headers["next-action"] = "f".repeat(42);
  await route.continue({ headers });
}

test("a page from before an update says so, keeps what was typed, and goes on after one click", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await visit(page, `/w/${slug}/settings/mcp`);
  await page.route("**/settings/mcp", asFromAnotherVersion);
  await page.getByLabel("Key name").fill("Claude Desktop");
  await page.getByLabel("Expires").selectOption("custom");
  await page.getByLabel("Number of days").fill("12");
  await page.getByRole("button", { name: "Create key" }).click();
  const note = page.getByRole("alert").filter({ hasText: "Latchkey was updated since this page was opened." });
  await expect(note).toContainText("What you typed stays");
  await expectAccessible(page, "an outdated form");
  await page.unrouteAll();

  const reloaded = page.waitForEvent("load");
  await note.getByRole("button", { name: "Reload" }).click();
  await reloaded;
  await expect(page.getByLabel("Key name")).toHaveValue("Claude Desktop");
  await expect(page.getByLabel("Number of days")).toHaveValue("12");
  await expect(page.getByText("What you typed before is here again.")).toBeVisible();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
});

test("a page whose next part has gone with the version before says so, and loads anew", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await visit(page, `/w/${slug}/settings/general`);
  const loaded = new Set(
    await page.locator("script[src]").evaluateAll((all) => all.map((script) => (script as HTMLScriptElement).src)),
  );
  // The files of the version before are no longer there. This page has some of them already.
  await page.route("**/_next/static/**", (route) =>
    loaded.has(route.request().url()) ? route.continue() : route.fulfill({ status: 404, body: "Not Found" }),
  );
  await page.getByRole("link", { name: "Members" }).click();
  const note = page.getByRole("alert").filter({ hasText: "Latchkey was updated, or the network failed." });
  await expect(note).toBeVisible();
  await expect(page.getByText("unchanged")).toHaveCount(0);
  await page.unrouteAll();
  await note.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
});

test("a sign-in whose program has gone with the version before says so", async ({ page, person }) => {
  // Without an account, the page of the first account would stand in its place.
  await person("Ada");
  await visit(page, "/sign-in");
  await page.route("**/_next/static/**", (route) => route.fulfill({ status: 404, body: "Not Found" }));
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill("violet anchor tumble sieve");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Latchkey was updated" })).toBeVisible();
});
