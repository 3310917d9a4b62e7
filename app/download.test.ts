import { expect, test } from "vitest";
import { download, downloadFor } from "#app/download";
import { callerOf } from "#testing/people/factories";

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

const ADA = callerOf({ id: "usr_ada", name: "Ada", email: "ada@example.com" });
const MIA = callerOf({ id: "usr_mia", name: "Mia", email: "mia@example.com" });

const GET = new Request("http://localhost/export");

async function* endless() {
  for (;;) yield "x".repeat(1_000);
}

test("a person has two exports at once, and each end gives a place back, whichever way it ends", async () => {
  const begin = (caller = ADA) => downloadFor(GET, caller, async () => ({ ...FILE, lines: endless() }));
  const [first, second] = [await begin(), await begin()];
  const third = await begin();
  expect([third.status, third.headers.get("Retry-After"), await third.text()]).toEqual([
    429,
    "10",
    "Your other exports are still being sent. Wait until one of them ends.\n",
  ]);
  const other = await begin(MIA);
  expect(other.status).toBe(200);
  await Promise.all([first, other].map(({ body }) => body?.cancel()));

  async function* breaking() {
    yield "half";
    throw new Error("The database went away.");
  }
  await expect((await downloadFor(GET, ADA, async () => ({ ...FILE, lines: breaking() }))).text()).rejects.toThrow();
  await expect(downloadFor(GET, ADA, () => Promise.reject(new Error("not allowed")))).rejects.toThrow("not allowed");
  const last = await begin();
  expect(last.status).toBe(200);
  await Promise.all([second, last].map(({ body }) => body?.cancel()));
});

test("the last exports of everybody are refused with 503", async () => {
  const people = Array.from({ length: 17 }, (_, n) => callerOf({ id: `usr_${n}`, name: "N", email: "n@example.com" }));
  const responses: Response[] = [];
  for (const caller of people) {
    responses.push(await downloadFor(GET, caller, async () => ({ ...FILE, lines: endless() })));
  }
  expect(responses.map(({ status }) => status)).toEqual([...Array(16).fill(200), 503]);
  await Promise.all(responses.map(({ body }) => body?.cancel()));
});

test("a request whose body nobody reads gives its place back at once", async () => {
  const file = async () => ({ ...FILE, lines: endless() });
  const gone = new AbortController();
  const leaving = new Request(GET, { signal: gone.signal });
  for (let time = 1; time <= 20; time += 1) {
    const head = await downloadFor(new Request(GET, { method: "HEAD" }), ADA, file);
    expect([head.status, head.body]).toEqual([200, null]);
    expect((await downloadFor(new Request(GET, { signal: AbortSignal.abort() }), ADA, file)).status).toBe(200);
  }
  const responses = [await downloadFor(leaving, ADA, file), await downloadFor(leaving, ADA, file)];
  expect((await downloadFor(GET, ADA, file)).status).toBe(429);
  gone.abort();
  const last = await downloadFor(GET, ADA, file);
  expect(last.status).toBe(200);
  await Promise.all([...responses, last].map(({ body }) => body?.cancel()));
});
