import type { DocumentObject, OperationObject, ParameterObject } from "#gateway/api/reference/document-types";
import { exampleOf } from "#gateway/api/reference/example-of";

/** The environment variable from which all samples read the token. */
export const TOKEN_VARIABLE = "LATCHKEY_TOKEN";

/** A request of a sample. It has only what is required. */
export type SampleRequest = {
  method: string;
  url: string;
  needsToken: boolean;
  headers: Record<string, string>;
  /** Undefined when the request has no body. */
  body: unknown;
};

/** An operation with its method and path in the document. */
export type PlacedOperation = { method: string; path: string; operation: OperationObject };

/** Makes the request of a sample from the operation's examples. */
export function sampleRequest({ method, path, operation }: PlacedOperation, document: DocumentObject): SampleRequest {
  const parametersIn = (place: string) => exampleParameters(operation, place, document);
  const filled = parametersIn("path").reduce((text, [name, value]) => text.replace(`{${name}}`, value), path);
  const query = new URLSearchParams(parametersIn("query")).toString();
  const content = operation.requestBody?.content["application/json"];
  const body = content && exampleOf(content.schema, document);
  return {
    method: method.toUpperCase(),
    url: `${document.servers?.[0]?.url ?? ""}${filled}${query && `?${query}`}`,
    needsToken: operation.security?.length !== 0,
    headers: { ...Object.fromEntries(parametersIn("header")), ...(content && { "Content-Type": "application/json" }) },
    body,
  };
}

function exampleParameters(operation: OperationObject, place: string, document: DocumentObject): [string, string][] {
  const isWanted = (one: ParameterObject | { $ref: string }): one is ParameterObject =>
    "in" in one && one.in === place && one.required === true;
  return (operation.parameters ?? [])
    .filter(isWanted)
    .map(({ name, schema }) => [name, String(exampleOf(schema, document))]);
}
