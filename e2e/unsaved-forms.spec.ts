import type { Page } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { withDatabase } from "#testing/browser/database";
import { addKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { registerClient } from "#testing/clients/oauth-client";
import type { Installation } from "#testing/machine/installation";
import { makeWorkspace, PASSWORD, type Person } from "#testing/people/people";

const RESTORED = "What you typed before is here again.";
const SECRET = "Bearer sk-live-7f3a";

function endSessions(installation: Installation, { id }: Person): Promise<unknown> {
  return withDatabase(installation, (client) =>
    client.query(`UPDATE "Session" SET "expiresAt" = now() WHERE "userId" = $1`, [id]),
  );
}

async function signInAgain(page: Page, email: string): Promise<void> {
  await expect(page.getByText("What you typed is kept in this tab")).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const kept = (page: Page) => page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));

test("after a session has ended, one signs in again and finds what was typed, without the secrets", async ({
  person,
  installation,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await visit(page, `/w/${slug}/settings/servers`);
  await page.getByRole("button", { name: "Add MCP server" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add an MCP server" });
  await dialog.getByLabel("Name", { exact: true }).fill("Issue tracker");
  await dialog.getByLabel("URL").fill("https://issues.example/mcp");
  await dialog.getByLabel("Environment").fill("staging");
  for (const name of ["Authorization", "X-Team"]) {
    await dialog.getByRole("button", { name: "Add header" }).click();
    await dialog.getByLabel("Header name").last().fill(name);
    await dialog.getByLabel("Value").last().fill(SECRET);
    await dialog.getByRole("button", { name: "Show what is typed" }).last().click();
  }
  await endSessions(installation, ada);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/sign-in/);
  expect(await kept(page)).toContain("Issue tracker");
  expect(await kept(page)).not.toContain(SECRET);
  await signInAgain(page, ada.email);

  await expect(dialog.getByText(RESTORED)).toBeVisible();
  await expect(dialog.getByText("secrets are not kept")).toBeVisible();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("Issue tracker");
  await expect(dialog.getByLabel("URL")).toHaveValue("https://issues.example/mcp");
  await expect(dialog.getByLabel("Environment")).toHaveValue("staging");
  await expect(dialog.getByLabel("Header name")).toHaveCount(2);
  await expect(dialog.getByLabel("Header name").first()).toHaveValue("Authorization");
  await expect(dialog.getByLabel("Header name").last()).toHaveValue("X-Team");
  await expect(dialog.getByLabel("Value").first()).toHaveValue("");
  await expectAccessible(page, "a form that is filled again");
  expect(await kept(page)).not.toContain("Issue tracker");
});

test("what one person typed is not shown to the next one in the same tab", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  await makeWorkspace(ada, "Acme");
  const grace = await person("Grace");
  await visit(page, "/account");
  await page.getByLabel("Your name").fill("Countess of Lovelace");
  await endSessions(installation, ada);
  await page.getByRole("button", { name: "Save name" }).click();
  await page.waitForURL(/\/sign-in/);
  await signInAgain(page, grace.email);
  await page.waitForURL(/\/account/);
  await expect(page.getByLabel("Your name")).toHaveValue("Grace");
  await expect.poll(() => kept(page)).not.toContain("Lovelace");
});

test("every form is filled again after the page was loaded anew, and starts afresh when asked", async ({ person }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  await addKey(ada, acme, { name: "Laptop" });
  const { page } = ada;
  const { query } = await registerClient(ada.installation.url);
  const settings = (name: string) => `/w/${acme.slug}/settings/${name}`;
  const forms: [path: string, open: string | null, field: string, text: string][] = [
    [settings("mcp"), null, "Key name", "Claude Desktop"],
    [settings("service-keys"), null, "Key name", "Nightly build"],
    [settings("general"), null, "Workspace name", "Acme Labs"],
    [settings("policy"), null, "Longest lifetime, in days", "30"],
    [settings("members"), null, "Email", "grace@example.com"],
    [settings("servers"), "Add MCP server", "URL", "https://issues.example/mcp"],
    [settings("webhooks"), "Add webhook", "URL", "https://hooks.example/latchkey"],
    ["/account", null, "Your name", "Ada L."],
    ["/account", "Create token", "Name", "Terraform"],
    ["/new-workspace", null, "Workspace name", "Second"],
    [`/oauth/authorize?${query()}`, "", "Name", "My laptop"],
  ];
  for (const [path, open, label, text] of forms) {
    await visit(page, path);
    if (open) await page.getByRole("button", { name: open }).first().click();
    // The choices for an app are folded to a sentence.
    if (open === "") await page.getByText("Change", { exact: true }).click();
    const field = page.getByLabel(label, { exact: true });
    const before = await field.inputValue();
    await field.fill(text);
    await page.reload();
    if (open === "") await page.getByText("Change", { exact: true }).click();
    await expect(page.getByText(RESTORED), path).toBeVisible();
    await expect(field, path).toHaveValue(text);
    await page.getByRole("button", { name: "Start afresh" }).click();
    await expect(field, path).toHaveValue(before);
    await expect(page.getByText(RESTORED), path).toHaveCount(0);
  }

  await visit(page, settings("mcp"));
  await page.getByRole("button", { name: "Actions for Laptop" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Laptop" });
  await edit.getByLabel("Key name").fill("Old laptop");
  await edit.getByRole("radio", { name: "Custom" }).check();
  await edit.locator('input[name="scopes"]:enabled').first().click();
  const chosen = await edit.locator('input[name="scopes"]:checked').count();
  await page.reload();
  await expect(edit.getByText(RESTORED)).toBeVisible();
  await expect(edit.getByLabel("Key name")).toHaveValue("Old laptop");
  await expect(edit.getByRole("radio", { name: "Custom" })).toBeChecked();
  await expect(edit.locator('input[name="scopes"]:checked')).toHaveCount(chosen);
});

test("nothing takes a filled form away without asking, and nothing asks over an empty or a saved one", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  const question = page.getByRole("alertdialog", { name: "Discard what you typed?" });
  await visit(page, `/w/${slug}/settings/webhooks`);
  const opener = page.getByRole("button", { name: "Add webhook" });
  const dialog = page.getByRole("dialog", { name: "Add a webhook" });
  const url = dialog.getByLabel("URL");

  await opener.click();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();

  await opener.click();
  await url.fill("https://hooks.example/latchkey");
  for (const close of ["Escape", "Close", "Cancel"]) {
    await (close === "Escape" ? page.keyboard.press(close) : dialog.getByRole("button", { name: close }).click());
    await expect(question.getByRole("button", { name: "Keep editing" })).toBeFocused();
    if (close === "Escape") await expectAccessible(page, "the question before a form is discarded");
    // Escape answers the question, and not the dialog below it.
    await page.keyboard.press(close === "Close" ? "Escape" : "Enter");
    await expect(question).toBeHidden();
    await expect(url).toHaveValue("https://hooks.example/latchkey");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null))
      .toBe(true);
  }
  await page.keyboard.press("Escape");
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.click();
  await expect(url).toHaveValue("");
  await page.keyboard.press("Escape");

  await visit(page, `/w/${slug}/settings/general`);
  const name = page.getByLabel("Workspace name");
  await name.fill("Acme Labs");
  for (const link of [page.getByRole("link", { name: "Members", exact: true }), profileLink(page)]) {
    if (await link.isHidden()) await page.getByRole("button", { name: /^Profile:/ }).click();
    await link.click();
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(page).toHaveURL(/general$/);
    await expect(name).toHaveValue("Acme Labs");
  }
  // The browser goes back without asking, so what was typed is kept for the way forward.
  await page.getByRole("button", { name: "Save name" }).focus();
  await page.goBack();
  await expect(page).not.toHaveURL(/general$/);
  await page.goForward();
  await expect(page.getByText(RESTORED)).toBeVisible();
  await expect(name).toHaveValue("Acme Labs");

  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const leaving = await asked;
  expect(leaving.type()).toBe("beforeunload");
  await leaving.dismiss();

  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Workspace renamed")).toBeVisible();
  await page.getByRole("link", { name: "Members", exact: true }).click();
  await expect(page).toHaveURL(/members$/);
  await page.goBack();
  await expect(name).toHaveValue("Acme Labs");
  await expect(page.getByText(RESTORED)).toHaveCount(0);

  await name.fill("Acme Works");
  await page.getByRole("link", { name: "Members", exact: true }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(page).toHaveURL(/members$/);
  await page.goBack();
  await expect(name).toHaveValue("Acme Labs");
});

function profileLink(page: Page) {
  return page.getByRole("menuitem", { name: "Account" });
}
