import { expect, test } from "vitest";
import { describeCommonParts } from "#gateway/api/reference/common";
import type { DocumentObject, OperationObject } from "#gateway/api/reference/document-types";

const CONTENT = { "application/json": {} };

/** Describes one operation. @returns what the document then says about it */
function described(method: string, parts: Partial<OperationObject> = {}) {
  const operation: OperationObject = { responses: { 200: { description: "Done." } }, ...parts };
  const document: DocumentObject = { paths: { "/keys": { [method]: operation } } };
  describeCommonParts(document);
  return {
    parameters: (operation.parameters ?? []).map((one) => ("$ref" in one ? one.$ref.split("/").at(-1) : one.name)),
    statuses: Object.keys(operation.responses),
    headers: Object.keys(operation.responses[200]?.headers ?? {}),
  };
}

test("a read with a token has no key for idempotency and answers no replay", () => {
  expect(described("get")).toEqual({
    parameters: ["OriginApp", "ActiveAccount"],
    statuses: ["200", "401", "403", "404", "429", "500", "503"],
    headers: [],
  });
});

test("a write with a token takes a key for idempotency and says when an answer is replayed", () => {
  expect(described("post", { requestBody: { content: CONTENT } })).toEqual({
    parameters: ["OriginApp", "ActiveAccount", "IdempotencyKey"],
    statuses: ["200", "400", "401", "403", "404", "409", "413", "415", "429", "500", "503"],
    headers: ["Idempotent-Replayed"],
  });
});

test("a write without a body has no errors of a body but the size", () => {
  expect(described("delete").statuses).toEqual(["200", "400", "401", "403", "404", "409", "413", "429", "500", "503"]);
});

test("an operation for everybody has no headers and no errors of tokens", () => {
  expect(described("post", { security: [] })).toEqual({
    parameters: [],
    statuses: ["200", "429", "500", "503"],
    headers: [],
  });
});
