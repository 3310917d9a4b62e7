import { base64 } from "#lib/clients/formats/base64";
import { json } from "#lib/clients/formats/json";
import { command } from "#lib/clients/formats/shell";
import { intoFile, RUN_IN_TERMINAL, type Setup, type SetupInput } from "#lib/clients/model/setup";

type Input = Omit<SetupInput, "token">;

/** A client that can sign in by itself, and what connects it: an address, and no token. */
export type SigningClient = { id: string; title: string; setup: (input: Input) => Setup };

const BROWSER = "The browser opens a page of Latchkey, on which you choose what it may do.";

const claudeCode: SigningClient = {
  id: "claude-code",
  title: "Claude Code",
  setup: ({ serverName, endpoint }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          command("claude", "mcp", "add", "--transport", "http", "--scope", "user", serverName, endpoint),
          command("claude", "mcp", "login", serverName),
        ].join("\n"),
      },
    ],
    note: `${BROWSER} Inside Claude Code, /mcp signs in as well.`,
  }),
};

const codex: SigningClient = {
  id: "codex",
  title: "Codex",
  setup: ({ serverName, endpoint }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          command("codex", "mcp", "add", serverName, "--url", endpoint),
          command("codex", "mcp", "login", serverName),
        ].join("\n"),
      },
    ],
    note: BROWSER,
  }),
};

const cursor: SigningClient = {
  id: "cursor",
  title: "Cursor",
  setup: (input) => ({
    blocks: [
      { where: "~/.cursor/mcp.json", text: json({ mcpServers: { [input.serverName]: { url: input.endpoint } } }) },
    ],
    note: `${intoFile(input)} Cursor then shows that the server needs a sign-in. ${BROWSER}`,
    deepLink: {
      label: "Add to Cursor",
      url: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(input.serverName)}&config=${encodeURIComponent(base64(JSON.stringify({ url: input.endpoint })))}`,
      note: "Fills in everything. Cursor then asks you to sign in.",
    },
  }),
};

const vsCode: SigningClient = {
  id: "vs-code",
  title: "VS Code",
  setup: (input) => ({
    blocks: [
      {
        where: "mcp.json (user profile)",
        text: json({ servers: { [input.serverName]: { type: "http", url: input.endpoint } } }),
      },
    ],
    note: `“MCP: Open User Configuration” in the command palette opens the file. ${intoFile(input)} Start the server there. ${BROWSER}`,
    deepLink: {
      label: "Add to VS Code",
      url: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: input.serverName, type: "http", url: input.endpoint }))}`,
      note: "Fills in everything. VS Code then asks you to sign in.",
    },
  }),
};

const geminiCli: SigningClient = {
  id: "gemini-cli",
  title: "Gemini CLI",
  setup: ({ serverName, endpoint }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: command("gemini", "mcp", "add", "--scope", "user", "--transport", "http", serverName, endpoint),
      },
      { where: "Inside Gemini CLI", text: `/mcp auth ${serverName}` },
    ],
    note: `${BROWSER} Gemini CLI uses MCP servers only in folders that you trust.`,
  }),
};

const openCode: SigningClient = {
  id: "opencode",
  title: "OpenCode",
  setup: (input) => ({
    blocks: [
      {
        where: "~/.config/opencode/opencode.json",
        text: json({ mcp: { [input.serverName]: { type: "remote", url: input.endpoint, enabled: true } } }),
      },
      { where: RUN_IN_TERMINAL, text: command("opencode", "mcp", "auth", input.serverName) },
    ],
    note: `${intoFile(input)} ${BROWSER}`,
  }),
};

/** The two clients that run on servers of their makers, which have to reach Latchkey. */
const PUBLIC = "It connects from the servers of its maker, so Latchkey needs a public https address.";

const claudeAi: SigningClient = {
  id: "claude-ai",
  title: "claude.ai",
  setup: ({ endpoint }) => ({
    blocks: [{ where: "Settings, Connectors, Add custom connector", text: endpoint }],
    note: `${PUBLIC} Choose Connect there, and sign in to Latchkey. Claude Desktop has the same connectors.`,
  }),
};

const chatGpt: SigningClient = {
  id: "chatgpt",
  title: "ChatGPT",
  setup: ({ endpoint }) => ({
    blocks: [{ where: "Settings, Connectors, Create", text: endpoint }],
    note: `${PUBLIC} Choose OAuth for the authentication, and sign in to Latchkey. ChatGPT cannot use a key.`,
  }),
};

/** The clients that can sign in, in the order of the screens. All others need a key. */
export const SIGNING_CLIENTS: readonly [SigningClient, ...SigningClient[]] = [
  claudeCode,
  codex,
  cursor,
  vsCode,
  geminiCli,
  openCode,
  claudeAi,
  chatGpt,
];
