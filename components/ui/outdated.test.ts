import { UnrecognizedActionError } from "next/dist/client/components/unrecognized-action-error";
import { expect, test } from "vitest";
import { outdatedReason } from "#components/ui/outdated";

test("an action that the server does not know means that Latchkey was updated", () => {
  expect(outdatedReason(new UnrecognizedActionError("not found"))).toBe("updated");
});

test.each([
  Object.assign(new Error("Failed to load chunk /_next/static/chunks/0.js from module 1"), { name: "ChunkLoadError" }),
  new Error("Failed to load chunk /_next/static/chunks/0.js"),
  new TypeError("Failed to fetch dynamically imported module: https://keys.acme.com/_next/static/chunks/0.js"),
  new TypeError("error loading dynamically imported module: https://keys.acme.com/_next/static/chunks/0.js"),
  new TypeError("Importing a module script failed."),
  new Error("Loading CSS chunk 7 failed."),
])("a file that cannot be loaded means that, or that the network failed: %s", (error) => {
  expect(outdatedReason(error)).toBe("part-missing");
});

test.each([new TypeError("Failed to fetch"), new Error("The server failed."), "text", null])(
  "trying again can help after %s",
  (error) => {
    expect(outdatedReason(error)).toBeNull();
  },
);
