import { API_PATH } from "#gateway/api/api-path";

/** Scalar loads nothing from its makers, sends them nothing, and sends requests only to this origin and without a proxy. */
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
  // The document has its own code samples.
  hiddenClients: true,
  documentDownloadType: "direct",
  // The page uses the colours of the dashboard (`reference.css`).
  theme: "none",
  defaultOpenAllTags: true,
  hideDarkModeToggle: true,
  orderSchemaPropertiesBy: "preserve",
};

/** The page uses the theme that was chosen in the dashboard (`components/frame/theme.tsx`), also when it changes. */
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

/** Adds what screen readers need and Scalar leaves out: names of buttons, and roles of regions that share one name. */
const MEND = `
const mend = () => {
  for (const button of document.querySelectorAll("button.scalar-code-copy:not([aria-label])")) button.ariaLabel = "Copy";
  for (const card of document.querySelectorAll(".response-card[role=region]")) card.role = "group";
  for (const button of document.querySelectorAll("button[role=none]")) button.role = null;
  for (const picker of document.querySelectorAll("[data-testid=response-variant-picker]")) picker.ariaLabel = null;
};
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
`;

/**
 * Makes the page in which Scalar shows the reference.
 * @param nonce allows the scripts of this page in the Content-Security-Policy
 * @param version changes with Scalar's script, because browsers cache the script for a year
 * @param styles the CSS of the page
 */
export function referencePage({ nonce, version, styles }: { nonce: string; version: string; styles: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>API reference · Latchkey</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>${styles}</style>
</head>
<body>
<header class="bar"><a href="/">Latchkey</a><span aria-hidden="true">/</span><h1>API reference</h1></header>
<noscript>This page needs JavaScript. Read the document instead: <a href="${API_PATH}/openapi.json">openapi.json</a></noscript>
<div id="reference"></div>
<script nonce="${nonce}" src="/docs/api/scalar.js?${version}"></script>
<script nonce="${nonce}">${MEND}${START}</script>
</body>
</html>
`;
}
