import { once } from "node:events";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

/** Starts a server that gives every request the same answer. */
export function startAnsweringServer(
  status: number,
  body = "",
  headers: Record<string, string> = { "content-type": "text/html" },
): Promise<RunningServer> {
  return startHttpServer((_request, response) => response.writeHead(status, headers).end(body));
}

/** Starts a server that accepts connections and reads, but never answers. */
export function startSilentServer(): Promise<RunningServer> {
  return startTcpServer((socket) => socket.resume());
}

/** Starts a server that closes a connection at its first bytes. */
export function startHangingUpServer(): Promise<RunningServer> {
  return startTcpServer((socket) => socket.once("data", () => socket.destroy()));
}

/** Starts a server with a self-signed certificate. */
export async function startSelfSignedServer(): Promise<RunningServer> {
  const server = createTlsServer({ key: SELF_SIGNED_KEY, cert: SELF_SIGNED_CERTIFICATE }, (_request, response) => {
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function startTcpServer(connected: (socket: Socket) => void): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    connected(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A key for tests only: `openssl req -x509 -newkey ec … -days 36500 -addext subjectAltName=IP:127.0.0.1`. */
const SELF_SIGNED_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUp/vdnh8t0+Ddcrl
Q93+w0wrD0WS5+dor9gSCHYPtaChRANCAARle/uKFLAzpiS21D4dwbHjUmW6cvJO
sucgInjgNIB+LjeJ4ydf2PsQmIjcQl+aRwHRdb+qL4IQIVAIxrT/t3ii
-----END PRIVATE KEY-----`;

const SELF_SIGNED_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUV0d0RnNjqDUhnWMhXXMutiRz1icwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTA1MzM0M1oYDzIxMjYxMDI4
MDUzMzQzWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARle/uKFLAzpiS21D4dwbHjUmW6cvJOsucgInjgNIB+LjeJ4ydf2PsQ
mIjcQl+aRwHRdb+qL4IQIVAIxrT/t3iio2QwYjAdBgNVHQ4EFgQUBUHNuIzzHzMz
wsuYo6X1+cv8I1IwHwYDVR0jBBgwFoAUBUHNuIzzHzMzwsuYo6X1+cv8I1IwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IQCSW3ETwacLfQMNY7TuQFZhn//OiARIoZ8uCocXBhcgkgIgUhjrRbKYqgGoXor8
++jQKGGOyRMhdIY+z26SAWXB2Q8=
-----END CERTIFICATE-----`;
