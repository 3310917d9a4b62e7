import type { DocumentObject, SchemaObject } from "#gateway/api/reference/document-types";

const SCHEMAS = "#/components/schemas/";

/**
 * A schema without references that takes no field which it does not name: an answer that tells more than the document
 * says is as wrong as one that tells less.
 * @param isPart whether it is one of several that describe an object together, of which none knows all fields
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
  const found = document.components?.schemas?.[reference.slice(SCHEMAS.length)];
  if (!found) throw new Error(`The document has no ${reference}.`);
  return found;
}
