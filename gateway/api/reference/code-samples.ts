import type { DocumentObject } from "#gateway/api/reference/document-types";
import { curlSample } from "#gateway/api/reference/samples/curl";
import { pythonSample } from "#gateway/api/reference/samples/python";
import { sampleRequest } from "#gateway/api/reference/samples/sample-request";
import { typescriptSample } from "#gateway/api/reference/samples/typescript";

/** Adds a code sample in each language to every operation of the document. The samples are made from the document. */
export function addCodeSamples(document: DocumentObject): void {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const request = sampleRequest({ method, path, operation }, document);
      operation["x-codeSamples"] = [
        { lang: "shell", label: "curl", source: curlSample(request) },
        { lang: "typescript", label: "TypeScript", source: typescriptSample(request) },
        { lang: "python", label: "Python", source: pythonSample(request) },
      ];
    }
  }
}
