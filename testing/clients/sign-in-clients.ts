import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const INFO = { name: "claude-code", version: "9.9.9" };

/** A client of an official SDK that signs in by itself, and keeps what it got in memory. */
export type SigningSdk = {
  /** Tries to connect. @returns the page on which a person has to agree; null when it is connected */
  connect(): Promise<string | null>;
  /** Takes the answer that came to its address. */
  finish(answer: URLSearchParams): Promise<void>;
  toolNames(): Promise<string[]>;
  accessToken(): string;
  close(): Promise<void>;
};

/** What both SDKs ask a program to keep. */
class Keeper {
  asked: URL | null = null;
  private client: never | undefined;
  private given: { access_token: string } | undefined;
  private verifier = "";
  readonly redirectUrl: string;

  constructor(redirectUrl: string) {
    this.redirectUrl = redirectUrl;
  }
  get clientMetadata() {
    return { client_name: "Claude Code", redirect_uris: [this.redirectUrl], token_endpoint_auth_method: "none" };
  }
  state = () => "state-of-the-client";
  clientInformation = () => this.client;
  saveClientInformation = (client: unknown) => {
    this.client = client as never;
  };
  tokens = () => this.given as never;
  saveTokens = (tokens: { access_token: string }) => {
    this.given = tokens;
  };
  redirectToAuthorization = (url: URL) => {
    this.asked = url;
  };
  saveCodeVerifier = (verifier: string) => {
    this.verifier = verifier;
  };
  codeVerifier = () => this.verifier;
  /** What the server does not accept any more is forgotten, as programs do. */
  invalidateCredentials = (scope: string) => {
    if (scope === "all" || scope === "tokens") this.given = undefined;
    if (scope === "all" || scope === "client") this.client = undefined;
  };
  get accessToken() {
    return this.given?.access_token ?? "";
  }
}

type Connected = { listTools(): Promise<{ tools: { name: string }[] }>; close(): Promise<void> };

/** Makes a client of the first or the second generation. */
export function signingSdk(generation: 1 | 2, endpoint: string, redirectUri: string): SigningSdk {
  const keeper = new Keeper(redirectUri);
  let connected: Connected | null = null;
  let transport = newTransport(generation, endpoint, keeper);
  return {
    connect: async () => {
      keeper.asked = null;
      transport = newTransport(generation, endpoint, keeper);
      const client = newClient(generation);
      try {
        await client.connect(transport);
        connected = client;
        return null;
      } catch (error) {
        const { asked } = keeper as { asked: URL | null };
        if (asked) return asked.href;
        throw error;
      }
    },
    finish: async (answer) => {
      // The second generation checks the issuer itself; the first one takes the code alone.
      await (generation === 2 ? transport.finishAuth(answer) : transport.finishAuth(answer.get("code") ?? ""));
    },
    toolNames: async () => (await connected?.listTools())?.tools.map((tool) => tool.name) ?? [],
    accessToken: () => keeper.accessToken,
    close: async () => connected?.close(),
  };
}

type AnyTransport = { finishAuth(answer: URLSearchParams | string): Promise<void> };

function newTransport(generation: 1 | 2, endpoint: string, keeper: Keeper): AnyTransport {
  const options = { authProvider: keeper as never };
  const url = new URL(endpoint);
  return (generation === 2
    ? new StreamableHTTPClientTransport(url, options)
    : new FirstTransport(url, options)) as unknown as AnyTransport;
}

function newClient(generation: 1 | 2): Connected & { connect(transport: unknown): Promise<void> } {
  const client = generation === 2 ? new Client(INFO, { versionNegotiation: { mode: "auto" } }) : new FirstClient(INFO);
  return client as never;
}
