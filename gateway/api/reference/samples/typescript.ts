import { type SampleRequest, TOKEN_VARIABLE } from "#gateway/api/reference/samples/sample-request";

/** Writes the request as a module for Node.js that needs only `fetch`. */
export function typescriptSample({ method, url, needsToken, headers, body }: SampleRequest): string {
  const lines = [
    ...(needsToken ? [`Authorization: \`Bearer \${process.env.${TOKEN_VARIABLE}}\`,`] : []),
    ...Object.entries(headers).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},`),
  ];
  const options = [
    ...(method === "GET" ? [] : [`  method: ${JSON.stringify(method)},`]),
    ...(lines.length > 0 ? ["  headers: {", ...lines.map((line) => `    ${line}`), "  },"] : []),
    ...(body === undefined
      ? []
      : [`  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")}),`]),
  ];
  const init = options.length > 0 ? `, {\n${options.join("\n")}\n}` : "";
  return `const response = await fetch(${JSON.stringify(url)}${init});
if (!response.ok) throw new Error(\`\${response.status}: \${await response.text()}\`);
console.log(await response.json());`;
}
