import type { Step } from "#scripts/drill/step";
import { SHIFT_CLOCKS } from "#scripts/drill/steps/clocks";
import {
  DROP_PACKETS,
  EXHAUST_ROLE,
  EXHAUST_SERVER,
  HANG_DATABASE,
  KILL_DATABASE,
  LOCK_TABLES,
  LONG_HANG_DATABASE,
  LOSE_BELL,
  LOSE_CONNECTIONS,
  RESTART_DATABASE,
} from "#scripts/drill/steps/database";
import { FILL_DISK } from "#scripts/drill/steps/disk";
import { HANG_GATEWAY, KILL_GATEWAY, RESTART_GATEWAYS } from "#scripts/drill/steps/gateways";
import { RELOAD_PROXY } from "#scripts/drill/steps/proxy";
import { HANG_REDIS, RESTART_REDIS } from "#scripts/drill/steps/redis";

/** The steps of the drill, in their order. */
export const ALL_STEPS: readonly Step[] = [
  RESTART_GATEWAYS,
  KILL_GATEWAY,
  HANG_GATEWAY,
  RELOAD_PROXY,
  HANG_REDIS,
  RESTART_REDIS,
  LOSE_BELL,
  LOSE_CONNECTIONS,
  RESTART_DATABASE,
  KILL_DATABASE,
  HANG_DATABASE,
  LONG_HANG_DATABASE,
  DROP_PACKETS,
  EXHAUST_SERVER,
  EXHAUST_ROLE,
  LOCK_TABLES,
  FILL_DISK,
  SHIFT_CLOCKS,
];

/** The steps that are most likely to break, for `npm test`: each in a way of its own. */
export const SHORT_STEPS: readonly Step[] = [KILL_GATEWAY, LOSE_BELL, HANG_DATABASE, EXHAUST_SERVER];
