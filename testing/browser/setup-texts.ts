import { expect, type Locator, type Page } from "@playwright/test";

/** Presses a copy button. @returns the text in the clipboard afterwards */
async function copied(scope: Locator, client: string): Promise<string> {
  const page = scope.page();
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await scope.getByRole("button", { name: `Copy set-up for ${client}` }).click();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe("");
  return read();
}

/** Copies the set-up for a client that has its own tab. @returns the copied text */
export async function copyTab(scope: Locator, client: string): Promise<string> {
  await scope.getByRole("tab", { name: client }).click();
  return copied(scope, client);
}

/** Copies the set-up for one of the other clients. @returns the copied text */
export async function copyOther(scope: Locator, client: string): Promise<string> {
  await scope.getByRole("tab", { name: "Other clients" }).click();
  await scope.getByLabel("Choose a client").selectOption({ label: client });
  return copied(scope, client);
}

export function revealDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Save your key" });
}
