/** A well-known client, and how it names itself in MCP. */
type KnownClient = {
  /** The id of its set-up in the catalogue; for others an id of its own. */
  id: string;
  title: string;
  /** Stands beside its name as an icon. These are letters, because the logos are trademarks. */
  mark: string;
  /** What `clientInfo.name` or the first product of its User-Agent looks like, in lower case. */
  names: RegExp;
};

/** The names that the clients sent in November 2026, and those that their sources have. The first match counts. */
const KNOWN: readonly KnownClient[] = [
  { id: "claude-code", title: "Claude Code", mark: "CC", names: /^claude-code\b/ },
  { id: "claude-desktop", title: "Claude Desktop", mark: "Cl", names: /^claude-(ai|desktop)\b/ },
  { id: "cursor", title: "Cursor", mark: "Cu", names: /^cursor\b/ },
  { id: "vs-code", title: "VS Code", mark: "VS", names: /^(visual studio code|vscode)\b/ },
  { id: "codex", title: "Codex", mark: "Cx", names: /^codex\b/ },
  { id: "gemini-cli", title: "Gemini CLI", mark: "Ge", names: /^gemini-cli\b/ },
  { id: "copilot-cli", title: "Copilot CLI", mark: "Co", names: /^(github-copilot|copilot)\b/ },
  { id: "windsurf", title: "Windsurf", mark: "Ws", names: /^windsurf\b/ },
  { id: "zed", title: "Zed", mark: "Z", names: /^zed\b/ },
  { id: "opencode", title: "OpenCode", mark: "Oc", names: /^opencode\b/ },
  { id: "cline", title: "Cline", mark: "Ci", names: /^cline\b/ },
  { id: "qwen-code", title: "Qwen Code", mark: "Qw", names: /^qwen\b/ },
  { id: "continue", title: "Continue", mark: "Cn", names: /^continue\b/ },
  { id: "goose", title: "Goose", mark: "Go", names: /^goose\b/ },
  { id: "lm-studio", title: "LM Studio", mark: "LM", names: /^lm-?studio\b/ },
  { id: "curl", title: "curl", mark: "$_", names: /^curl\b/ },
];

/**
 * Recognises a well-known client by the name that it gave itself. Anybody can send any name, so this decides only what
 * is shown. `mcp-remote` adds itself behind the name of the client that it connects.
 * @param name `clientInfo.name`, the first product of the User-Agent, or the name for people with or without a version
 * @returns null for a client that is not known
 */
export function knownClient(name: string | null): Omit<KnownClient, "names"> | null {
  const lower = name?.toLowerCase() ?? "";
  const isTitle = (title: string) => `${lower} `.startsWith(`${title.toLowerCase()} `);
  return KNOWN.find(({ names, title }) => names.test(lower) || isTitle(title)) ?? null;
}
