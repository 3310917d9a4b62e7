import { expect, test } from "vitest";
import { parseReach } from "#lib/keys/access/reach";

test("sorts workspaces and their servers by slug, in any order of the database", () => {
  const zeta = 'ws_2 zeta true ups_3@1@b,ups_4@7@a - "Zeta"';
  const acme = 'ws_1 acme false ups_9@2@only - "Acme, \\"the\\" 1 @ 2"';
  expect(parseReach([zeta, acme].join("\n"))).toEqual([
    {
      id: "ws_1",
      slug: "acme",
      name: 'Acme, "the" 1 @ 2',
      confirmDestructive: false,
      upstreams: [{ id: "ups_9", revision: 2 }],
      policy: null,
      line: acme,
    },
    {
      id: "ws_2",
      slug: "zeta",
      name: "Zeta",
      confirmDestructive: true,
      upstreams: [
        { id: "ups_4", revision: 7 },
        { id: "ups_3", revision: 1 },
      ],
      policy: null,
      line: zeta,
    },
  ]);
});

const OPEN_TO_APPS = { appMakers: "everyone", appClients: "all", listedClients: [], maxAppLifetimeDays: null };

test("reads a workspace's policy together with the owner's role in it", () => {
  const [acme] = parseReach('ws_1 acme true  ["member",30,true,"admins","everyone",["10.0.0.0/8","::1"]] "Acme"');
  expect(acme?.policy).toEqual({
    ownerRole: "member",
    rules: {
      maxLifetimeDays: 30,
      expiryRequired: true,
      fullAccess: "admins",
      keyMakers: "everyone",
      networks: ["10.0.0.0/8", "::1"],
      ...OPEN_TO_APPS,
    },
  });
});

test("reads the rules for connected apps, which the lookup of an app adds", () => {
  const policy = '["admin",null,false,"everyone","everyone",[],"admins","listed",["claude.ai"],30]';
  const [acme] = parseReach(`ws_1 acme true  ${policy} "Acme"`);
  expect(acme?.policy?.rules).toMatchObject({
    appMakers: "admins",
    appClients: "listed",
    listedClients: ["claude.ai"],
    maxAppLifetimeDays: 30,
  });
});

test("reads a key that reaches nothing, and a workspace without servers", () => {
  expect(parseReach("")).toEqual([]);
  expect(parseReach('ws_1 acme true  - "Acme"')).toMatchObject([{ slug: "acme", upstreams: [] }]);
});

test("throws for a text that it cannot read, instead of leaving a workspace out", () => {
  expect(() => parseReach("ws_1 acme")).toThrow();
});
