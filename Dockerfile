# Traverse as a container: the built pages and one program, on a small base, not as root.
# Base images by name only; pin them by digest where your organisation builds.

FROM node:22-bookworm-slim AS spa
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY openapi /src/openapi
COPY frontend ./
RUN npm run build

FROM rust:1-bookworm AS server
WORKDIR /src
# SQLite, libpq and OpenSSL are compiled from source inside their crates: perl and make do.
RUN apt-get update && apt-get install -y --no-install-recommends gcc make perl && rm -rf /var/lib/apt/lists/*
COPY Cargo.toml Cargo.lock clippy.toml ./
COPY .cargo .cargo
COPY crates crates
RUN cargo build --release --locked --bin traverse

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin traverse \
  && install -d -o traverse -g traverse /data
COPY --from=server /src/target/release/traverse /usr/local/bin/traverse
COPY --from=spa /src/frontend/dist /usr/local/share/traverse/spa
ENV SPA_DIR=/usr/local/share/traverse/spa DATABASE_URL=sqlite:/data/traverse.db HOST=0.0.0.0 PORT=8080
USER traverse
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["traverse"]
CMD ["serve"]
