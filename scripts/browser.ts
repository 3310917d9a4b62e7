import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { attempt } from "#scripts/attempt";

const WANTED = "a browser";

/** Chromium without a user interface: it uses a fifth less processor time than the whole Chromium. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

function findBrowser(): string | undefined {
  return [HEADLESS_SHELL, chromium.executablePath(), ...SYSTEM_BROWSERS].find((path) => path && existsSync(path));
}

/**
 * Finds a Chromium for the journeys: an installed one, Playwright's own, or one that can be installed.
 *
 * @returns its path
 * @throws Error with one sentence that says what to install
 */
export function ensureBrowser(): string {
  const known = findBrowser();
  if (known) return known;
  // The package of the system comes first: its mirror often answers where other addresses are blocked.
  const canUseApt = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (canUseApt) {
    attempt(WANTED, "apt-get", ["update"]);
    attempt(WANTED, "apt-get", ["install", "-y", "chromium-headless-shell"]);
  }
  if (!findBrowser()) attempt(WANTED, "npx", ["playwright", "install", "--with-deps", "chromium"]);
  if (!findBrowser() && canUseApt) attempt(WANTED, "apt-get", ["install", "-y", "chromium"]);
  const found = findBrowser();
  if (found) return found;
  throw new Error(
    "The browser journeys need Chromium or Google Chrome: install one, or run `npx playwright install --with-deps chromium`.",
  );
}
