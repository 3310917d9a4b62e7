import type { DocumentObject, SchemaObject } from "#gateway/api/reference/document-types";

const SCHEMAS = "#/components/schemas/";

/**
 * Makes a value that a schema accepts: the schema's own example, or one that is made of the examples of its parts.
 * An object has only its required fields.
 */
export function exampleOf(schema: SchemaObject | undefined, document: DocumentObject): unknown {
  if (!schema) return null;
  if (schema.$ref) return exampleOf(document.components?.schemas?.[schema.$ref.slice(SCHEMAS.length)], document);
  const ownExample = [schema.example, schema.const, schema.enum?.[0], schema.default].find(
    (value) => value !== undefined,
  );
  if (ownExample !== undefined) return ownExample;
  const [type] = [schema.type].flat();
  if (type === "object") return objectOf(schema, document);
  if (type === "array") return [exampleOf(schema.items, document)];
  if (type === "integer" || type === "number") return 1;
  return type === "boolean" ? true : "…";
}

function objectOf({ properties = {}, required = [] }: SchemaObject, document: DocumentObject): object {
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name], document)]));
}
