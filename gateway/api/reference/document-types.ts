/** The fields of a schema that the code here reads. */
export type SchemaObject = {
  $ref?: string;
  type?: string | string[];
  example?: unknown;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  properties?: Record<string, SchemaObject>;
  required?: string[];
  items?: SchemaObject;
  allOf?: SchemaObject[];
  anyOf?: SchemaObject[];
  oneOf?: SchemaObject[];
};

export type ParameterObject = { name: string; in: string; required?: boolean; schema?: SchemaObject };

type Content = { "application/json"?: { schema?: SchemaObject } };

export type ResponseObject = { description: string; content?: Content; headers?: Record<string, object> };

export type OperationObject = {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: (ParameterObject | { $ref: string })[];
  requestBody?: { content: Content };
  responses: Record<string, ResponseObject>;
  /** The limiter of an operation for everybody. */
  "x-limiter"?: string;
  "x-codeSamples"?: { lang: string; label: string; source: string }[];
};

/** The fields of the OpenAPI document that the code here reads or adds. */
export type DocumentObject = {
  servers?: { url: string }[];
  tags?: { name: string; description: string }[];
  components?: { parameters?: Record<string, object>; schemas?: Record<string, SchemaObject> };
  paths: Record<string, Record<string, OperationObject>>;
};
