import { expect, test, vi } from "vitest";
import { env, parseEnv, SettingsError } from "#lib/env";
import { forget } from "#lib/process";

const readStored = () => ({ authSecret: "a".repeat(44), encryptionKey: "e".repeat(44), databasePassword: "p" });
const refuseToRead = () => {
  throw new Error("The stored secrets were read.");
};

test("needs no variable to be set", () => {
  const settings = parseEnv({}, readStored);
  expect(settings).toMatchObject({
    HOST: "127.0.0.1",
    PORT: 3000,
    PUBLIC_URL: "http://localhost:3000",
    SIGN_UP: "invite",
  });
  expect(settings.AUTH_SECRET).toBe("a".repeat(44));
});

test("names every wrong variable at once", () => {
  const raw = {
    PORT: "70000",
    SIGN_UP: "maybe",
    PUBLIC_URL: "keys.acme.com",
    KEY_PREFIX: "MCP-",
    SMTP_URL: "http://x",
    REDIS_URL: "http://x",
    RATE_LIMIT_KEY_PER_MINUTE: "-1",
    RATE_LIMIT_WORKSPACE_BURST: "0",
  };
  const attempt = () => parseEnv(raw, readStored);
  expect(attempt).toThrow(SettingsError);
  for (const name of Object.keys(raw)) expect(attempt).toThrow(name);
});

test("requires the secrets when DATABASE_URL is set, because replicas share them", () => {
  const attempt = () => parseEnv({ DATABASE_URL: "postgresql://db.example.com/latchkey" }, refuseToRead);
  expect(attempt).toThrow(/AUTH_SECRET: must be set when DATABASE_URL is/);
  expect(attempt).toThrow(/ENCRYPTION_KEY: must be set when DATABASE_URL is/);
});

test("prefers the secrets that are set to the stored ones", () => {
  const AUTH_SECRET = "s".repeat(32);
  expect(parseEnv({ AUTH_SECRET }, readStored).AUTH_SECRET).toBe(AUTH_SECRET);
});

test("refuses an encryption key of the wrong length without showing it", () => {
  const attempt = () => parseEnv({ ENCRYPTION_KEY: "c2hvcnQ=" }, readStored);
  expect(attempt).toThrow(/32 bytes/);
  expect(attempt).not.toThrow(/c2hvcnQ/);
});

test("refuses a sign-in provider of which only some variables are set", () => {
  expect(() => parseEnv({ OIDC_ISSUER: "https://id.example.com" }, readStored)).toThrow(/OIDC_CLIENT_SECRET/);
});

test("treats an empty variable as not set", () => {
  expect(parseEnv({ PORT: "" }, readStored).PORT).toBe(3000);
});

test.each([
  ["https://keys.acme.com/", "https://keys.acme.com"],
  ["https://Keys.Acme.com:443", "https://keys.acme.com"],
  ["https://keys.acme.com:8443/", "https://keys.acme.com:8443"],
  ["http://keys.acme.com:80", "http://keys.acme.com"],
  ["http://[FD00::5]:3000", "http://[fd00::5]:3000"],
])("writes PUBLIC_URL as browsers write an origin: %s", (given, PUBLIC_URL) => {
  expect(parseEnv({ PUBLIC_URL: given }, readStored).PUBLIC_URL).toBe(PUBLIC_URL);
});

test.each(["/latchkey", "/latchkey/", "/?a=b", "?", "/#top", "#", "/%20"])(
  "refuses PUBLIC_URL with more than an origin, in one sentence: %s",
  (rest) => {
    const parse = () => parseEnv({ PUBLIC_URL: `https://keys.acme.com${rest}` }, readStored);
    expect(parse).toThrow(
      /settings:\n {2}PUBLIC_URL: must be a scheme, a host and a port alone.*without a path[^\n]*$/,
    );
  },
);

test("refuses PUBLIC_URL with a user name, and does not repeat the password", () => {
  const parse = () => parseEnv({ PUBLIC_URL: "https://ada:s3cret@keys.acme.com" }, readStored);
  expect(parse).toThrow(/or a user name$/);
  expect(parse).not.toThrow(/s3cret/);
});

test("allows servers in private networks if PUBLIC_URL is a loopback address or the setting allows them", () => {
  const allowed = (raw: Record<string, string>) => parseEnv(raw, readStored).ALLOW_PRIVATE_UPSTREAMS;
  for (const PUBLIC_URL of [
    "",
    "http://localhost:8080",
    "https://latchkey.localhost",
    "http://127.1",
    "http://[::1]",
  ]) {
    expect(allowed({ PUBLIC_URL }), PUBLIC_URL).toBe(true);
    expect(allowed({ PUBLIC_URL, ALLOW_PRIVATE_UPSTREAMS: "false" })).toBe(false);
  }
  for (const PUBLIC_URL of ["https://keys.acme.com", "http://10.0.0.5", "https://localhost.acme.com"]) {
    expect(allowed({ PUBLIC_URL }), PUBLIC_URL).toBe(false);
    expect(allowed({ PUBLIC_URL, ALLOW_PRIVATE_UPSTREAMS: "true" })).toBe(true);
  }
});

test("accepts host names and addresses without ports in ALLOWED_HOSTS, and nothing else", () => {
  const hosts = (ALLOWED_HOSTS: string) => parseEnv({ ALLOWED_HOSTS }, readStored).ALLOWED_HOSTS;
  expect(hosts("Gateway.internal, 10.0.0.5,[fd00::1]")).toEqual(["gateway.internal", "10.0.0.5", "[fd00::1]"]);
  expect(() => hosts("gateway.internal:3000")).toThrow(/ALLOWED_HOSTS.*without ports/);
  expect(() => hosts("https://gateway.internal")).toThrow(/ALLOWED_HOSTS/);
  expect(() => hosts("*")).toThrow(/ALLOWED_HOSTS/);
});

test("sets NEXTAUTH_URL to PUBLIC_URL, also when DATABASE_URL is set", () => {
  const settings = {
    DATABASE_URL: "postgresql://localhost/latchkey",
    AUTH_SECRET: "a".repeat(44),
    ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
    PUBLIC_URL: "https://keys.acme.com",
    NEXTAUTH_URL: "",
  };
  for (const [name, text] of Object.entries(settings)) vi.stubEnv(name, text);
  forget("env");
  env();
  expect(process.env.NEXTAUTH_URL).toBe("https://keys.acme.com");
  forget("env");
  vi.unstubAllEnvs();
});

test("accepts settings of metrics and traces within their bounds, and refuses others", () => {
  const settings = parseEnv({ USAGE_RETENTION_DAYS: "7", OTEL_TRACES_SAMPLER_ARG: "0.25" }, readStored);
  expect(settings).toMatchObject({
    USAGE_RETENTION_DAYS: 7,
    OTEL_TRACES_SAMPLER_ARG: 0.25,
    OTEL_SERVICE_NAME: "latchkey",
  });
  const raw = {
    USAGE_RETENTION_DAYS: "0",
    METRICS_TOKEN: "short",
    OTEL_TRACES_SAMPLER_ARG: "2",
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector",
  };
  for (const name of Object.keys(raw)) expect(() => parseEnv(raw, readStored)).toThrow(name);
});
