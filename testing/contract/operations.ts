import type { DocumentObject, OperationObject } from "#gateway/api/reference/document-types";
import { type SampleRequest, sampleRequest } from "#gateway/api/reference/samples/sample-request";

export type ListedOperation = {
  id: string;
  method: string;
  path: string;
  operation: OperationObject;
  /** The request of its samples. */
  sample: SampleRequest;
};

/** Returns every operation of the document in its order. */
export function operationsOf(document: DocumentObject): ListedOperation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      id: operation.operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
      sample: sampleRequest({ method, path, operation }, document),
    })),
  );
}
