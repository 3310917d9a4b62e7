import { expect, test } from "vitest";
import { connectionProblem } from "#lib/starting/connection-problem";

const target = { host: "db.internal", port: 5432, user: "latchkey", database: "keys" };
const withCode = (code: string, message = "secret words of the driver") => Object.assign(new Error(message), { code });

test.each([
  ["ECONNREFUSED", "nothing listens there"],
  ["ENOTFOUND", "the name db.internal is unknown"],
  ["EAI_AGAIN", "the name db.internal is unknown"],
  ["ETIMEDOUT", "it does not answer"],
  ["ECONNRESET", "it cannot be reached"],
  ["EHOSTUNREACH", "it cannot be reached"],
  ["57P03", "it is starting, stopping or recovering"],
  ["53300", "it has no connection left"],
  ["25006", "it takes no changes, like a standby"],
  ["53100", "it has no space or memory left"],
])("%s may pass: %s", (code, because) => {
  expect(connectionProblem(withCode(code), target)).toMatchObject({ because, mayPass: true });
});

test.each([
  ["28P01", "it refuses the password of the user latchkey"],
  ["28000", "it refuses the user latchkey"],
  ["3D000", "it has no database keys"],
])("waiting cannot mend %s: %s", (code, because) => {
  expect(connectionProblem(withCode(code), target)).toMatchObject({ because, mayPass: false });
});

test("a database that allows no connections may allow them later", () => {
  const error = withCode("55000", 'database "keys" is not currently accepting connections');
  expect(connectionProblem(error, target)).toMatchObject({ mayPass: true });
});

test.each([
  ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string", "it asks for a password"],
  ["The server does not support SSL connections", "it offers no TLS"],
  ["self-signed certificate in certificate chain", "it answered: self-signed certificate in certificate chain"],
])("%j is said at once", (message, because) => {
  const problem = connectionProblem(new Error(message), target);
  expect(problem.because).toContain(because);
  expect(problem.mayPass).toBe(false);
});

test("every problem has an advice that is a sentence", () => {
  for (const code of ["ECONNREFUSED", "ENOENT", "28P01", "3D000", "53300", "57014", "XX000", ""]) {
    expect(connectionProblem(withCode(code), target).advice).toMatch(/^[A-Z].*\.$/);
  }
});
