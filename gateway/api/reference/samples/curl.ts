import { type SampleRequest, TOKEN_VARIABLE } from "#gateway/api/reference/samples/sample-request";

/** Writes the request as a command for a POSIX shell. */
export function curlSample({ method, url, needsToken, headers, body }: SampleRequest): string {
  const lines = [
    `curl --fail-with-body --silent --show-error${method === "GET" ? "" : ` --request ${method}`} ${quoted(url)}`,
    ...(needsToken ? [`--header "Authorization: Bearer $${TOKEN_VARIABLE}"`] : []),
    ...Object.entries(headers).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data ${quoted(JSON.stringify(body, null, 2))}`]),
  ];
  return lines.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
