import { request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/**
 * Forwards every request unchanged to the gateway, with its Host and Origin, and adds a key, since the suite cannot
 * send other headers. A path `/<n>/…` becomes `/…` with the n-th key.
 */
export function keyAddingProxy(gatewayPort: number, tokens: readonly string[]) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url = "/", rawHeaders } = incoming;
    const [, number, path] = /^\/(\d+)(\/.*)$/.exec(url) ?? [];
    const token = tokens[Number(number)];
    if (token === undefined) return void outgoing.writeHead(404).end();
    const headers = [...rawHeaders, "authorization", `Bearer ${token}`];
    const passed = forward({ host: "127.0.0.1", port: gatewayPort, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      // Clients close streams before they end.
      pipeline(answer, outgoing, () => {});
    });
    passed.once("error", () => outgoing.destroy());
    outgoing.once("close", () => passed.destroy());
    pipeline(incoming, passed, () => {});
  };
}
