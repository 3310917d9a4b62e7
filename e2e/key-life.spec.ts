import { makeKey, requestKey, revealedToken, revokeKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { makeWorkspace } from "#testing/people/people";

test("a token is shown once and exists nowhere afterwards", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url()));

  await requestKey(page, slug, { name: "Claude Desktop" });
  const token = await revealedToken(page);
  expect(token).toMatch(/^mcp_[0-9A-Za-z]{49}$/);
  await page.getByRole("checkbox", { name: "I have saved this key" }).check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();

  const secret = token.slice(12, -6);
  expect(await page.content()).not.toContain(secret);
  await page.reload();
  expect(await page.content()).not.toContain(secret);
  await expect(page.getByText(`${token.slice(0, 9)}…${token.slice(-5)}`)).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]));
  expect(stored).not.toContain(secret);
  expect(sent.join("\n")).not.toContain(secret);
  expect(installation.output()).not.toContain(secret);
});

test("the reveal dialog stays open until one copies the token or says that it is saved", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await requestKey(page, slug, { name: "Cursor" });
  const dialog = page.getByRole("dialog", { name: "Save your key" });

  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Done" })).toBeDisabled();

  await dialog.getByRole("button", { name: "Copy key" }).click();
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^mcp_[0-9A-Za-z]{49}$/);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("leaving the page before the token is saved asks for confirmation", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await requestKey(ada.page, slug, { name: "Cursor" });
  const asked: string[] = [];
  ada.page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await ada.page.goto("/account");
  expect(asked).toEqual(["beforeunload"]);
});

test("when the browser refuses the clipboard, the token is selected so that one can copy it by hand", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
    document.execCommand = () => false;
  });
  await requestKey(page, slug, { name: "Cursor" });
  await page.getByRole("button", { name: "Copy key" }).click();
  await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toMatch(/^mcp_[0-9A-Za-z]{49}$/);
});

test("a key without a name is listed by the start of its token", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const token = await makeKey(ada.page, slug, { name: "" });
  await expect(ada.page.getByRole("article", { name: token.slice(0, 9) })).toBeVisible();
});

test("a revoked key moves to the inactive keys and cannot be revived", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await makeKey(ada.page, slug, { name: "Claude Code", access: "Full access", expires: "30 days" });
  const card = ada.page.getByRole("article", { name: "Claude Code" });
  await expect(card).toContainText("Full access");
  await expect(card).toContainText("Never used");
  await revokeKey(ada.page, "Claude Code");
  await expect(card).toBeHidden();
  const inactive = ada.page.getByRole("listitem").filter({ hasText: "Claude Code" });
  await expect(inactive).toContainText("Revoked");
  await expect(inactive.getByRole("button", { name: /Revoke|Set-up/ })).toHaveCount(0);
  await inactive.getByRole("button", { name: "Actions for Claude Code" }).click();
  await expect(ada.page.getByRole("menuitem")).toHaveText(["Details"]);
});

test("one creates and revokes a key by keyboard alone", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await page.goto(`/w/${slug}/settings/mcp`);
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      const label = await focused.evaluate((element) => {
        const labels = (element as HTMLInputElement).labels;
        return element.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? element.textContent ?? "";
      });
      if (name.test(label)) return;
    }
    throw new Error(`Tab never came to ${name}.`);
  };

  await tabTo(/Key name/);
  await page.keyboard.type("By keyboard");
  await tabTo(/Create key/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
  await tabTo(/I have saved this key/);
  await page.keyboard.press("Space");
  await tabTo(/Done/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();

  await tabTo(/Revoke By keyboard/);
  await page.keyboard.press("Enter");
  const confirmation = page.getByRole("alertdialog");
  await expect(confirmation.getByRole("button", { name: "Cancel" })).toBeFocused();
  await tabTo(/^Revoke/);
  await page.keyboard.press("Enter");
  await expect(page.getByText("No key in use")).toBeVisible();
});

test("the form says what is wrong beside each field and keeps what was typed", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await page.goto(`/w/${slug}/settings/mcp`);
  await page.getByLabel("Key name").fill("Claude Desktop");
  await page.getByRole("checkbox", { name: "Acme", exact: true }).uncheck();
  await page.getByLabel("Expires").selectOption({ label: "Custom" });
  await page.getByLabel("Number of days").fill("400");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Choose at least one workspace.")).toBeVisible();
  await expect(page.getByText("Enter a number of days from 1 to 365.")).toBeVisible();
  await expect(page.getByLabel("Key name")).toHaveValue("Claude Desktop");
  await expect(page.getByLabel("Number of days")).toHaveValue("400");
});
