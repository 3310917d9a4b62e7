import type { Client } from "#lib/clients/model/setup";
import { claudeCode } from "#lib/clients/programs/claude-code";
import { claudeDesktop } from "#lib/clients/programs/claude-desktop";
import { cline, clineCli } from "#lib/clients/programs/cline";
import { codex } from "#lib/clients/programs/codex";
import { continueDev } from "#lib/clients/programs/continue";
import { copilotCli } from "#lib/clients/programs/copilot-cli";
import { curl } from "#lib/clients/programs/curl";
import { cursor } from "#lib/clients/programs/cursor";
import { environmentVariable } from "#lib/clients/programs/environment-variable";
import { geminiCli } from "#lib/clients/programs/gemini-cli";
import { githubActions } from "#lib/clients/programs/github-actions";
import { goose } from "#lib/clients/programs/goose";
import { lmStudio } from "#lib/clients/programs/lm-studio";
import { openCode } from "#lib/clients/programs/open-code";
import { qwenCode } from "#lib/clients/programs/qwen-code";
import { vsCode } from "#lib/clients/programs/vs-code";
import { windsurf } from "#lib/clients/programs/windsurf";
import { zed } from "#lib/clients/programs/zed";

/** The clients that have a tab of their own. */
export const MAIN_CLIENTS: readonly Client[] = [claudeDesktop, claudeCode, cursor, vsCode];

/** The clients in the tab "Other clients". */
export const OTHER_CLIENTS: readonly [Client, ...Client[]] = [
  codex,
  geminiCli,
  copilotCli,
  windsurf,
  zed,
  openCode,
  cline,
  clineCli,
  qwenCode,
  continueDev,
  goose,
  lmStudio,
];

/** What stands in the tab "CI": ways to give a key to programs that run without a person. */
export const CI_CLIENTS: readonly [Client, ...Client[]] = [environmentVariable, githubActions, curl];

export const CLIENTS: readonly Client[] = [...MAIN_CLIENTS, ...OTHER_CLIENTS, ...CI_CLIENTS];
