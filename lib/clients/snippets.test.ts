import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { CLIENTS } from "#lib/clients/catalogue";
import { type Client, intoFile, PLACEHOLDER_TOKEN, type Setup, type SetupInput } from "#lib/clients/model/setup";
import { claudeDesktop } from "#lib/clients/programs/claude-desktop";
import { cline } from "#lib/clients/programs/cline";
import { codex } from "#lib/clients/programs/codex";
import { continueDev } from "#lib/clients/programs/continue";
import { cursor } from "#lib/clients/programs/cursor";
import { goose } from "#lib/clients/programs/goose";
import { lmStudio } from "#lib/clients/programs/lm-studio";
import { openCode } from "#lib/clients/programs/open-code";
import { vsCode } from "#lib/clients/programs/vs-code";
import { windsurf } from "#lib/clients/programs/windsurf";
import { zed } from "#lib/clients/programs/zed";

const hostile = fc.constantFrom("__proto__", "true", "null", "1", '"', "'", "\\", "a.b", "a b", "# x", `\${HOME}`, "");
const name = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 40 }), hostile);
const input: fc.Arbitrary<SetupInput> = fc.record({
  serverName: name,
  endpoint: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), name),
  token: fc.oneof(fc.stringMatching(/^mcp_[0-9A-Za-z]{49}$/), fc.constant(PLACEHOLDER_TOKEN), name),
});

/** The text that holds the token, which is the first one. */
const textOf = (client: Client, values: SetupInput) => client.setup(values).blocks[0].text;

