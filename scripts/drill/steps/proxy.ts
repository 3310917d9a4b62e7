import type { Step } from "#scripts/drill/step";

const TIMES = 5;

export const RELOAD_PROXY: Step = {
  name: `nginx is reloaded ${TIMES} times`,
  allowed: [],
  disturb: async ({ proxy, revoke, answers }) => {
    for (let time = 0; time < TIMES; time += 1) {
      proxy.reload();
      if (time === 0) await revoke();
      await answers(50);
    }
  },
};
