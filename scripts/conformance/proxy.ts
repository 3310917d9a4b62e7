import { request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/**
 * A listener that passes everything on to the gateway as it is, Host and Origin included, and adds the key: the suite
 * cannot send a header of its own.
 */
export function keyAddingProxy(gatewayPort: number, token: string) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url: path, rawHeaders } = incoming;
    const headers = [...rawHeaders, "authorization", `Bearer ${token}`];
    const passed = forward({ host: "127.0.0.1", port: gatewayPort, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      // Clients leave streams before their end.
      pipeline(answer, outgoing, () => {});
    });
    passed.once("error", () => outgoing.destroy());
    outgoing.once("close", () => passed.destroy());
    pipeline(incoming, passed, () => {});
  };
}
