import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { CLIENTS } from "#lib/clients/catalogue";
import { claudeDesktop } from "#lib/clients/claude-desktop";
import { codex } from "#lib/clients/codex";
import { cursor } from "#lib/clients/cursor";
import { goose } from "#lib/clients/goose";
import { lmStudio } from "#lib/clients/lm-studio";
import { openCode } from "#lib/clients/open-code";
import { type Client, PLACEHOLDER_TOKEN, type SetupInput } from "#lib/clients/setup";
import { vsCode } from "#lib/clients/vs-code";
import { windsurf } from "#lib/clients/windsurf";
import { zed } from "#lib/clients/zed";

const hostile = fc.constantFrom("__proto__", "true", "null", "1", '"', "'", "\\", "a.b", "a b", "# x", `\${HOME}`, "");
const name = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 40 }), hostile);
const input: fc.Arbitrary<SetupInput> = fc.record({
  serverName: name,
  endpoint: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), name),
  token: fc.oneof(fc.stringMatching(/^mcp_[0-9A-Za-z]{49}$/), fc.constant(PLACEHOLDER_TOKEN), name),
});

/** The clients with a JSON file, and the content that each must read from it. */
const JSON_CLIENTS: [Client, (input: SetupInput) => object][] = [
  [cursor, ({ endpoint, token }) => ({ mcpServers: { url: endpoint, headers: auth(token) } })],
  [lmStudio, ({ endpoint, token }) => ({ mcpServers: { url: endpoint, headers: auth(token) } })],
  [windsurf, ({ endpoint, token }) => ({ mcpServers: { serverUrl: endpoint, headers: auth(token) } })],
  [zed, ({ endpoint, token }) => ({ context_servers: { url: endpoint, headers: auth(token) } })],
  [vsCode, ({ endpoint, token }) => ({ servers: { type: "http", url: endpoint, headers: auth(token) } })],
  [
    openCode,
    ({ endpoint, token }) => ({
      mcp: { type: "remote", url: endpoint, enabled: true, oauth: false, headers: auth(token) },
    }),
  ],
];

function auth(token: string) {
  return { Authorization: `Bearer ${token}` };
}

describe("JSON", () => {
  test.each(JSON_CLIENTS.map(([client, expected]) => [client.title, client, expected] as const))(
    "%s reads back name, endpoint and token",
    (_title, client, expected) => {
      fc.assert(
        fc.property(input, (values) => {
          const [[section, entry] = []] = Object.entries(expected(values));
          const document = JSON.parse(client.setup(values).text);
          expect(Object.keys(document)).toEqual([section]);
          expect(Object.entries(document[section ?? ""])).toEqual([[values.serverName, entry]]);
        }),
      );
    },
  );

  test("Claude Desktop hands the token to mcp-remote through a variable", () => {
    fc.assert(
      fc.property(input, (values) => {
        const [[name, entry] = []] = Object.entries(JSON.parse(claudeDesktop.setup(values).text).mcpServers);
        const args = ["-y", "mcp-remote", values.endpoint, "--header", `Authorization:\${AUTH}`];
        expect(name).toBe(values.serverName);
        expect(entry).toMatchObject({ command: "npx", env: { AUTH: `Bearer ${values.token}` } });
        expect((entry as { args: string[] }).args.slice(0, 5)).toEqual(args);
      }),
    );
  });

  test.each([
    ["https://keys.acme.com/mcp", false],
    ["http://localhost:3000/mcp", false],
    ["http://127.0.0.1/mcp", false],
    ["http://10.0.0.7:3000/mcp", true],
    ["http://localhost.evil.example/mcp", true],
  ])("Claude Desktop allows plain HTTP to %s: %s", (endpoint, allowed) => {
    const { text } = claudeDesktop.setup({ serverName: "latchkey", endpoint, token: "t" });
    expect(JSON.parse(text).mcpServers.latchkey.args.includes("--allow-http")).toBe(allowed);
  });
});

test("TOML: Codex reads back name, endpoint and token", () => {
  fc.assert(
    fc.property(input, (raw) => {
      const values = wellFormed(raw);
      const document = parseToml(codex.setup(raw).text);
      expect(Object.entries(document.mcp_servers ?? {})).toEqual([
        [values.serverName, { url: values.endpoint, http_headers: auth(values.token) }],
      ]);
    }),
  );
});

test("YAML: Goose reads back name, endpoint and token by the rules of YAML 1.1 and 1.2", () => {
  fc.assert(
    fc.property(input, fc.constantFrom("1.1" as const, "1.2" as const), (raw, version) => {
      const values = wellFormed(raw);
      const document = parseYaml(goose.setup(raw).text, { version });
      const [[name, entry] = []] = Object.entries(document.extensions);
      expect(name).toBe(values.serverName);
      expect(entry).toEqual({
        name: values.serverName,
        type: "streamable_http",
        uri: values.endpoint,
        headers: auth(values.token),
        enabled: true,
        timeout: 300,
      });
    }),
  );
});

describe("every client", () => {
  test("has its own id and title", () => {
    expect(new Set(CLIENTS.map((client) => client.id)).size).toBe(CLIENTS.length);
    expect(new Set(CLIENTS.map((client) => client.title)).size).toBe(CLIENTS.length);
  });

  test("contains the token exactly once and unbroken, so that the screen can hide it", () => {
    const values = { serverName: "latchkey", endpoint: "https://keys.acme.com/mcp" };
    for (const client of CLIENTS) {
      for (const token of [`mcp_${"a1B2".repeat(12)}c`, PLACEHOLDER_TOKEN]) {
        expect(client.setup({ ...values, token }).text.split(token)).toHaveLength(2);
      }
    }
  });

  test("keeps the token out of everything but the text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^mcp_[0-9A-Za-z]{49}$/), fc.constantFrom(...CLIENTS), (token, client) => {
        const setup = client.setup({ serverName: "latchkey", endpoint: "https://keys.acme.com/mcp", token });
        return !JSON.stringify({ ...setup, text: "" }).includes(token);
      }),
    );
  });
});

test("the VS Code link fills in everything and asks for the key", () => {
  fc.assert(
    fc.property(input, (raw) => {
      const { serverName, endpoint } = raw;
      const link = new URL(vsCode.setup(raw).deepLink?.url ?? "");
      expect(link.protocol + link.pathname).toBe("vscode:mcp/install");
      const server = JSON.parse(decodeURIComponent(link.search.slice(1)));
      expect(server).toMatchObject({ name: serverName, type: "http", url: endpoint });
      expect(server.headers.Authorization).toBe(`Bearer \${input:${server.inputs[0].id}}`);
      expect(server.inputs).toMatchObject([{ type: "promptString", password: true }]);
    }),
  );
});

function wellFormed(values: SetupInput): SetupInput {
  const { serverName, endpoint, token } = values;
  return {
    serverName: serverName.toWellFormed(),
    endpoint: endpoint.toWellFormed(),
    token: token.toWellFormed(),
  };
}
