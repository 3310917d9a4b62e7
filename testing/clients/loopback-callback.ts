import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The server on loopback on which a client on this machine waits for the answer. */
export type LoopbackCallback = {
  redirectUri: string;
  /** Returns the query of the next answer that came, or comes. */
  answer(): Promise<URLSearchParams>;
  /** How many answers have come. */
  count(): number;
  close(): Promise<void>;
};

/** Starts the server, which shows a page of its own, as clients do. */
export async function startCallback(): Promise<LoopbackCallback> {
  const waiting: ((answer: URLSearchParams) => void)[] = [];
  const came: URLSearchParams[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/callback") {
      count += 1;
      const take = waiting.shift();
      if (take) take(url.searchParams);
      else came.push(url.searchParams);
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    // A client on the web tells the window that opened this one.
    const script = "<script>window.opener?.postMessage(location.search, '*')</script>";
    response.end(`<title>Signed in</title><p>The client has its answer.</p>${script}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    redirectUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    answer: async () => came.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    count: () => count,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
