# The project brings its own Node.js 24 (docs/decisions/0002); the image's one only starts npm.
FROM node:24-bookworm-slim AS build
WORKDIR /latchkey
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup.mjs scripts/unpack-scalar.mjs scripts/
COPY prisma prisma
COPY prisma.config.ts ./
RUN node scripts/setup.mjs
COPY . .
RUN node scripts/setup.mjs --build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /latchkey
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=build --chown=node:node /latchkey ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/api/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# As in `npm start`: these keep the process below 250 MB under full load, at next to no cost in speed.
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=50", "server.ts"]
