import type { DocumentObject, SchemaObject } from "#gateway/api/reference/document-types";

const SCHEMAS = "#/components/schemas/";

/**
 * Makes a schema without references that refuses unknown fields. An answer with more fields than the document describes
 * is as wrong as one with fewer fields.
 * @param isPart whether the schema is one of several that describe an object together, so none knows all fields
 */
export function strictSchema(document: DocumentObject, schema: SchemaObject, isPart = false): object {
  const { $ref: _reference, ...whole } = schema.$ref ? componentOf(document, schema.$ref) : schema;
  const strict = (part: SchemaObject) => strictSchema(document, part);
  const { properties, items, allOf, anyOf, oneOf } = whole;
  return {
    ...whole,
    ...(properties && { properties: mapValues(properties, strict) }),
    ...(items && { items: strict(items) }),
    ...(allOf && { allOf: allOf.map((part) => strictSchema(document, part, true)) }),
    ...(anyOf && { anyOf: anyOf.map((part) => strictSchema(document, part, isPart)) }),
    ...(oneOf && { oneOf: oneOf.map((part) => strictSchema(document, part, isPart)) }),
    ...(!isPart && (properties || allOf) && { unevaluatedProperties: false }),
  };
}

function mapValues(
  schemas: Record<string, SchemaObject>,
  change: (schema: SchemaObject) => object,
): Record<string, object> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]));
}

function componentOf(document: DocumentObject, reference: string): SchemaObject {
  const component = document.components?.schemas?.[reference.slice(SCHEMAS.length)];
  if (!component) throw new Error(`The document has no ${reference}.`);
  return component;
}
