/**
 * Reads the form of a server for the schemas of `schema.ts`. The form sends names and values of headers as two lists.
 */
export function readUpstreamForm(formData: FormData): Record<string, unknown> {
  const values = formData.getAll("headerValue");
  return {
    name: formData.get("name"),
    url: formData.get("url"),
    environment: formData.get("environment") ?? undefined,
    slug: formData.get("slug") ?? undefined,
    unprefixed: formData.get("unprefixed") === "on",
    callTimeoutSeconds: formData.get("callTimeoutSeconds") ?? undefined,
    headers: formData.getAll("headerName").map((name, index) => ({ name, value: values[index] ?? "" })),
  };
}
