import type { Page } from "@playwright/test";
import { violationsOf } from "#testing/browser/accessible";
import { makeApiTokenByForm } from "#testing/browser/api-tokens";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { makeWorkspace } from "#testing/people/people";

/** A defect of Scalar: a list of endpoints that scrolls cannot be reached by keyboard. Its links stand in the sidebar. */
const SCALARS_LISTS = ["scrollable-region-focusable"];
/** Further ones: comboboxes that do not say whether they are open, a second `main`, notices of the same name. */
const SCALARS_CLIENT = [...SCALARS_LISTS, "aria-required-attr", "landmark-no-duplicate-main", "landmark-unique"];

/** Opens the reference at an operation. @returns the address of every request, as they happen */
async function openReference(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/docs/api#tag/keys/POST/keys");
  await expect(page.getByRole("heading", { name: "Create a key" }).first()).toBeVisible();
  return asked;
}

test("the reference loads everything from our own origin, needs no session, and links back", async ({
  page,
  installation,
}) => {
  const violations: string[] = [];
  page.on("console", (message) => violations.push(...(message.text().startsWith("violation") ? [message.text()] : [])));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.warn(`violation of ${violatedDirective}: ${blockedURI}`);
    });
  });
  const asked = await openReference(page);
  expect(asked.filter((url) => !url.startsWith(installation.url) && !url.startsWith("data:"))).toEqual([]);
  // Scalar tries `eval` and works without it.
  expect(new Set(violations)).toEqual(new Set(["violation of script-src: eval"]));
  await expect(page).toHaveTitle("API reference · Latchkey");
  await page.getByText("curl", { exact: true }).first().click();
  for (const sample of ["TypeScript", "Python"]) await expect(page.getByText(sample).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("banner").getByRole("link", { name: "Latchkey" }).click();
  // Without a session, this leads to sign-in, or to set-up while there is no account.
  await expect(page).toHaveURL(/\/(sign-in|setup)$/);
});

test("somebody with a token tries an operation in the reference, which stores the token nowhere", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const workspace = await makeWorkspace(ada, "Named like no example");
  const token = await makeApiTokenByForm(page, "Reference", ["workspaces:read"]);
  await page.getByRole("link", { name: "API", exact: true }).click();
  await page.getByRole("link", { name: /^List your workspaces/ }).click();
  await page.getByRole("button", { name: /Test Request.*\/workspaces\)?$/ }).click();
  const client = page.getByRole("dialog", { name: "API Client" });
  await client.getByRole("textbox", { name: "Bearer Token" }).fill(token);
  expect(await violationsOf(page, { excepted: SCALARS_CLIENT })).toEqual([]);
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/v1/workspaces");
  await client.getByRole("button", { name: /^Send get request/ }).click();
  expect(await (await answered).json()).toMatchObject({ records: [{ slug: workspace.slug }] });
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(stored).not.toContain(token.slice(-20));
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
});

test("the reference has the theme that was chosen in the dashboard", async ({ page }) => {
  await visit(page, "/sign-in");
  for (const theme of ["dark", "light"]) {
    await page.evaluate((chosen) => localStorage.setItem("theme", chosen), theme);
    await page.goto("/docs/api");
    await expect(page.locator("body")).toHaveClass(new RegExp(`${theme}-mode`));
  }
});

test("axe finds nothing in the reference, in either theme, and it is not wider than a telephone", async ({ page }) => {
  for (const theme of ["light", "dark"]) {
    await page.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
    await openReference(page);
    await page.reload();
    await expect(page.locator("body")).toHaveClass(new RegExp(`${theme}-mode`));
    // Responses are drawn last.
    await expect(page.locator(".response-card").first()).toBeVisible();
    expect(await violationsOf(page, { excepted: SCALARS_LISTS, isColoursOnly: theme === "dark" })).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
