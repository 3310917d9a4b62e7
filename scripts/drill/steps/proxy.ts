import { CLOSED_IDLE } from "#scripts/drill/load";
import type { Step } from "#scripts/drill/step";

const TIMES = 5;

export const RELOAD_PROXY: Step = {
  name: `nginx is reloaded ${TIMES} times`,
  // nginx closes idle connections of clients at each reload, by itself and without a warning.
  allowed: [CLOSED_IDLE],
  disturb: async ({ proxy, revoke, answers }) => {
    for (let time = 0; time < TIMES; time += 1) {
      proxy.reload();
      if (time === 0) await revoke();
      await answers(50);
    }
  },
};
