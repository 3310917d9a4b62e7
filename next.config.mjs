/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run typecheck` checks the types once, so a build does not check them again.
  typescript: { ignoreBuildErrors: true },
  // No page needs resized pictures, and the endpoint that resizes them would accept addresses from anybody.
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "pg", "pino", "@modelcontextprotocol/client"],
};
