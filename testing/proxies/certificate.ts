import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureOpenssl } from "#scripts/programs/openssl";

/** A certificate for `localhost` that signed itself, and the files that hold it and its key. */
export type Certificate = { pem: string; certificateFile: string; keyFile: string };

/** Makes a certificate in `folder`. */
export function makeCertificate(folder: string): Certificate {
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-keyout", keyFile];
  execFileSync(ensureOpenssl(), ["req", "-x509", "-days", "2", ...key, ...name, "-out", certificateFile], {
    stdio: "ignore",
  });
  return { pem: readFileSync(certificateFile, "utf8"), certificateFile, keyFile };
}
