import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,gateway,scripts,components,app,bench,testing}/**/*.test.{ts,tsx}", "*.test.ts"],
    globalSetup: ["testing/databases/global-setup.ts"],
    // Each file has its own process state (settings, pool) as the program has.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
