#!/bin/bash
# The AT Protocol network of Bluesky in one Node process: PLC directory, PDS and AppView, with PostgreSQL beside it.
#   atproto.sh present | install | start PORT FOLDER [limits] | stop FOLDER
# PORT is the PDS, +1 the directory, +2 the AppView, +5 PostgreSQL. Everybody may open an account; handles end in
# ".test". `limits` turns on the rate limits of the reference server. There is no chat service.
. "$(dirname "$0")/_lib.sh"
NETWORK=$SERVERS/atproto
POSTGRES=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)

as_postgres() { # PostgreSQL refuses to be run by the administrator
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

case "${1:-}" in
present) [ -d "$NETWORK/node_modules/@atproto/dev-env" ] && [ -n "$POSTGRES" ] && command -v node >/dev/null ;;
install)
  apt_install postgresql
  command -v node >/dev/null && command -v npm >/dev/null || apt_install nodejs npm
  mkdir -p "$NETWORK"
  echo '{"name":"network","version":"1.0.0","private":true}' >"$NETWORK/package.json"
  # Headers of Node for what has to be compiled: those of the system, where it brings them.
  if [ -d /usr/include/node ]; then export npm_config_nodedir=/usr; fi
  (cd "$NETWORK" && npm install --no-audit --no-fund @atproto/dev-env@0.3.215 >"$NETWORK/npm.log" 2>&1) || {
    tail -n 5 "$NETWORK/npm.log" >&2
    rm -rf "$NETWORK/node_modules"
    die "npm could not install the network"
  }
  ;;
start)
  port=$2 folder=$3
  mkdir -p "$folder/pg/socket"
  chmod 755 "$folder"
  if [ ! -d "$folder/pg/data" ]; then
    if [ "$(id -u)" = 0 ]; then chown -R postgres: "$folder/pg"; fi
    as_postgres "$POSTGRES/initdb" -A trust -U postgres --no-sync -D "$folder/pg/data" >"$folder/pg.log" 2>&1 ||
      { tail "$folder/pg.log" >&2; exit 1; }
  fi
  options="-p $((port + 5)) -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder/pg/socket"
  options="$options -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"
  as_postgres "$POSTGRES/pg_ctl" -s -w -D "$folder/pg/data" -l "$folder/pg/log" -o "$options" start || exit 1
  rm -f "$folder/ready"
  export NETWORK_PORT=$port NETWORK_FOLDER=$folder NETWORK_LIMITS=${4:-}
  export DB_POSTGRES_URL="postgresql://postgres@127.0.0.1:$((port + 5))/postgres" LOG_ENABLED=false
  (cd "$NETWORK" && NODE_PATH=$NETWORK/node_modules exec nohup node -r "$RECIPES/atproto/loopback.cjs" \
    "$RECIPES/atproto/network.cjs" >"$folder/log" 2>&1 </dev/null) &
  echo $! >"$folder/pid"
  for i in $(seq 900); do
    [ -s "$folder/ready" ] && exit 0
    kill -0 "$(cat "$folder/pid")" 2>/dev/null || { tail "$folder/log" >&2; exit 1; }
    sleep 0.1
  done
  die "the network was not ready in time"
  ;;
stop)
  stop_by_pid "$2/pid"
  if [ -f "$2/pg/data/postmaster.pid" ]; then as_postgres "$POSTGRES/pg_ctl" -s -m fast -w -D "$2/pg/data" stop; fi
  ;;
*) die "usage: atproto.sh present | install | start PORT FOLDER [limits] | stop FOLDER" ;;
esac
