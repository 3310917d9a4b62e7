// The schemas of the API need what this adds to zod, so it comes before any schema, as in the program.
import "@hono/zod-openapi";
import { afterAll, vi } from "vitest";
import { forgetAll } from "#lib/process";

// The test files of a worker share their modules. Nothing else of one file may reach the next.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  forgetAll();
});
