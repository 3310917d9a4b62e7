import { createInterface } from "node:readline";
import { answerTo } from "#testing/servers/programs/tools";

/** The upstream over standard input and output, for proxies that support nothing else. */
createInterface({ input: process.stdin }).on("line", (line) => {
  const answer = answerTo(JSON.parse(line), 0);
  if (answer) process.stdout.write(`${JSON.stringify(answer)}\n`);
});
