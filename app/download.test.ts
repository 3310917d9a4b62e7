import { expect, test } from "vitest";
import { download } from "#app/download";

const FILE = { fileName: "keys.csv", contentType: "text/csv; charset=utf-8" };

test("sends all lines as one file with a name to save it under", async () => {
  async function* lines() {
    for (let line = 0; line < 5_000; line++) yield `line ${line} – ä\n`;
  }
  const response = download({ ...FILE, lines: lines() });
  expect(response.headers.get("Content-Disposition")).toBe('attachment; filename="keys.csv"');
  expect(response.headers.get("Cache-Control")).toBe("private, no-store");
  const text = await response.text();
  expect(text.split("\n")).toHaveLength(5_001);
  expect(text).toContain("line 4999 – ä\n");
});

test("reads lines no faster than the reader takes them, and stops when the reader is gone", async () => {
  let [read, ended] = [0, false];
  async function* lines() {
    try {
      for (;;) {
        read += 1;
        yield "x".repeat(1_000);
      }
    } finally {
      ended = true;
    }
  }
  const reader = download({ ...FILE, lines: lines() }).body?.getReader();
  await reader?.read();
  expect(read).toBeLessThan(60);
  await reader?.cancel();
  expect(ended).toBe(true);
});

test("breaks the download off when reading fails", async () => {
  async function* lines() {
    yield "half";
    throw new Error("The database went away.");
  }
  await expect(download({ ...FILE, lines: lines() }).text()).rejects.toThrow();
});
