import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** The rules whose result depends on the theme; all other rules have the same result in both. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** The width of a window on a desktop and of a phone, in pixels. */
export const WIDTHS = [1280, 390] as const;

type Options = {
  /** Rules that are left out, by their ids. */
  excepted?: string[];
  /** Runs only the rules whose result depends on the theme. */
  isColoursOnly?: boolean;
};

/** @returns what axe finds on the open page as it is, one line for each rule that is broken */
export async function violationsOf(
  page: Page,
  { excepted = [], isColoursOnly = false }: Options = {},
): Promise<string[]> {
  // Leaves out the nodes that pass, and the second page for frames of other origins: no page has such frames.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  if (isColoursOnly) axe.withRules(COLOUR_RULES);
  const { violations } = await axe.disableRules(excepted).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Expects that axe finds nothing on the open page, in either theme. @param where names the page in the findings */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The page follows the system through a listener: until it has, some colours are those of the other theme.
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    const findings = await violationsOf(page, { isColoursOnly: colorScheme === "dark" });
    expect(findings.map((finding) => `${where} (${colorScheme}): ${finding}`)).toEqual([]);
  }
}

/**
 * Expects that axe finds nothing on the open page at either width, in either theme, and that the page is not wider than
 * the window. The width is 1280 afterwards.
 */
export async function expectAccessibleAtAllWidths(page: Page, where: string): Promise<void> {
  for (const width of [...WIDTHS].reverse()) {
    await page.setViewportSize({ width, height: 800 });
    await expectAccessible(page, `${where}, ${width} pixels wide`);
    await expectFitsWidth(page, where);
  }
}

/** Expects that the open page does not scroll sideways. */
export async function expectFitsWidth(page: Page, where: string): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  expect(content, `the width of ${where}`).toBeLessThanOrEqual(window);
}
