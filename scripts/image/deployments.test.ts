import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

type Service = Record<string, unknown> & { environment: Record<string, string>; secrets: string[] };
type Compose = { services: Record<string, Service>; secrets: Record<string, unknown> };
type Probe = { httpGet: { path: string; port: string } };
type Container = Record<string, unknown> & { env: { name: string; value: string }[] };
type Manifest = { kind: string; spec: { template: { spec: { containers: Container[] } & Record<string, unknown> } } };

const compose = parse(readFileSync("compose.yaml", "utf8"), { merge: true }) as Compose;
const manifests = parseAllDocuments(readFileSync("docs/operations/kubernetes.yaml", "utf8")).map(
  (document) => document.toJS() as Manifest,
);

test.each(Object.entries(compose.services))(
  "%s runs confined in compose, and its log does not grow",
  (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      pids_limit: expect.any(Number),
      mem_limit: expect.any(String),
      logging: { options: { "max-size": expect.any(String), "max-file": expect.any(String) } },
      tmpfs: expect.arrayContaining([expect.stringMatching(/^\/tmp:size=/)]),
    });
    expect(service.privileged ?? service.cap_add).toBeUndefined();
  },
);

test("no secret stands in the environment of compose: each is a file that git and the image leave out", () => {
  for (const { environment, secrets } of Object.values(compose.services)) {
    for (const [name, value] of Object.entries(environment)) {
      if (!/PASSWORD|SECRET|KEY|DATABASE_URL/.test(name)) continue;
      expect(name).toMatch(/_FILE$/);
      expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
    }
    for (const secret of secrets) expect(compose.secrets[secret]).toEqual({ file: `secrets/${secret}` });
  }
  expect(readFileSync(".gitignore", "utf8")).toMatch(/^\/secrets\/$/m);
  expect(readFileSync(".dockerignore", "utf8")).toMatch(/^secrets$/m);
});

test("the pods of the manifest are asked over HTTP, and run confined as a user of the image", () => {
  const pods = manifests.filter(({ kind }) => kind === "Deployment").map(({ spec }) => spec.template.spec);
  expect(pods.map(({ containers }) => containers[0]?.env[0]?.value)).toEqual(["gateway", "dashboard"]);
  const user = Number(/^USER (\d+):/m.exec(readFileSync("Dockerfile", "utf8"))?.[1]);
  for (const pod of pods) {
    expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: user } });
    const container = pod.containers[0] ?? { env: [] };
    expect(container).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      resources: { limits: { memory: expect.any(String) } },
    });
    const pathOf = (name: string) => (container[name as keyof Container] as Probe).httpGet.path;
    expect(["readinessProbe", "livenessProbe"].map(pathOf)).toEqual(["/api/ready", "/api/health"]);
  }
});

test("every file that the Dockerfile copies by its name is there", () => {
  const copied = readFileSync("Dockerfile", "utf8").matchAll(/^COPY (?!--from)(.+) \S+$/gm);
  const paths = [...copied].flatMap(([, list = ""]) => list.split(" "));
  expect(paths).toContain("scripts/setup");
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
