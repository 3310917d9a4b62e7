import { expect, test } from "vitest";
import { readBoundedText } from "#lib/bounds/bounded-text";

const LIMIT = 64;

/** A body that goes on until nobody reads it any more. */
function endless() {
  const state = { pulls: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      state.pulls += 1;
      controller.enqueue(new Uint8Array(10));
    },
    cancel() {
      state.isCancelled = true;
    },
  });
  return { body, state };
}

test("reads a whole body up to the limit, also when a chunk ends within a character", async () => {
  const bytes = new TextEncoder().encode("ä".repeat(LIMIT / 2));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of [bytes.subarray(0, 7), bytes.subarray(7)]) controller.enqueue(chunk);
      controller.close();
    },
  });
  expect(await readBoundedText(body, LIMIT)).toBe("ä".repeat(LIMIT / 2));
  expect(await readBoundedText(null, LIMIT)).toBe("");
});

test("stops reading a larger body as soon as it exceeds the limit", async () => {
  const { body, state } = endless();
  expect(await readBoundedText(body, LIMIT)).toBeNull();
  expect(state.isCancelled).toBe(true);
  expect(state.pulls).toBeLessThan(10);
});
