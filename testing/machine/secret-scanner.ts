import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type SecretScanner = {
  /** The URL of its public keys. */
  keysUrl: string;
  identifier: string;
  /** The number of requests for its keys. */
  reads: () => number;
  /** Returns the signature headers for a body. */
  sign(body: string): Record<string, string>;
  /** Sets whether it answers with status 500 from now on. */
  fail(isFailing: boolean): void;
  stop(): Promise<void>;
};

/** Starts a stand-in for GitHub's secret scanning, with its own key pair and its public keys on a local server. */
export async function startSecretScanner(namedCurve = "P-256"): Promise<SecretScanner> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  const identifier = "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a";
  const key = publicKey.export({ type: "spki", format: "pem" });
  let [reads, isFailing] = [0, false];
  const server = createServer((_request, response) => {
    reads += 1;
    response.writeHead(isFailing ? 500 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ public_keys: [{ key_identifier: identifier, key, is_current: true }] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    keysUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/meta/public_keys/secret_scanning`,
    identifier,
    reads: () => reads,
    sign: (body) => ({
      "github-public-key-identifier": identifier,
      "github-public-key-signature": sign("sha256", Buffer.from(body), privateKey).toString("base64"),
    }),
    fail: (failing) => {
      isFailing = failing;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
