import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReadingForm, noteFormRead, readForm } from "#lib/http/form-reading";
import { makeLog } from "#lib/log";
import { writeConsoleToLog } from "#lib/logging/console-lines";
import { provide } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

/** What Next.js does with the next form. */
let answer: (response: ServerResponse) => unknown;
const server = createServer((_request, response) => void readForm(response, () => answer(response)));
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function send(): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { method: "POST" });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const SECRET = "Error: Unexpected end of form\n    at /srv/app.js";
const failures: [string, (response: ServerResponse) => unknown][] = [
  ["sets the status and ends", (response) => Object.assign(response, { statusCode: 500 }).end(SECRET)],
  ["writes the head first", (response) => response.writeHead(500, { "content-length": SECRET.length }).end(SECRET)],
  [
    "streams, and waits for each part",
    async (response) => {
      response.statusCode = 503;
      response.setHeader("Content-Encoding", "gzip");
      await new Promise((resolve) => response.write(SECRET, resolve));
      await new Promise<void>((resolve) => response.end(SECRET, resolve));
    },
  ],
  [
    "fails later",
    async (response) => {
      await new Promise((resolve) => setImmediate(resolve));
      response.writeHead(500, "Broken", [["x-secret", "y"]] as never);
      response.write(SECRET);
      response.end();
    },
  ],
];

test.each(failures)("a form that cannot be read gets 400 and one sentence when Next.js %s", async (_how, fail) => {
  answer = fail;
  const { status, text, headers } = await send();
  expect({ status, text }).toEqual({ status: 400, text: "This form cannot be read. Reload the page and try again.\n" });
  expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(headers.get("content-encoding")).toBeNull();
});

test.each(failures)("a failure of the action itself stays as it is when Next.js %s", async (_how, fail) => {
  answer = async (response) => {
    await null;
    noteFormRead();
    response.removeHeader("Content-Encoding");
    const { setHeader } = response;
    response.setHeader = (name, value) =>
      name === "Content-Encoding" ? response : setHeader.call(response, name, value);
    return fail(response);
  };
  const { status, text } = await send();
  expect(status).toBeGreaterThanOrEqual(500);
  expect(text).toContain(SECRET);
});

test("other answers stay as they are", async () => {
  answer = (response) => response.writeHead(303, { location: "/w/acme" }).end();
  expect(
    (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { redirect: "manual" })).status,
  ).toBe(303);
  answer = (response) => {
    response.write("a");
    response.end("b");
  };
  expect(await send()).toMatchObject({ status: 200, text: "ab" });
});

test("the log tells in one line without a stack that a form cannot be read, and tells other failures whole", async () => {
  provideTestEnv({ LOG_LEVEL: "debug" });
  const lines: string[] = [];
  provide("log", makeLog({ write: (line) => lines.push(line) }));
  const target = { ...console };
  writeConsoleToLog(target);
  answer = async (response) => {
    await null;
    target.error(new Error("Unexpected end of form"));
    noteFormRead();
    target.error(new Error("The database is away"));
    response.end();
  };
  await send();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, reason: "Unexpected end of form", msg: "A form could not be read." },
    { level: 50, error: { message: "The database is away", stack: expect.any(String) } },
  ]);
  expect(lines[0]).not.toContain("at ");
});

test("forms at the same time are told apart, and outside of one nothing is noted", async () => {
  noteFormRead();
  expect(isReadingForm()).toBe(false);
  const seen: boolean[] = [];
  let first = true;
  answer = async (response) => {
    if (first) {
      first = false;
      noteFormRead();
    }
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(isReadingForm());
    response.end();
  };
  await Promise.all([send(), send()]);
  expect(seen.sort()).toEqual([false, true]);
});
