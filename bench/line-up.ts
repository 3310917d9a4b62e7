import type { Contender } from "#bench/contender";
import { startBareSdk } from "#bench/contenders/bare-sdk";
import { direct } from "#bench/contenders/direct";
import { startLatchkey } from "#bench/contenders/latchkey";
import { startMcpProxy } from "#bench/contenders/mcp-proxy";
import { startNginx } from "#bench/contenders/nginx";
import type { Lane } from "#bench/lane";
import { PEER_NAMES, PEER_TITLES, type PeerName } from "#bench/lane-names";
import { LAST_TOOL, seedManyKeys, TOOLS_IN_ALL } from "#bench/latchkey/seed";
import type { Stage } from "#bench/stage";
import type { Era } from "#lib/mcp/protocol";

/** The number of connections for all lanes outside the main comparison. */
const DEFAULT_CONNECTIONS = 16;

/**
 * Starts all contenders. They run until the stage is cleared.
 * @returns the lanes to measure
 */
export async function lineUp(stage: Stage): Promise<Lane[]> {
  const { lanes: wanted, connections } = stage.options;
  const peers: Peer[] = [];
  for (const name of PEER_NAMES) {
    if (wanted.includes(name)) peers.push({ name, contender: await startPeer(name, stage) });
  }
  const otherConnections = connections.includes(DEFAULT_CONNECTIONS) ? DEFAULT_CONNECTIONS : Math.max(...connections);
  const lanes = peers.map((peer) => callLane(peer, "modern", connections));
  if (wanted.includes("many-keys")) lanes.push(await manyKeysLane(stage, otherConnections));
  if (wanted.includes("legacy")) lanes.push(...peers.map((peer) => callLane(peer, "legacy", [otherConnections])));
  if (wanted.includes("lists")) lanes.push(...listLanes(peers, stage, otherConnections));
  return lanes;
}

type Peer = { name: PeerName; contender: Contender };

async function startPeer(name: PeerName, stage: Stage): Promise<Contender> {
  stage.say(`Starting ${name}…`);
  const contender = await starters[name](stage);
  stage.onClear(contender.stop);
  return contender;
}

const starters: Record<PeerName, (stage: Stage) => Contender | Promise<Contender>> = {
  direct: (stage) => direct(stage.upstreamPid, stage),
  nginx: startNginx,
  "mcp-proxy": startMcpProxy,
  "bare-sdk": startBareSdk,
  latchkey: (stage) => startLatchkey({ ...stage, name: "latchkey", profileFolder: stage.options.profileFolder }),
};

function callLane({ name, contender }: Peer, era: Era, connections: number[]): Lane {
  const { port, credentials, tool } = contender;
  const headers = era === "legacy" ? contender.legacyHeaders : undefined;
  return {
    id: era === "modern" ? name : `legacy ${name}`,
    group: era === "modern" ? "calls" : "legacy calls",
    title: PEER_TITLES[name],
    contender,
    target: { port, path: "/mcp", credentials, headers, era, question: { method: "tools/call", tool } },
    connections,
  };
}

/** Starts a second gateway on a database with many more keys. */
async function manyKeysLane(stage: Stage, connections: number): Promise<Lane> {
  const { manyKeys: total } = stage.options;
  stage.say(`Inserting ${total.toLocaleString("en")} keys…`);
  const { callsWorkspaceId: workspaceId, tokens } = stage;
  const settings = await seedManyKeys(stage.settings, { workspaceId, tokens, total });
  const contender = await startLatchkey({ ...stage, name: "latchkey-many-keys", settings });
  stage.onClear(contender.stop);
  const lane = callLane({ name: "latchkey", contender }, "modern", [connections]);
  return { ...lane, id: "many-keys", title: `Latchkey, ${total.toLocaleString("en")} keys` };
}

/** Compares one list of 20 servers through Latchkey with a list of as many tools directly from one server. */
function listLanes(peers: Peer[], stage: Stage, connections: number): Lane[] {
  return peers.flatMap(({ name, contender }) => {
    if (name !== "direct" && name !== "latchkey") return [];
    const isDirect = name === "direct";
    const tokens = isDirect ? stage.tokens : stage.listTokens;
    const lastTool = isDirect ? `tool_${TOOLS_IN_ALL}` : LAST_TOOL;
    const { port, credentials } = contender;
    const target = {
      port,
      path: isDirect ? `/many/${TOOLS_IN_ALL}` : "/mcp",
      credentials: { ...credentials, tokens },
      era: "modern" as const,
      question: { method: "tools/list" as const, lastTool },
    };
    return [
      {
        id: `lists ${name}`,
        group: "lists" as const,
        title: PEER_TITLES[name],
        contender,
        target,
        connections: [connections],
      },
    ];
  });
}
