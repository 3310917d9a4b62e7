import type { Page } from "@playwright/test";
import { closeReveal } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { translate } from "#testing/browser/translate";
import { visit } from "#testing/browser/visit";
import { makeWorkspace } from "#testing/people/people";

test("a page that the browser translates goes on working, in every form", async ({ person, notebook }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  const open = async (path: string) => {
    await visit(page, path);
    await translate(page);
  };
  const isFine = async (where: string) => {
    expect(failures, where).toEqual([]);
    await expect(page.getByText("could not be shown"), where).toHaveCount(0);
  };

  await open(`/w/${slug}/settings/servers`);
  await page.getByRole("button", { name: "Add MCP server" }).first().click();
  const server = page.getByRole("dialog", { name: "Add an MCP server" });
  await refuseThenSend(page, () => server.getByLabel("Name", { exact: true }).fill("Notebook"), "Save");
  await server.getByLabel("URL").fill(notebook.url);
  await server.getByRole("button", { name: "Add header" }).click();
  await server.getByRole("button", { name: "Remove header" }).click();
  await server.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/servers\/ups_/);
  await page
    .getByRole("button", { name: "Check now" })
    .or(page.getByRole("button", { name: "Refresh" }))
    .first()
    .click();
  await isFine("a server");

  await open(`/w/${slug}/settings/mcp`);
  await page.getByLabel("Key name").fill("Claude Desktop");
  await page.getByRole("radio", { name: "Custom" }).check();
  for (const scope of await page.locator('input[name="scopes"]:enabled').all()) await scope.click();
  await page.getByRole("radio", { name: "Full access" }).check();
  await page.getByLabel("Expires").selectOption("never");
  await page.getByLabel("Expires").selectOption("custom");
  await page.getByLabel("Number of days").fill("400000");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await page.getByLabel("Number of days").fill("4");
  await page.getByRole("button", { name: "Create key" }).click();
  const reveal = page.getByRole("dialog", { name: "Save your key" });
  await reveal.getByRole("button", { name: "Copy key" }).click();
  await isFine("a new key");
  await closeReveal(page);
  await page.getByRole("button", { name: "Actions for Claude Desktop" }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  const rotate = page.getByRole("dialog", { name: /^Rotate/ });
  for (const select of await rotate.getByRole("combobox").all()) {
    for (const option of await select.getByRole("option").all()) {
      await select.selectOption((await option.getAttribute("value")) ?? "");
    }
  }
  await page.keyboard.press("Escape");
  await isFine("a rotation");

  await open(`/w/${slug}/settings/policy`);
  await page.getByRole("checkbox", { name: "Keys must expire" }).check();
  await expect(page.getByText("does not block or unblock")).toBeVisible();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Policy saved")).toBeVisible();
  await isFine("the policy");

  await open(`/w/${slug}/settings/general`);
  for (const name of ["Acme Labs", "", "Acme"]) {
    await page.getByLabel("Workspace name").fill(name);
    await page.getByRole("button", { name: "Save name" }).click();
    await expect(name ? page.getByText("Workspace renamed") : page.getByRole("alert").first()).toBeVisible();
  }
  await isFine("a new name");

  await open(`/w/${slug}/settings/members`);
  for (const email of ["grace", "grace@example.com", "alan@example.com"]) {
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Create invitation" }).click();
    await expect(email === "grace" ? page.getByRole("alert").first() : page.getByText(email).first()).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue(email === "grace" ? email : "");
  }
  await page.getByRole("button", { name: "Revoke invitation of grace@example.com" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke invitation" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await isFine("invitations");

  await open(`/w/${slug}/settings/webhooks`);
  await page.getByRole("button", { name: "Add webhook" }).click();
  const webhook = page.getByRole("dialog", { name: "Add a webhook" });
  await webhook.getByRole("button", { name: "Add webhook" }).click();
  await expect(webhook.getByRole("alert").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await isFine("a webhook");

  await open("/account");
  await page.getByLabel("Your name").fill("Ada L.");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Name saved")).toBeVisible();
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await isFine("the account");

  for (const name of ["Audit log", "Usage", "Access", "MCP keys", "Overview"]) {
    await open(`/w/${slug}`);
    const link = page.getByRole("link", { name, exact: true }).first();
    if (await link.isVisible()) await link.click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await isFine(name);
  }
});

/** Sends a form that lacks something, and sees that the page says so. */
async function refuseThenSend(page: Page, fill: () => Promise<void>, label: string): Promise<void> {
  await fill();
  await page.getByRole("button", { name: label }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
}
