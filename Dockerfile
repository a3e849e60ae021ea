# One image for every process of the product: what it is there for is said by its command (see docker-compose.yml).

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci

FROM packages AS app
COPY . .
RUN node scripts/build-app.ts dist/app

FROM node:24.21.0-bookworm-slim AS production-packages
WORKDIR /app
COPY package.json package-lock.json ./
# Nothing that runs here needs an install script: no embedded database, no compiler.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim AS product
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data CLIENT_DIR=/app/dist/app
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=production-packages /app/node_modules ./node_modules
COPY --from=app /app/dist/app ./dist/app
COPY package.json ./
COPY contracts ./contracts
COPY projections ./projections
COPY server ./server
COPY scripts ./scripts
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-old-space-size=1024", "--max-semi-space-size=16"]
CMD ["server/main.ts"]
