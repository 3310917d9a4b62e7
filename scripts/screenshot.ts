import { chromium } from "@playwright/test";
import { startInstallation } from "#e2e/support/installation";
import { makeKey } from "#e2e/support/keys";
import { PASSWORD } from "#e2e/support/people";
import { ensureBrowser } from "#scripts/browser";

/** Takes the README's screenshot from the production build: `node scripts/setup.mjs --build && node scripts/screenshot.ts`. */
const FILE = "docs/images/keys.png";

const installation = await startInstallation();
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({
  baseURL: installation.url,
  viewport: { width: 1280, height: 1160 },
  deviceScaleFactor: 2,
});
await page.goto("/setup");
await page.getByLabel("Your name").fill("Ada Lovelace");
await page.getByLabel("Email").fill("ada@example.com");
await page.getByLabel("Password").fill(PASSWORD);
await page.getByLabel("Workspace name").fill("Acme");
await page.getByRole("button", { name: "Create account" }).click();
await page.waitForURL("**/w/acme");
await makeKey(page, "acme", { name: "Claude Desktop" });
await makeKey(page, "acme", { name: "Release script", access: "Full access", expires: "30 days" });
await page.reload();
await page.screenshot({ path: FILE });
await browser.close();
await installation.remove();
console.log(`Wrote ${FILE}.`);
