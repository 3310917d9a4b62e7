import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { makeWorkspace } from "#testing/people/people";

test("a form that Latchkey refuses to read shows why, and keeps what was typed", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await visit(page, `/w/${slug}/settings/mcp`);
  // Latchkey refuses a multipart body without its boundary.
  await page.route("**/settings/mcp", (route) =>
    route.continue({ headers: { ...route.request().headers(), "content-type": "multipart/form-data" } }),
  );
  await page.getByLabel("Key name").fill("Claude Desktop");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Reload the page and send its form." })).toBeVisible();
  await expect(page.getByLabel("Key name")).toHaveValue("Claude Desktop");
});

test("a form that gets no response says so, keeps what was typed, and works once the server is back", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await visit(page, `/w/${slug}/settings/mcp`);
  await page.route("**/settings/mcp", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await page.getByLabel("Key name").fill("Claude Desktop");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "try again" })).toBeVisible();
  await expect(page.getByLabel("Key name")).toHaveValue("Claude Desktop");

  await page.unrouteAll();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
});
