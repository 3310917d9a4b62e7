// This program runs in a thread of its own, which `strength-thread.ts` starts. An estimate takes up to some hundred
// milliseconds, and the dictionaries take memory only while the thread lives.
import { parentPort } from "node:worker_threads";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

parentPort?.on("message", ({ password, personal }: { password: string; personal: string[] }) => {
  parentPort?.postMessage(estimator.check(password, personal).score);
});
