import fc from "fast-check";
import { expect, test } from "vitest";
import { deviceOf } from "#lib/auth/sessions/device";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, "Chrome on Windows"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0`, "Edge on Windows"],
  [`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36`, "Chrome on Android"],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, "Chrome on ChromeOS"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15",
    "Safari on macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/142.0 Mobile/15E148 Safari/604.1",
    "Chrome on iPhone",
  ],
  ["curl/8.9.1", "Unknown device"],
  ["SomeBot (Linux)", "Unknown browser on Linux"],
  ["", "Unknown device"],
  [undefined, "Unknown device"],
])("describes %s", (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});

const signs = fc.constantFrom("Chrome/1", "Firefox/1", "Edg/1", "Windows", "Linux", "Android", " ");

test("shows none of the sender's own text, however long it is", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(signs, fc.string())), (parts) => {
      expect(deviceOf(parts.join(""))).toMatch(
        /^(Unknown device|(Unknown browser|Edge|Opera|Samsung Internet|Firefox|Chrome|Safari)( on (Windows|Android|iPhone|iPad|ChromeOS|macOS|Linux))?)$/,
      );
    }),
  );
});

test("reads only the beginning of a long header", () => {
  expect(deviceOf(`${"x".repeat(600)} Chrome/142.0 (Windows)`)).toBe("Unknown device");
});
