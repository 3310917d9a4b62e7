import type { Step } from "#scripts/drill/step";
import { until } from "#scripts/drill/until";

export const FILL_DISK: Step = {
  name: "the disk of the tables is full",
  // Reads go on, and calls wait in memory until they can be counted.
  allowed: [],
  disturb: async ({ disk, gateways, revoke, answers }) => {
    if (!disk) throw new Error("This step needs a small disk.");
    await revoke();
    await disk.fill();
    await until("both gateways report a full disk", async () => {
      const answers = await Promise.all(gateways.map(({ url }) => fetch(`${url}/api/ready`)));
      return answers.every(({ status }) => status === 503);
    });
    await answers(200);
    await disk.free();
  },
};
