import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { DocumentObject, OperationObject, SchemaObject } from "#gateway/api/reference/document-types";
import { strictSchema } from "#testing/contract/strict-schema";

/** One answer of the API, and to what. */
export type Exchange = { method: string; path: string; status: number; body: unknown };

const ANY_ERROR: SchemaObject = { $ref: "#/components/schemas/Error" };

function schemaOf({ responses }: OperationObject, status: number): SchemaObject | undefined {
  return responses[status]?.content?.["application/json"]?.schema;
}

/** Holds answers against the document that the same server gives of itself. */
export class Contract {
  readonly document: DocumentObject;
  readonly #ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  readonly #checks = new Map<string, ValidateFunction>();

  constructor(document: DocumentObject) {
    this.document = document;
  }

  /** @throws Error that says what of an answer the document does not say, or says otherwise */
  check({ method, path, status, body }: Exchange): void {
    const template = this.#templateOf(path);
    const operation = template && this.document.paths[template]?.[method.toLowerCase()];
    const where = `${method} ${operation ? template : path}: ${status}`;
    // Of what is not there the document tells nothing; the form of errors is the same.
    const schema = operation ? schemaOf(operation, status) : ANY_ERROR;
    if (!schema) throw new Error(`${where} is not in the document: ${JSON.stringify(body)}`);
    this.#holds(schema, body, where);
  }

  #holds(schema: SchemaObject, body: unknown, where: string): void {
    const check = this.#checks.get(where) ?? this.#ajv.compile(strictSchema(this.document, schema));
    this.#checks.set(where, check);
    if (check(body)) return;
    throw new Error(`${where} is not what the document says: ${this.#ajv.errorsText(check.errors)}`);
  }

  /** Paths without parameters come first: `/keys/mine` would be one of `/keys/{id}` too. */
  #templateOf(path: string): string | undefined {
    const { pathname } = new URL(path, "http://localhost");
    const templates = Object.keys(this.document.paths).sort(
      (one, other) => one.split("{").length - other.split("{").length,
    );
    return templates.find((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(pathname));
  }
}

const contracts = new Map<string, Promise<Contract>>();

/** The contract of the API that runs at `origin`; read once. */
export function contractOf(origin: string): Promise<Contract> {
  const read = contracts.get(origin) ?? readContract(origin);
  contracts.set(origin, read);
  return read;
}

async function readContract(origin: string): Promise<Contract> {
  const response = await fetch(`${origin}/api/v1/openapi.json`);
  return new Contract((await response.json()) as DocumentObject);
}
