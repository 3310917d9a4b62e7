import { chromium } from "@playwright/test";
import { ensureBrowser } from "#scripts/browser";
import { closeReveal, makeKey, requestKey } from "#testing/browser/keys";
import { startInstallation } from "#testing/machine/installation";
import { setUp } from "#testing/people/people";

/** Takes the README's screenshots from the production build (`npm run screenshot`). */
const KEYS = "docs/images/keys.png";
const REVEAL = "docs/images/reveal.png";

const installation = await startInstallation();
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({
  baseURL: installation.url,
  viewport: { width: 1280, height: 1400 },
  deviceScaleFactor: 2,
});
await setUp(page);
await makeKey(page, "acme", { name: "Claude Desktop" });
// The token in the picture stays masked, and the installation is removed at the end.
await requestKey(page, "acme", { name: "Release script", access: "Full access", expires: "30 days" });
await page.getByRole("dialog", { name: "Save your key" }).screenshot({ path: REVEAL });
await closeReveal(page);
await page.reload();
await page.getByText(/^This key will see/).waitFor();
await page.evaluate(() => window.scrollTo(0, 0));
await page.screenshot({ path: KEYS });
await browser.close();
await installation.remove();
console.log(`Wrote ${KEYS} and ${REVEAL}.`);
