import { createInterface } from "node:readline";
import { answerTo } from "#testing/servers/programs/tools";

/** The same server over standard input and output, for what can proxy nothing else. */
createInterface({ input: process.stdin }).on("line", (line) => {
  const answer = answerTo(JSON.parse(line), 0);
  if (answer) process.stdout.write(`${JSON.stringify(answer)}\n`);
});
