import type { Page } from "@playwright/test";

/**
 * Opens a page and waits until React has hydrated it and the streamed parts are in place. Before that a click can be
 * lost, and a part can be in the document twice.
 */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await untilInteractive(page);
}

/** Waits until the open page is hydrated. */
export async function untilInteractive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isInteractive = Object.keys(document.documentElement).some((key) => key.startsWith("__reactFiber$"));
    return isInteractive && !document.querySelector("body > div[hidden][id^='S:']");
  });
}
