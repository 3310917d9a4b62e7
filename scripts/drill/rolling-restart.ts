import type { CountingServer } from "#scripts/drill/counting-server";
import { runLoad, type Tally } from "#scripts/drill/load";
import type { Installation } from "#testing/machine/installation";

type Restarting = {
  gateways: readonly Installation[];
  /** The address of the proxy in front of the gateways. */
  url: string;
  token: string;
  /** The server, and its slug at the gateways. */
  server: CountingServer;
  slug: string;
  clients: number;
  /** The load ends after this many calls, once each gateway was restarted. */
  calls: number;
};

export type Restarted = Tally & {
  restarts: number;
  seconds: number;
  /** Calls that were answered and not carried out exactly once. */
  miscounted: number;
};

/** Restarts one gateway after the other, without a pause, while clients call through the proxy. */
export async function restartUnderLoad(restarting: Restarting): Promise<Restarted> {
  const { gateways, url, token, server, slug: serverSlug, clients, calls } = restarting;
  const begunAtMs = performance.now();
  let restarts = 0;
  let isOver = false;
  const loading = runLoad({
    url,
    token,
    server: serverSlug,
    clients,
    goesOn: ({ sent }) => sent < calls || restarts < gateways.length,
  }).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const gateway of gateways) {
      if (isOver) break;
      await gateway.stop("SIGTERM");
      await gateway.restart();
      restarts += 1;
    }
  }
  const tally = await loading;
  const seconds = (performance.now() - begunAtMs) / 1_000;
  const numbers = Array.from({ length: tally.sent }, (_, number) => number);
  const miscounted = numbers.filter((number) => server.carriedOut.get(number) !== 1).length;
  return { ...tally, restarts, seconds, miscounted };
}
