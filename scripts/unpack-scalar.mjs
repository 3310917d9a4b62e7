// Writes Scalar's script for browsers, compressed, to the folder from which the gateway serves it. Only the package for
// Fastify contains the whole script, behind its routes (docs/decisions/0028). scripts/setup.mjs runs this file.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import scalar from "@scalar/fastify-api-reference";

const PACKAGE = "node_modules/@scalar/fastify-api-reference";
const FOLDER = "gateway/reference/generated";

function browserScript() {
  let script = "";
  const send = (text) => {
    script = text;
  };
  const reply = { header: () => reply, send };
  const route = ({ url, handler }) => url.endsWith("/js/scalar.js") && handler({}, reply);
  scalar({ route, initialConfig: {}, hasPlugin: () => false, log: console }, { configuration: { url: "/" } }, () => {});
  if (!script.includes("createApiReference")) throw new Error(`${PACKAGE} does not bring its script as it used to.`);
  // The source map is not served.
  return script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "");
}

const { version, license } = JSON.parse(readFileSync(`${PACKAGE}/package.json`, "utf8"));
const notice = `/*! Scalar API Reference ${version}, ${license}\n${readFileSync(`${PACKAGE}/LICENSE`, "utf8")}*/\n`;
mkdirSync(FOLDER, { recursive: true });
writeFileSync(`${FOLDER}/scalar.js.gz`, gzipSync(notice + browserScript(), { level: 9 }));
