import { setTimeout as pause } from "node:timers/promises";
import { TRY_AGAIN } from "#scripts/drill/load";
import type { Step } from "#scripts/drill/step";

const HANG_MS = 6_000;

export const KILL_GATEWAY: Step = {
  name: "a gateway is killed (SIGKILL)",
  // nginx cannot know whether a call that it has sent was carried out, so it does not send it again.
  allowed: ["HTTP 502"],
  disturb: async ({ gateways: [gateway], revoke, answers, noteKilled }) => {
    await gateway.stop("SIGKILL");
    noteKilled(gateway);
    await revoke();
    await answers(200);
    await gateway.restart();
  },
};

export const HANG_GATEWAY: Step = {
  name: "a gateway hangs (SIGSTOP) and goes on",
  // The hang is longer than the read of a key may take, so a gateway gives up the read that it had just begun.
  allowed: [TRY_AGAIN],
  disturb: async ({ gateways: [gateway], revoke }) => {
    process.kill(gateway.pid, "SIGSTOP");
    await pause(HANG_MS / 2);
    await revoke();
    await pause(HANG_MS / 2);
    process.kill(gateway.pid, "SIGCONT");
  },
};

export const RESTART_GATEWAYS: Step = {
  name: "the gateways are restarted in turn (SIGTERM)",
  allowed: [],
  disturb: async ({ gateways, revoke }) => {
    const [first] = gateways;
    for (const gateway of gateways) {
      const stopped = gateway.stop("SIGTERM");
      if (gateway === first) await revoke();
      await stopped;
      await gateway.restart();
    }
  },
};
