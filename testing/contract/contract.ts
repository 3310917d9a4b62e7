import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { DocumentObject, OperationObject, SchemaObject } from "#gateway/api/reference/document-types";
import { strictSchema } from "#testing/contract/strict-schema";

/** One request to the API and its answer. */
export type Exchange = { method: string; path: string; status: number; body: unknown };

const ANY_ERROR: SchemaObject = { $ref: "#/components/schemas/Error" };

function schemaOf({ responses }: OperationObject, status: number): SchemaObject | undefined {
  return responses[status]?.content?.["application/json"]?.schema;
}

/** Checks answers against the OpenAPI document of the same server. */
export class Contract {
  readonly document: DocumentObject;
  readonly #ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  readonly #checks = new Map<string, ValidateFunction>();

  constructor(document: DocumentObject) {
    this.document = document;
  }

  /** @throws Error that names the part of the answer that differs from the document */
  check({ method, path, status, body }: Exchange): void {
    const template = this.#templateOf(path);
    const operation = template && this.document.paths[template]?.[method.toLowerCase()];
    const where = `${method} ${operation ? template : path}: ${status}`;
    // The document does not describe unknown paths, but their errors have the same form.
    const schema = operation ? schemaOf(operation, status) : ANY_ERROR;
    if (!schema) throw new Error(`${where} is not in the document: ${JSON.stringify(body)}`);
    this.#validate(schema, body, where);
  }

  #validate(schema: SchemaObject, body: unknown, where: string): void {
    const check = this.#checks.get(where) ?? this.#ajv.compile(strictSchema(this.document, schema));
    this.#checks.set(where, check);
    if (check(body)) return;
    throw new Error(`${where} is not what the document says: ${this.#ajv.errorsText(check.errors)}`);
  }

  /** Paths without parameters come first, because `/keys/{id}` also matches `/keys/mine`. */
  #templateOf(path: string): string | undefined {
    const { pathname } = new URL(path, "http://localhost");
    const templates = Object.keys(this.document.paths).sort(
      (one, other) => one.split("{").length - other.split("{").length,
    );
    return templates.find((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(pathname));
  }
}

const contracts = new Map<string, Promise<Contract>>();

/** Returns the contract of the API at `origin`. It is read once. */
export function contractOf(origin: string): Promise<Contract> {
  const read = contracts.get(origin) ?? readContract(origin);
  contracts.set(origin, read);
  return read;
}

async function readContract(origin: string): Promise<Contract> {
  const response = await fetch(`${origin}/api/v1/openapi.json`);
  return new Contract((await response.json()) as DocumentObject);
}
