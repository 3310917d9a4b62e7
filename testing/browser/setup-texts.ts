import { expect, type Locator, type Page } from "@playwright/test";

/** Presses a copy button and returns what is in the clipboard then. */
async function copied(scope: Locator, client: string): Promise<string> {
  const page = scope.page();
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await scope.getByRole("button", { name: `Copy set-up for ${client}` }).click();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe("");
  return read();
}

/** The set-up for a client with a tab of its own, as its Copy button gives it. */
export async function copyTab(scope: Locator, client: string): Promise<string> {
  await scope.getByRole("tab", { name: client }).click();
  return copied(scope, client);
}

/** The set-up for one of the other clients, as its Copy button gives it. */
export async function copyOther(scope: Locator, client: string): Promise<string> {
  await scope.getByRole("tab", { name: "Other clients" }).click();
  await scope.getByLabel("Choose a client").selectOption({ label: client });
  return copied(scope, client);
}

export function revealDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Save your key" });
}
