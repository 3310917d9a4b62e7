import { defineConfig } from "@playwright/test";
import { measureSlowness, scaled } from "./testing/machine/slowness.ts";

await measureSlowness();

/** What a closed network and a container make necessary. */
const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "e2e",
  // Files whose journeys share something say so with `mode: "default"`.
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // Some journeys wait: one more than there are processors keeps both busy.
  workers: 3,
  // These only end what hangs. The longest journey tries each server action three times.
  timeout: scaled(360_000),
  expect: { timeout: scaled(30_000) },
  use: {
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: { executablePath: process.env.LATCHKEY_TEST_BROWSER, args: BROWSER_FLAGS },
    // A click that is lost fails long before its journey does.
    actionTimeout: scaled(40_000),
    trace: "off",
  },
});
