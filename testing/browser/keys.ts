import { expect, type Locator, type Page } from "@playwright/test";
import { createKey } from "#lib/keys/life/create-key";
import { createKeySchema } from "#lib/keys/settings/schema";
import { inside } from "#testing/browser/inside";
import { visit } from "#testing/browser/visit";
import { callerOf } from "#testing/people/factories";
import type { Person, Workspace } from "#testing/people/people";

type NewKey = { name: string; access?: "Read-only" | "Full access"; workspaces?: string[]; expires?: string };

/** Fills and sends the form of a key; the reveal dialog is open afterwards. */
export async function requestKey(page: Page, slug: string, key: NewKey): Promise<void> {
  await visit(page, `/w/${slug}/settings/mcp`);
  await page.getByLabel("Key name").fill(key.name);
  for (const workspace of key.workspaces ?? [])
    await page.getByRole("checkbox", { name: workspace, exact: true }).check();
  if (key.access) await page.getByRole("radio", { name: key.access }).check();
  if (key.expires) await page.getByLabel("Expires").selectOption({ label: key.expires });
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
}

/** @returns the token in the open reveal dialog */
export async function revealedToken(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog", { name: "Save your key" });
  await dialog.getByRole("button", { name: "Show key" }).click();
  const secret = dialog.locator("code").first();
  await expect(secret).toHaveText(/^mcp_[0-9A-Za-z]{49}$/);
  const text = await secret.textContent();
  return text?.trim() ?? "";
}

/**
 * Makes a key of a person without the form, for journeys that prove something else.
 * @returns its token
 */
export async function addKey(
  owner: Person,
  workspaces: Workspace | Workspace[],
  { name, access }: Pick<NewKey, "name" | "access">,
): Promise<string> {
  const workspaceIds = [workspaces].flat().map(({ id }) => id);
  const scopes = [access === "Full access" ? "mcp:full" : "mcp:read"];
  const input = createKeySchema.parse({ name, workspaceIds, scopes, expiresInDays: 90 });
  const { token } = await inside(owner.installation, () => createKey(callerOf(owner, new Date()), input));
  return token;
}

/** Makes a key through the form, and closes the dialog: the page with the keys is open afterwards. */
export async function makeKey(page: Page, slug: string, key: NewKey): Promise<string> {
  await requestKey(page, slug, key);
  const token = await revealedToken(page);
  await closeReveal(page);
  return token;
}

export async function closeReveal(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Save your key" });
  await dialog.getByRole("checkbox", { name: "I have saved this key" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
}

/** Revokes a key on the open page of keys, and types its name where the dialog asks for it. */
export async function revokeKey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await confirmRevocation(page.getByRole("alertdialog", { name: `Revoke ${name}?` }), name);
}

/** Confirms a revocation. The server may know of a use that the page does not, and then asks for the name. */
export async function confirmRevocation(dialog: Locator, name: string, verb = "Revoke"): Promise<void> {
  const typed = dialog.getByLabel(/^Type /);
  const confirm = dialog.getByRole("button", { name: verb });
  if (!(await typed.isVisible())) await confirm.click();
  await expect.poll(async () => (await typed.isVisible()) || !(await dialog.isVisible())).toBe(true);
  if (await typed.isVisible()) {
    await typed.fill(name);
    await confirm.click();
  }
  await expect(dialog).toBeHidden();
}
