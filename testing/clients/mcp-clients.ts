import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** A connected client of any kind. Each function rejects when the gateway refuses. */
export type Connection = {
  toolNames(): Promise<string[]>;
  /** @returns the text of the answer */
  call(tool: string, input: Record<string, string>): Promise<string>;
  /** @returns the text of the resource */
  read(uri: string): Promise<string>;
  close(): Promise<void>;
};

/** The address of the gateway and the headers that a client sends. */
export type Access = { url: string; headers: Record<string, string> };

const INFO = { name: "journey", version: "1.0.0" };

type SdkClient = Pick<Client, "listTools" | "callTool" | "readResource" | "close">;

function connectionOf(client: SdkClient): Connection {
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, input) => textOf(await client.callTool({ name, arguments: input })),
    read: async (uri) => textOf(await client.readResource({ uri })),
    close: () => client.close(),
  };
}

function textOf(answer: object): string {
  const { content, contents } = answer as { content?: unknown[]; contents?: unknown[] };
  const [first] = (content ?? contents ?? []) as { text?: string }[];
  return first?.text ?? "";
}

/** How a client of the second generation chooses the revision: it negotiates, or uses an older one or a certain one. */
export type Sdk2Mode = "auto" | "legacy" | { pin: string };

/** Connects a client of the second generation of the official SDK. */
export async function connectSdk2({ url, headers }: Access, mode: Sdk2Mode, info = INFO): Promise<Client> {
  const client = new Client(info, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** Connects a client of the first generation of the official SDK, which most clients use. */
export async function connectSdk1({ url, headers }: Access, info = INFO): Promise<FirstClient> {
  const client = new FirstClient(info);
  await client.connect(new FirstTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

export async function openSdk2(access: Access, mode: Sdk2Mode): Promise<Connection> {
  return connectionOf(await connectSdk2(access, mode));
}

export async function openSdk1(access: Access): Promise<Connection> {
  return connectionOf((await connectSdk1(access)) as unknown as SdkClient);
}

/** A program that speaks MCP on standard input and output, as Claude Desktop starts it from its configuration. */
export type LocalServer = { command: string; args: string[]; env: Record<string, string> };

/** Starts the program of the set-up for Claude Desktop. npx must find it in this project, without the network. */
export async function openStdio({ command, args, env }: LocalServer): Promise<Connection> {
  const home = await mkdtemp(join(tmpdir(), "latchkey-stdio-"));
  const surroundings = { PATH: process.env.PATH ?? "", HOME: home, MCP_REMOTE_CONFIG_DIR: home, BROWSER: "true" };
  const transport = new StdioClientTransport({
    command,
    args,
    env: { ...surroundings, npm_config_offline: "true", ...env },
    stderr: "pipe",
  });
  const client = new FirstClient(INFO);
  await client.connect(transport);
  const connection = connectionOf(client as unknown as SdkClient);
  return {
    ...connection,
    close: async () => {
      await connection.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const run = promisify(execFile);
const INSPECTOR = createRequire(import.meta.url).resolve("@modelcontextprotocol/inspector/package.json");

/** The command line of the Inspector, which starts a process for every request. */
export function openInspector({ url, headers }: Access): Connection {
  const launcher = join(INSPECTOR, "..", "clients/launcher/build/index.js");
  const header = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const ask = async (...question: string[]) => {
    const args = [launcher, "--cli", url, "--transport", "http", "--header", ...header, ...question];
    return JSON.parse((await run(process.execPath, args)).stdout) as { tools?: { name: string }[] };
  };
  const pairs = (input: Record<string, string>) => Object.entries(input).map(([name, value]) => `${name}=${value}`);
  return {
    toolNames: async () => (await ask("--method", "tools/list")).tools?.map((tool) => tool.name) ?? [],
    call: async (tool, input) =>
      textOf(await ask("--method", "tools/call", "--tool-name", tool, "--tool-arg", ...pairs(input))),
    read: async (uri) => textOf(await ask("--method", "resources/read", "--uri", uri)),
    close: async () => {},
  };
}
