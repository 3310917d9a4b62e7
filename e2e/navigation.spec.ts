import { addKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { makeWorkspace } from "#testing/people/people";

test("a page that is slow to load shows its skeleton, from any link", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await visit(page, `/w/${slug}`);
  const answers: (() => void)[] = [];
  await page.route(/[?&]_rsc=/, async (route) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    await route.continue().catch(() => {});
  });
  const loading = page
    .getByRole("main")
    .getByRole("status")
    .filter({ hasText: /^Loading/ });

  await page.getByRole("main").getByRole("link", { name: "Members" }).click();
  await expect(loading).toHaveText("Loading the members");
  await expect(page.getByRole("main")).toHaveAttribute("aria-busy", "true");
  for (const answer of answers) answer();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
  await expect(loading).toHaveCount(0);
});

test("the title of every page names the page and its workspace, also when the page does not exist", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const pages = {
    "": "Overview",
    "/settings/mcp": "MCP keys",
    "/settings/access": "Access",
    "/nothing/here": "Not found",
  };
  for (const [path, title] of Object.entries(pages)) {
    await visit(ada.page, `/w/${slug}${path}`);
    await expect(ada.page).toHaveTitle(`${title} · Acme · Latchkey`);
  }
  await expect(ada.page.getByRole("link", { name: "MCP keys" })).toBeVisible();
});

test("one reads the exact times of a key by keyboard alone", async ({ person }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await addKey(ada, acme, { name: "Claude Desktop" });
  await visit(page, `/w/${acme.slug}/settings/mcp`);
  const menu = page.getByRole("button", { name: "Actions for Claude Desktop" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Details" })).toBeFocused();
  await page.keyboard.press("Enter");
  const details = page.getByRole("dialog", { name: "Claude Desktop" });
  await expect(details.getByText(/^\d{1,2} \w+ \d{4}, \d{2}:\d{2}:\d{2} \S+$/)).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
});
