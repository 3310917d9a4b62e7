import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { stopRequests } from "#lib/stopping/stop-signals";

function requests() {
  const stop = { begin: vi.fn(), hurry: vi.fn() };
  let nowMs = 0;
  const request = stopRequests(stop, () => nowMs);
  const at = (ms: number, signal: "SIGTERM" | "SIGINT") => {
    nowMs = ms;
    request(signal);
  };
  return { ...stop, at };
}

test("Ctrl-C that also comes through npm is one request", () => {
  const { at, begin, hurry } = requests();
  for (const ms of [0, 3, 40]) at(ms, "SIGINT");
  expect(begin).toHaveBeenCalledExactlyOnceWith("SIGINT");
  expect(hurry).not.toHaveBeenCalled();
});

test("a later signal asks for the end at once, also when it is another one", () => {
  const { at, begin, hurry } = requests();
  at(0, "SIGTERM");
  at(2_000, "SIGINT");
  expect(begin).toHaveBeenCalledExactlyOnceWith("SIGTERM");
  expect(hurry).toHaveBeenCalledOnce();
});

test("a stop begins once, and hurries exactly when a signal comes two seconds after the first or later", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { minLength: 1 }), (gaps) => {
      const { at, begin, hurry } = requests();
      let nowMs = 0;
      let late = 0;
      for (const [index, gap] of gaps.entries()) {
        if (index > 0) nowMs += gap;
        if (nowMs >= 2_000) late += 1;
        at(nowMs, "SIGTERM");
      }
      expect(begin).toHaveBeenCalledOnce();
      expect(hurry).toHaveBeenCalledTimes(late);
    }),
  );
});
