import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { isPageForm, mayNameAction, pageFormProblem } from "#lib/http/page-form";

const MULTIPART = "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk";
const ACTION = "60c0a1".repeat(7);

function request(headers: Record<string, string>, more: Partial<IncomingMessage> = {}): IncomingMessage {
  return { method: "POST", url: "/account", headers, ...more } as IncomingMessage;
}

test.each<Record<string, string>>([
  { "content-type": MULTIPART },
  { "content-type": MULTIPART, "next-action": ACTION },
  { "content-type": "text/plain;charset=UTF-8", "next-action": ACTION },
  { "content-type": "application/x-www-form-urlencoded", "content-length": "100" },
])("a form that browsers send passes: %o", (headers) => {
  expect(pageFormProblem(request(headers))).toBeNull();
});

test.each<[number, Record<string, string>]>([
  [400, { "content-type": MULTIPART, "next-action": "x" }],
  [400, { "content-type": MULTIPART, "next-action": "../../etc" }],
  [415, { "content-type": "multipart/form-data" }],
  [415, { "content-type": "application/json", "next-action": ACTION }],
  [415, {}],
  [415, { "content-type": MULTIPART, "content-encoding": "gzip" }],
  [413, { "content-type": MULTIPART, "content-length": "1048577" }],
])("a form that no page sends gets %i: %o", (status, headers) => {
  expect(pageFormProblem(request(headers))).toMatchObject({ status, message: expect.stringMatching(/\.$/) });
});

test("only requests that change something and go to a page are forms", () => {
  expect(isPageForm(request({}))).toBe(true);
  expect(isPageForm(request({}, { method: "GET" }))).toBe(false);
  expect(isPageForm(request({}, { url: "/api/auth/callback/credentials" }))).toBe(false);
  expect(pageFormProblem(request({}, { method: "PUT" }))).toMatchObject({ status: 405 });
});

test("only multipart forms and requests with an action are read for an action", () => {
  const urlencoded = "application/x-www-form-urlencoded";
  expect(mayNameAction(request({ "content-type": " Multipart/Form-Data; boundary=x" }))).toBe(true);
  expect(mayNameAction(request({ "content-type": "text/plain", "next-action": ACTION }))).toBe(true);
  expect(mayNameAction(request({ "content-type": urlencoded }))).toBe(false);
  expect(mayNameAction(request({}))).toBe(false);
});
