#!/bin/bash
# Synapse, the reference homeserver of Matrix: from the Python index into a venv of its own, with SQLite, federating
# with nobody.
#   synapse.sh present | install | start PORT FOLDER [limits] | stop FOLDER
# Its people (alice, bob, carol, dave @hs.test) are made at the first start; start leaves FOLDER/NAME.password.
# Access ends after five minutes for whoever asks for a refresh token. `limits` turns on the rate limits of messages.
. "$(dirname "$0")/_lib.sh"
VENV=$SERVERS/synapse

settings() { # settings PORT FOLDER LIMITED : the whole configuration, as YAML
  local rate="{per_second: 10000, burst_count: 10000}" messages
  messages=$rate
  [ -n "$3" ] && messages="{per_second: 0.2, burst_count: 3}"
  cat <<YAML
server_name: hs.test
public_baseurl: http://localhost:$1/
pid_file: $2/synapse.pid
listeners:
  - {port: $1, type: http, bind_addresses: [127.0.0.1], resources: [{names: [client, media]}]}
database: {name: sqlite3, args: {database: $2/home.db}}
media_store_path: $2/media
signing_key_path: $2/signing.key
log_config: $2/log.yaml
registration_shared_secret: of-one-test-run
macaroon_secret_key: of-one-test-run
form_secret: of-one-test-run
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
report_stats: false
presence: {enabled: false}
refreshable_access_token_lifetime: 5m
max_upload_size: 5M
caches: {sync_response_cache_duration: 0s} # two first readings in a row are two readings
rc_message: $messages
rc_invites: {per_room: $rate, per_user: $rate, per_issuer: $rate}
rc_joins: {local: $rate}
rc_joins_per_room: $rate
rc_login: {address: $rate, account: $rate, failed_attempts: $rate}
rc_registration: $rate
rc_room_creation: $rate
rc_reports: $rate
YAML
}

case "${1:-}" in
present) [ -x "$VENV/bin/register_new_matrix_user" ] ;;
install)
  apt_install curl
  python3 -m venv "$VENV" >/dev/null 2>&1 || die "this Python makes no virtual environments"
  "$VENV/bin/pip" install -q matrix-synapse==1.163.2 >"$VENV/pip.log" 2>&1 || {
    tail -n 5 "$VENV/pip.log" >&2
    rm -rf "$VENV"
    die "pip could not install Synapse"
  }
  ;;
start)
  port=$2 folder=$3 fresh=
  mkdir -p "$folder"
  [ -f "$folder/signing.key" ] || fresh=1
  settings "$port" "$folder" "${4:-}" >"$folder/home.yaml"
  cat >"$folder/log.yaml" <<YAML
version: 1
handlers: {file: {class: logging.FileHandler, filename: $folder/log}}
root: {level: WARNING, handlers: [file]}
YAML
  if [ -n "$fresh" ]; then
    "$VENV/bin/python" -m synapse.app.homeserver -c "$folder/home.yaml" --generate-keys >/dev/null 2>&1 || exit 1
  fi
  nohup "$VENV/bin/python" -m synapse.app.homeserver -c "$folder/home.yaml" >"$folder/out" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  wait_for_url "http://localhost:$port/health" 90 || { tail "$folder/out" "$folder/log" >&2; exit 1; }
  [ -n "$fresh" ] || exit 0
  for user in alice bob carol dave; do
    echo "the password of $user" >"$folder/$user.password"
    role=--no-admin
    [ "$user" = alice ] && role=--admin
    "$VENV/bin/register_new_matrix_user" -k of-one-test-run -u "$user" -p "the password of $user" "$role" \
      "http://localhost:$port" >>"$folder/out" 2>&1 || { tail -n 3 "$folder/out" >&2; exit 1; }
  done
  ;;
stop) stop_by_pid "$2/pid" ;;
*) die "usage: synapse.sh present | install | start PORT FOLDER [limits] | stop FOLDER" ;;
esac
