import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What a theme can change; all else of a page is the same in both. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Axe finds nothing on the open page, in neither theme. @param where names the page in the findings */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The page follows the system by a listener of its own: until then its colours are of both themes.
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    const axe = new AxeBuilder({ page });
    const { violations } = await (colorScheme === "light" ? axe : axe.withRules(COLOUR_RULES)).analyze();
    const findings = violations.map(({ id, nodes }) => `${where} (${colorScheme}): ${id}: ${nodes[0]?.html}`);
    expect(findings).toEqual([]);
  }
}
