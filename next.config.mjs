/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Types are checked by `npm run typecheck`, once, and not again in every build.
  typescript: { ignoreBuildErrors: true },
  // No page has pictures to resize, and the endpoint that would do it takes addresses from anybody.
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "pg", "pino", "@modelcontextprotocol/client"],
};
