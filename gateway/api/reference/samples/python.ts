import { type SampleRequest, TOKEN_VARIABLE } from "#gateway/api/reference/samples/sample-request";

/** Writes the request as a Python 3 script that needs only the standard library. */
export function pythonSample({ method, url, needsToken, headers, body }: SampleRequest): string {
  const modules = ["json", ...(needsToken ? ["os"] : []), "urllib.request"];
  const lines = [
    ...(needsToken ? [`"Authorization": f"Bearer {os.environ['${TOKEN_VARIABLE}']}",`] : []),
    ...Object.entries(headers).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},`),
  ];
  const options = [
    `    ${JSON.stringify(url)},`,
    ...(method === "GET" ? [] : [`    method=${JSON.stringify(method)},`]),
    ...(lines.length > 0 ? ["    headers={", ...lines.map((line) => `        ${line}`), "    },"] : []),
    ...(body === undefined ? [] : [`    data=json.dumps(${literal(body, "    ")}).encode(),`]),
  ];
  return `${modules.map((name) => `import ${name}`).join("\n")}

request = urllib.request.Request(
${options.join("\n")}
)
with urllib.request.urlopen(request) as response:
    print(json.load(response))`;
}

/** Writes a JSON value as a Python literal. @param indent the indent of the line on which the literal begins */
function literal(value: unknown, indent: string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  // Python writes strings and numbers as JSON does.
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}    `;
  const lines = Array.isArray(value)
    ? value.map((one) => literal(one, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${literal(one, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join("")}${indent}${close}`;
}
