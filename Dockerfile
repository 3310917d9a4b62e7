FROM node:24-bookworm-slim AS build
WORKDIR /latchkey
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup.mjs scripts/unpack-scalar.mjs scripts/
COPY scripts/setup scripts/setup
COPY prisma prisma
COPY prisma.config.ts ./
RUN node scripts/setup.mjs
COPY . .
# The image's own Node.js only starts npm. The project brings the one that runs (docs/decisions/0002).
RUN node scripts/setup.mjs --build \
  && node_modules/.bin/node --disable-warning=ExperimentalWarning scripts/image/command.ts /image

# The base of the image above, without its Node.js and npm (docs/decisions/0044).
FROM debian:bookworm-slim
WORKDIR /latchkey
ENV NODE_ENV=production HOST=0.0.0.0 PATH=/latchkey/bin:/usr/bin:/bin
COPY --from=build /image ./
# A number, so that Kubernetes sees that it is not root. Nothing belongs to this user.
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["/latchkey/scripts/image/healthy.sh"]
# As in `npm start`: these keep the process below 250 MB under full load, at next to no cost in speed.
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=50", "server.ts"]
