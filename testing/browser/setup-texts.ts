import { expect, type Locator, type Page } from "@playwright/test";

/** Presses the copy button with this name. @returns the text in the clipboard afterwards */
export async function copied(scope: Locator, button: string): Promise<string> {
  const page = scope.page();
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await scope.getByRole("button", { name: button, exact: true }).click();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe("");
  return read();
}

/** Copies the set-up for a client that has its own tab. @returns the copied text */
export async function copyTab(scope: Locator, client: string): Promise<string> {
  await scope.getByRole("tab", { name: client }).click();
  return copied(scope, `Copy set-up for ${client}`);
}

/** Copies the set-up for one of the other clients. @returns the copied text */
export async function copyOther(scope: Locator, client: string): Promise<string> {
  await scope.getByRole("tab", { name: "Other clients" }).click();
  await scope.getByLabel("Choose a client").selectOption({ label: client });
  return copied(scope, `Copy set-up for ${client}`);
}

/** Copies the set-up for a program that runs without a person. @returns the copied text */
export async function copyCi(scope: Locator, way: string): Promise<string> {
  await scope.getByRole("tab", { name: "CI", exact: true }).click();
  await scope.getByLabel("Choose a way").selectOption({ label: way });
  return copied(scope, `Copy set-up for ${way}`);
}

export function revealDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Save your key" });
}
