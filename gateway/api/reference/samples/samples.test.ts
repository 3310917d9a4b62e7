import { describe, expect, test } from "vitest";
import { curlSample } from "#gateway/api/reference/samples/curl";
import { pythonSample } from "#gateway/api/reference/samples/python";
import { type SampleRequest, TOKEN_VARIABLE } from "#gateway/api/reference/samples/sample-request";
import { typescriptSample } from "#gateway/api/reference/samples/typescript";

const GET: SampleRequest = {
  method: "GET",
  url: "https://example.com/keys",
  needsToken: false,
  headers: {},
  body: undefined,
};
const POST: SampleRequest = { ...GET, method: "POST", headers: { "X-Kind": "a" }, body: { name: "CI" } };

describe.each([
  ["curl", curlSample],
  ["TypeScript", typescriptSample],
  ["Python", pythonSample],
])("a sample in %s", (_name, write) => {
  test("names the token only for operations that need one", () => {
    expect(write({ ...GET, needsToken: true })).toContain(TOKEN_VARIABLE);
    expect(write(GET)).not.toMatch(/Authorization|LATCHKEY_TOKEN|import os/);
  });

  test("says the method only when it is not GET", () => {
    expect(write(POST)).toContain("POST");
    expect(write(GET)).not.toContain("GET");
  });

  test("has headers and a body only when the request has them", () => {
    expect(write(POST)).toMatch(/X-Kind[\s\S]*name/);
    expect(write(GET)).not.toMatch(/--header|headers|body:|data/);
  });
});
