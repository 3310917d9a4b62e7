import type { Page } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { closeReveal, revealedToken } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith, toolNames } from "#testing/clients/gateway-journeys";
import { ageSession } from "#testing/people/age-session";
import { makeWorkspace, PASSWORD, type Person } from "#testing/people/people";

/** Makes a workspace with two servers, one of them in the environment `staging`. @returns its slug */
async function makeNotebooks(ada: Person, url: string): Promise<string> {
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Notes", url });
  await addServer(ada, acme, { name: "Trial", url, environment: "staging" });
  return acme.slug;
}

const preview = (page: Page) => page.getByRole("region", { name: "Preview" });
const willSee = (page: Page, tools: number) =>
  expect(preview(page).getByRole("status")).toHaveText(`This key will see ${tools} tool${tools === 1 ? "" : "s"}.`);

async function openEdit(page: Page, name: string) {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  return page.getByRole("dialog", { name: `Edit ${name}` });
}

test("the preview of the form shows what the new key sees at the gateway", async ({
  person,
  notebook,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const slug = await makeNotebooks(ada, notebook.url);
  await visit(page, `/w/${slug}/settings/servers`);
  await expect(page.getByRole("article").filter({ hasText: "Trial" })).toContainText("staging");
  await expect(page.getByText(/^What these servers list takes [\d.]+ MiB of the 16 MiB/)).toBeVisible();

  await visit(page, `/w/${slug}/settings/mcp`);
  await willSee(page, 3);
  await page.getByRole("radio", { name: "Full access" }).check();
  await willSee(page, 9);
  await expect(preview(page)).toContainText("6 can change things, 2 of them destructive");
  await page.getByLabel("Environment").selectOption("staging");
  await willSee(page, 5);
  await page.getByRole("radio", { name: "Custom" }).check();
  for (const name of [/^Everything read-only/, "Call read-only tools", "List and read resources"]) {
    await page.getByRole("checkbox", { name }).uncheck();
  }
  await expect(page.getByRole("checkbox", { name: "List tools" })).toBeChecked();
  await willSee(page, 2);
  await expect(preview(page)).toContainText("0 resources");
  await page.getByText("Show the tools").click();
  await expect(preview(page)).toContainText("trial__list_notes");
  await expectAccessible(page, "the form of a custom key");

  await page.getByRole("radio", { name: "Chosen servers" }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Choose at least one MCP server, or let it reach all of them.")).toBeVisible();
  await page.getByRole("checkbox", { name: "Trial" }).check();
  await page.getByLabel("Key name").fill("Trial runs");
  await page.getByRole("button", { name: "Create key" }).click();
  const token = await revealedToken(page);
  await closeReveal(page);
  const ask = askerWith(token, installation.url);
  expect(await toolNames(ask)).toEqual(["list_workspaces", "trial__list_notes"]);
  expect((await ask("tools/call", { name: "trial__list_notes" })).status).toBe(403);
});

test("an edit that narrows a key takes effect at once; one that widens it asks for the password after an hour", async ({
  person,
  notebook,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const slug = await makeNotebooks(ada, notebook.url);
  await page.goto(`/w/${slug}/settings/mcp`);
  await page.getByLabel("Key name").fill("Laptop");
  await page.getByRole("radio", { name: "Full access" }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  const ask = askerWith(await revealedToken(page), installation.url);
  await closeReveal(page);
  expect(await toolNames(ask)).toHaveLength(9);
  await ageSession(ada, installation);
  await page.reload();

  const narrowing = await openEdit(page, "Laptop");
  await narrowing.getByLabel("Key name").fill("Desk");
  await narrowing.getByLabel("Environment").selectOption("production");
  await narrowing.getByRole("radio", { name: "Read-only" }).check();
  await expect(narrowing.getByRole("status").first()).toHaveText("This key will see 2 tools.");
  await expectAccessible(page, "the form of a key that is edited");
  await narrowing.getByRole("button", { name: "Save changes" }).click();
  await expect(narrowing).toBeHidden();
  expect(await toolNames(ask)).toEqual(["list_workspaces", "notes__list_notes"]);

  const widening = await openEdit(page, "Desk");
  await widening.getByRole("radio", { name: "Full access" }).check();
  await widening.getByRole("button", { name: "Save changes" }).click();
  await expect(widening.getByText(/Enter your password to confirm it/)).toBeVisible();
  expect(await toolNames(ask)).toHaveLength(2);
  await widening.getByLabel("Your password").fill("not the password");
  await widening.getByRole("button", { name: "Save changes" }).click();
  await expect(widening.getByText("This is not your current password.")).toBeVisible();
  await widening.getByLabel("Your password").fill(PASSWORD);
  await widening.getByRole("button", { name: "Save changes" }).click();
  await expect(widening).toBeHidden();
  expect(await toolNames(ask)).toHaveLength(5);

  await page.getByRole("link", { name: "Desk" }).click();
  const sees = page.getByRole("region", { name: "What it sees" });
  await expect(sees).toContainText("This key sees 5 tools.");
  await expect(sees).toContainText("It belongs to staging, and this key is limited to production.");
  await expectAccessible(page, "the page of a limited key");
});
