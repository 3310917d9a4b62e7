import type { Step } from "#scripts/drill/step";

// Without Redis each gateway counts by itself, so no call fails.

export const HANG_REDIS: Step = {
  name: "Redis hangs (SIGSTOP) and goes on",
  allowed: [],
  disturb: async ({ redis, revoke, answers }) => {
    redis.hang();
    await revoke();
    await answers(200);
    redis.goOn();
  },
};

export const RESTART_REDIS: Step = {
  name: "Redis is killed, and starts again without data",
  allowed: [],
  disturb: async ({ redis, revoke, answers }) => {
    await redis.kill();
    await revoke();
    await answers(200);
    await redis.startAgain();
  },
};
