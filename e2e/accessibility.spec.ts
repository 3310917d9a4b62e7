import { expectAccessible, expectAccessibleAtAllWidths } from "#testing/browser/accessible";
import { addKey, closeReveal, requestKey } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { invite, makeWorkspace } from "#testing/people/people";

const SETTINGS = [
  "general",
  "members",
  "servers",
  "servers/[server]",
  "mcp",
  "access",
  "usage",
  "webhooks",
  "policy",
].map((name) => `/w/[workspace]/settings/${name}`);
/** A word that is wider than a phone. */
const LONG_NAME = "of-a-name-that-is-one-single-very-long-word-in-bold";
const OTHERS = ["/w/[workspace]", "/account", "/new-workspace", "/w/[workspace]/nothing"];

test("axe finds nothing on the pages for people who are not signed in", async ({ page }) => {
  for (const path of ["/sign-in", "/sign-up", "/invite/wrong", "/no-such-page"]) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
});

for (const [pages, paths] of [
  ["the pages of settings", SETTINGS],
  ["all other pages of a workspace", OTHERS],
] as const) {
  test(`axe finds nothing on ${pages}, at either width`, async ({ person, everything }) => {
    const ada = await person("Ada");
    const acme = await makeWorkspace(ada, `Acme ${LONG_NAME}`);
    await addKey(ada, acme, { name: `Claude ${LONG_NAME}` });
    await invite(ada, acme, `${LONG_NAME}@example.com`);
    const server = await addServer(ada, acme, { name: `Everything ${LONG_NAME}`, url: everything.url });
    for (const path of paths) {
      const address = path.replace("[workspace]", acme.slug).replace("[server]", server);
      await visit(ada.page, address);
      await expectAccessibleAtAllWidths(ada.page, path);
    }
  });
}

test("axe finds nothing in the dialogs of the keys", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await requestKey(page, slug, { name: "Claude Desktop" });
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await expectAccessible(page, `the reveal dialog, ${await tab.textContent()}`);
  }
  await closeReveal(page);
  await page.getByText("Set-up instructions").click();
  await expectAccessible(page, "the set-up instructions");
  await page.getByRole("button", { name: "Revoke Claude Desktop" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectAccessible(page, "the dialog that revokes");
});