/** The clients with a JSON file, and the content that each must read from it. */
const JSON_CLIENTS: [Client, (input: SetupInput) => object][] = [
  [cursor, ({ endpoint, token }) => ({ mcpServers: { url: endpoint, headers: auth(token) } })],
  [lmStudio, ({ endpoint, token }) => ({ mcpServers: { url: endpoint, headers: auth(token) } })],
  [windsurf, ({ endpoint, token }) => ({ mcpServers: { serverUrl: endpoint, headers: auth(token) } })],
  [zed, ({ endpoint, token }) => ({ context_servers: { url: endpoint, headers: auth(token) } })],
  [vsCode, ({ endpoint, token }) => ({ servers: { type: "http", url: endpoint, headers: auth(token) } })],
  [
    cline,
    ({ endpoint, token }) => ({
      mcpServers: { type: "streamableHttp", url: endpoint, disabled: false, headers: auth(token) },
    }),
  ],
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
          const document = JSON.parse(textOf(client, values));
          expect(Object.keys(document)).toEqual([section]);
          expect(Object.entries(document[section ?? ""])).toEqual([[values.serverName, entry]]);
        }),
      );
    },
  );

  test("Claude Desktop hands the token to mcp-remote through a variable", () => {
    fc.assert(
      fc.property(input, (values) => {
        const [[name, entry] = []] = Object.entries(JSON.parse(textOf(claudeDesktop, values)).mcpServers);
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
    const text = textOf(claudeDesktop, { serverName: "latchkey", endpoint, token: "t" });
    expect(JSON.parse(text).mcpServers.latchkey.args.includes("--allow-http")).toBe(allowed);
  });
});

test("TOML: Codex reads back name, endpoint and token", () => {
  fc.assert(
    fc.property(input, (raw) => {
      const values = wellFormed(raw);
      const document = parseToml(textOf(codex, raw));
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
      const document = parseYaml(textOf(goose, raw), { version });
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

test("YAML: Continue reads back name, endpoint and token by the rules of YAML 1.1 and 1.2", () => {
  fc.assert(
    fc.property(input, fc.constantFrom("1.1" as const, "1.2" as const), (raw, version) => {
      const { serverName: name, endpoint: url, token } = wellFormed(raw);
      expect(parseYaml(textOf(continueDev, raw), { version })).toEqual({
        mcpServers: [{ name, type: "streamable-http", url, requestOptions: { headers: auth(token) } }],
      });
    }),
  );
});

describe("every client", () => {
  const values = { serverName: "acme", endpoint: "https://keys.acme.com/mcp" };

  test("has its own id and title", () => {
    expect(new Set(CLIENTS.map((client) => client.id)).size).toBe(CLIENTS.length);
    expect(new Set(CLIENTS.map((client) => client.title)).size).toBe(CLIENTS.length);
  });

  test("contains the token once and unbroken, so that the screen can hide it, or asks the person for it", () => {
    for (const client of CLIENTS) {
      for (const token of [`mcp_${"a1B2".repeat(12)}c`, PLACEHOLDER_TOKEN]) {
        const { blocks, note } = client.setup({ ...values, token });
        const times = blocks.map(({ text }) => text.split(token).length - 1);
        if (note?.includes("asks for the token")) expect(times).toEqual([0, 0]);
        else expect(times).toEqual([1, ...blocks.slice(1).map(() => 0)]);
      }
    }
  });

  test("keeps the token out of everything but the texts", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^mcp_[0-9A-Za-z]{49}$/), fc.constantFrom(...CLIENTS), (token, client) => {
        const { blocks, ...rest } = client.setup({ ...values, token });
        return !JSON.stringify([rest, blocks.map(({ where }) => where)]).includes(token);
      }),
    );
  });

  test("tells what to do with what is in its file, or replaces an earlier entry by itself", () => {
    for (const client of CLIENTS) {
      const { blocks, note = "" } = client.setup({ ...values, token: "t" });
      const isOwnFile = blocks.some(({ where }) => /\.(json|toml|ya?ml)/.test(where) && !where.startsWith(".github"));
      if (isOwnFile) expect(note, client.title).toContain(intoFile(values));
      else if (blocks[0].text.includes("mcp add"))
        expect(note, client.title).toMatch(/(removes|Replaces) an earlier “acme”/);
    }
  });

  test("has other entries, variables and questions for another name", () => {
    for (const client of CLIENTS) {
      const [one, two] = ["acme", "labs"].map((serverName) =>
        readable(client.setup({ ...values, serverName, endpoint: "https://keys.example/mcp", token: "t" })),
      );
      if (one?.includes("acme"))
        expect(two, client.title).toBe(one.replaceAll("acme", "labs").replaceAll("ACME", "LABS"));
    }
  });
});

test("the VS Code link fills in everything and asks for the token", () => {
  fc.assert(
    fc.property(input, (raw) => {
      const { serverName, endpoint } = raw;
      const link = new URL(vsCode.setup(raw).deepLink?.url ?? "");
      expect(link.protocol + link.pathname).toBe("vscode:mcp/install");
      const server = JSON.parse(decodeURIComponent(link.search.slice(1)));
      expect(server).toMatchObject({ name: serverName, type: "http", url: endpoint });
      expect(server.headers.Authorization).toBe(`Bearer \${input:${server.inputs[0].id}}`);
      expect(server.inputs).toMatchObject([{ type: "promptString", password: true }]);
      // VS Code remembers the answer by this id, so a second key must not share it.
      expect(server.inputs[0].id).toContain(serverName);
    }),
  );
});

test("the Cursor link fills in everything and names the variable with the token", () => {
  fc.assert(
    fc.property(input, (raw) => {
      const { serverName, endpoint } = wellFormed(raw);
      const link = new URL(cursor.setup(raw).deepLink?.url ?? "");
      expect(link.protocol + link.host + link.pathname).toBe("cursor:anysphere.cursor-deeplink/mcp/install");
      expect(link.searchParams.get("name")).toBe(serverName);
      const server = JSON.parse(Buffer.from(link.searchParams.get("config") ?? "", "base64").toString("utf8"));
      expect(server.url.toWellFormed()).toBe(endpoint);
      expect(server.headers.Authorization).toMatch(/^Bearer \$\{env:LATCHKEY_TOKEN_[A-Z0-9_]*\}$/);
    }),
  );
});

/** A set-up as text, with what a link holds in base64. */
function readable(setup: Setup): string {
  return JSON.stringify(setup).replace(/config=([^"&]+)/, (_, config) => atob(decodeURIComponent(config)));
}

function wellFormed(values: SetupInput): SetupInput {
  const { serverName, endpoint, token } = values;
  return {
    serverName: serverName.toWellFormed(),
    endpoint: endpoint.toWellFormed(),
    token: token.toWellFormed(),
  };
}
