import type { DocumentObject, SchemaObject } from "#gateway/api/reference/document-types";

const SCHEMAS = "#/components/schemas/";

/**
 * A value that a schema takes: the example that it gives, or one made of the examples of its parts. Of an object whose
 * fields may all be left out it is empty.
 */
export function exampleOf(schema: SchemaObject | undefined, document: DocumentObject): unknown {
  if (!schema) return null;
  if (schema.$ref) return exampleOf(document.components?.schemas?.[schema.$ref.slice(SCHEMAS.length)], document);
  const given = [schema.example, schema.const, schema.enum?.[0], schema.default].find((value) => value !== undefined);
  if (given !== undefined) return given;
  const [type] = [schema.type].flat();
  if (type === "object") return objectOf(schema, document);
  if (type === "array") return [exampleOf(schema.items, document)];
  if (type === "integer" || type === "number") return 1;
  return type === "boolean" ? true : "…";
}

function objectOf({ properties = {}, required = [] }: SchemaObject, document: DocumentObject): object {
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name], document)]));
}
