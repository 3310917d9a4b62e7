import { API_PATH } from "#gateway/api/api-path";

/** Scalar loads nothing of its makers, tells them nothing, and sends requests to this origin alone, by no proxy. */
const CONFIGURATION = {
  url: `${API_PATH}/openapi.json`,
  servers: [{ url: API_PATH }],
  authentication: { preferredSecurityScheme: "apiToken" },
  persistAuth: false,
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
  // The document has samples of its own.
  hiddenClients: true,
  documentDownloadType: "json",
  defaultOpenAllTags: true,
  hideDarkModeToggle: true,
  orderSchemaPropertiesBy: "preserve",
};

/** The theme is the one that was chosen in the dashboard (`components/frame/theme.tsx`), and follows it. */
const START = `
const system = matchMedia("(prefers-color-scheme: dark)");
const configuration = () => {
  const chosen = localStorage.getItem("theme");
  const isDark = chosen === "dark" || (chosen !== "light" && system.matches);
  document.documentElement.className = isDark ? "dark" : "light";
  return { ...${JSON.stringify(CONFIGURATION)}, forceDarkModeState: isDark ? "dark" : "light" };
};
const reference = Scalar.createApiReference("#reference", configuration());
const follow = () => reference.updateConfiguration(configuration());
system.addEventListener("change", follow);
addEventListener("storage", ({ key }) => key === "theme" && follow());
`;

const STYLES = `
:root { color-scheme: light; --edge: #dfdfdf; --page: #fff; --text: #1b1b1b; --scalar-custom-header-height: 48px; }
:root.dark { color-scheme: dark; --edge: #2d2d2d; --page: #0f0f0f; --text: #e7e7e7; }
body { margin: 0; background: var(--page); }
.bar { position: sticky; top: 0; z-index: 100; box-sizing: border-box; height: 48px; padding: 0 20px; display: flex; gap: 8px;
  align-items: center; background: var(--page); color: var(--text); border-bottom: 1px solid var(--edge); font: 14px/1.5 ui-sans-serif, system-ui, sans-serif; }
.bar a { color: inherit; text-underline-offset: 3px; }
.bar h1 { margin: 0; font-size: inherit; font-weight: 600; }
`;

/**
 * The page that Scalar draws the reference into.
 * @param version changes with Scalar's script, which browsers keep for good
 */
export function referencePage({ nonce, version }: { nonce: string; version: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>API reference · Latchkey</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>${STYLES}</style>
</head>
<body>
<header class="bar"><a href="/">Latchkey</a><span aria-hidden="true">/</span><h1>API reference</h1></header>
<noscript>This page needs JavaScript. The same as a document: <a href="${API_PATH}/openapi.json">openapi.json</a></noscript>
<div id="reference"></div>
<script nonce="${nonce}" src="/docs/api/scalar.js?${version}"></script>
<script nonce="${nonce}">${START}</script>
</body>
</html>
`;
}
