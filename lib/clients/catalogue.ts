import { claudeCode } from "#lib/clients/claude-code";
import { claudeDesktop } from "#lib/clients/claude-desktop";
import { codex } from "#lib/clients/codex";
import { curl } from "#lib/clients/curl";
import { cursor } from "#lib/clients/cursor";
import { geminiCli } from "#lib/clients/gemini-cli";
import { goose } from "#lib/clients/goose";
import { lmStudio } from "#lib/clients/lm-studio";
import { openCode } from "#lib/clients/open-code";
import type { Client } from "#lib/clients/setup";
import { vsCode } from "#lib/clients/vs-code";
import { windsurf } from "#lib/clients/windsurf";
import { zed } from "#lib/clients/zed";

/** The clients that have a tab of their own. */
export const MAIN_CLIENTS: readonly Client[] = [claudeDesktop, claudeCode, cursor, vsCode];

/** The clients in the tab "Other clients". */
export const OTHER_CLIENTS: readonly [Client, ...Client[]] = [
  codex,
  geminiCli,
  windsurf,
  zed,
  openCode,
  goose,
  lmStudio,
  curl,
];

export const CLIENTS: readonly Client[] = [...MAIN_CLIENTS, ...OTHER_CLIENTS];
