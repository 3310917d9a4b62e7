import type { Page } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { addKey, closeReveal, revealedToken } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith, toolNames } from "#testing/clients/gateway-journeys";
import { scaled } from "#testing/machine/slowness";
import { makeWorkspace } from "#testing/people/people";

const mask = (token: string) => `${token.slice(0, 9)}…${token.slice(-5)}`;

/** Rotates a key from its card; the reveal dialog is open afterwards. */
async function rotate(page: Page, name: string, overlap: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  const dialog = page.getByRole("dialog", { name: `Rotate ${name}?` });
  await dialog.getByLabel("Old token").selectOption({ label: overlap });
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
}

test("a rotated key gets a new token, and the old token works for the chosen overlap", async ({
  person,
  installation,
  everything,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  const first = await addKey(ada, acme, { name: "Laptop" });
  await visit(page, `/w/${acme.slug}/settings/mcp`);
  const tools = await toolNames(askerWith(first, installation.url));

  await rotate(page, "Laptop", "Works for 1 hour more");
  const second = await revealedToken(page);
  expect(second).not.toBe(first);
  await closeReveal(page);

  const cards = page.getByRole("article", { name: "Laptop" });
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(0)).toContainText(mask(second));
  await expect(cards.nth(0)).toContainText(`Replaces ${mask(first)}`);
  await expect(cards.nth(1)).toContainText(mask(first));
  await expect(cards.nth(1)).toContainText("Replaced; works until");
  for (const token of [first, second]) expect(await toolNames(askerWith(token, installation.url))).toEqual(tools);

  // A replaced key cannot be rotated; the key that replaces it can.
  await cards.nth(1).getByRole("button", { name: "Actions for Laptop" }).click();
  await expect(page.getByRole("menuitem", { name: "Details" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Rotate" })).toBeHidden();
  await page.keyboard.press("Escape");

  await cards.nth(0).getByRole("button", { name: "Actions for Laptop" }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate Laptop?" });
  await dialog.getByLabel("Old token").selectOption({ label: "Ends now" });
  await dialog.getByLabel("New key expires").selectOption({ label: "After 7 days" });
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  const third = await revealedToken(page);
  await closeReveal(page);

  expect((await askerWith(second, installation.url)("tools/list")).status).toBe(401);
  expect(await toolNames(askerWith(third, installation.url))).toEqual(tools);
  await expect(page.getByText(`Replaced by ${mask(third)}`)).toBeVisible();
  expect(await page.content()).not.toContain(third.slice(12, -6));
});

test("the page of a key rotates it too, and links to the key that replaces it", async ({ person }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await addKey(ada, acme, { name: "Laptop" });
  await visit(page, `/w/${acme.slug}/settings/mcp`);
  await page.getByRole("link", { name: "Laptop" }).click();
  await page.getByRole("button", { name: "Rotate Laptop" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate Laptop?" });
  await expectAccessible(page, "the dialog that rotates");
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  const token = await revealedToken(page);
  await closeReveal(page);
  await expect(page.getByText(`Replaced by ${mask(token)}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate Laptop" })).toBeHidden();
  await expectAccessible(page, "the page of a replaced key");
  await page.getByRole("link", { name: "Open the new key" }).click();
  await expect(page.getByText(mask(token)).first()).toBeVisible();
});

test("revoking a key that is in use asks for its name and takes a reason", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const token = await addKey(ada, acme, { name: "Laptop" });
  await visit(page, `/w/${acme.slug}/settings/mcp`);
  await askerWith(token, installation.url)("ping");
  // The last use is written after some seconds; a page that was loaded earlier does not know of it.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("article", { name: "Laptop" })).toContainText("Used", { timeout: scaled(500) });
  }).toPass();

  await page.getByRole("button", { name: "Revoke Laptop" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Revoke Laptop?" });
  const confirm = dialog.getByRole("button", { name: "Revoke key" });
  await expect(confirm).toBeDisabled();
  await expectAccessible(page, "the dialog that revokes a key in use");
  await dialog.getByLabel("Reason").fill("Lost laptop");
  await dialog.getByLabel(/^Type Laptop/).fill(" Laptop ");
  await confirm.click();
  await expect(dialog).toBeHidden();
  expect((await askerWith(token, installation.url)("ping")).status).toBe(401);
  await expect(page.getByText(/Revoked .* by Ada: Lost laptop/)).toBeVisible();
});
