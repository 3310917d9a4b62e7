import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { startInstallation } from "#testing/machine/installation";
import { setUp } from "#testing/people/people";

test("a server at a forbidden address says that it is forbidden, and what to do", async ({ browser, everything }) => {
  const installation = await startInstallation({ ALLOW_PRIVATE_UPSTREAMS: "false" });
  const context = await browser.newContext({ baseURL: installation.url });
  const page = await context.newPage();
  await setUp(page);
  const attempts = [
    {
      name: "Neighbour",
      url: everything.url,
      says: "127.0.0.1 leads to Latchkey's own machine or a private network",
      advises: "ALLOW_PRIVATE_UPSTREAMS",
    },
    {
      name: "By name",
      url: everything.url.replace("127.0.0.1", "localhost"),
      says: "the name localhost leads to no address on the internet",
      advises: "ALLOW_PRIVATE_UPSTREAMS",
    },
    {
      name: "Metadata",
      url: "http://169.254.169.254/latest/meta-data/",
      says: "no server may have",
      advises: "never called",
    },
  ];
  for (const { name, url, says, advises } of attempts) {
    await visit(page, "/w/acme/settings/servers");
    await page.getByRole("button", { name: "Add MCP server" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add an MCP server" });
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel("URL").fill(url);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(/\/settings\/servers\/ups_/);
    await expect(page.getByText(says).first()).toBeVisible();
    await expect(page.getByText(advises).first()).toBeVisible();
  }
  await context.close();
  await installation.remove();
});
