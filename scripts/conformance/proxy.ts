import { request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/**
 * A listener that passes everything on to the gateway as it is, Host and Origin included, and adds a key: the suite
 * cannot send a header of its own. A path `/<n>/…` is passed on as `/…` with the n-th of the keys.
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
      // Clients leave streams before their end.
      pipeline(answer, outgoing, () => {});
    });
    passed.once("error", () => outgoing.destroy());
    outgoing.once("close", () => passed.destroy());
    pipeline(incoming, passed, () => {});
  };
}
