ARG NODE_IMAGE=node:24-trixie-slim

FROM ${NODE_IMAGE} AS deps
WORKDIR /app
# Prisma's schema engine is linked to libssl, and its download is chosen by the version it finds.
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    command -v openssl >/dev/null || (apt-get update -qq && apt-get install -y --no-install-recommends openssl)
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund

FROM deps AS build
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
COPY prisma.config.ts ./
COPY prisma ./prisma
RUN npm run generate
COPY scripts ./scripts
RUN npm run build:prisma-cli
COPY . .
RUN --mount=type=cache,target=/app/.next/cache npm run build

FROM ${NODE_IMAGE} AS runner
WORKDIR /app
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    command -v openssl >/dev/null || \
    (apt-get update -qq && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*)
# Everything that would write under / is told to write under /tmp or not at all: the root file system is read-only.
ENV NODE_ENV=production \
    PORT=3000 \
    HOSTNAME=0.0.0.0 \
    HOME=/tmp \
    NEXT_TELEMETRY_DISABLED=1 \
    CHECKPOINT_DISABLE=1 \
    PRISMA_HIDE_UPDATE_MESSAGE=1 \
    npm_config_cache=/tmp/.npm \
    npm_config_update_notifier=false
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/dist/prisma-cli ./
COPY --from=build /app/dist/seed.mjs ./dist/
COPY --from=build /app/prisma/schema.prisma ./prisma/
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/prisma.config.ts ./
USER 1000
EXPOSE 3000 9464
CMD ["node", "server.js"]
