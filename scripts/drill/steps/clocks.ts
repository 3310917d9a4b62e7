import { HOUR_MS } from "#lib/clock";
import type { Step } from "#scripts/drill/step";

/** The key that lasts ends in half an hour, so a gateway that goes by its own clock refuses it when it is fast. */
export const SHIFT_CLOCKS: Step = {
  name: "one gateway's clock is set back an hour, the other starts an hour fast",
  allowed: [],
  disturb: async ({ gateways: [slow, fast], endByClock, answers }) => {
    await slow.clock.set(-HOUR_MS);
    process.kill(slow.pid, "SIGUSR2");
    await fast.clock.set(HOUR_MS);
    await fast.stop();
    await fast.restart();
    await endByClock();
    await answers(200);
    await Promise.all([slow.clock.set(0), fast.clock.set(0)]);
    process.kill(fast.pid, "SIGUSR2");
    await slow.stop();
    await slow.restart();
  },
};
