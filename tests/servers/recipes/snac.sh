#!/bin/bash
# snac2: a small ActivityPub server that speaks a large part of the Mastodon client API. Taken by name from
# Debian 13 with a private apt state and unpacked, not installed; the program runs on Debian 12 libraries.
#   snac.sh present | install | start PORT FOLDER | stop FOLDER
# start leaves FOLDER/{alice,bob,carol,dave}.password; the base address is http://localhost:PORT
. "$(dirname "$0")/_lib.sh"
HOME_OF_SNAC=$SERVERS/snac
SNAC=$HOME_OF_SNAC/root/usr/bin/snac

case "${1:-}" in
present) [ -x "$SNAC" ] ;;
install)
  apt_install libcurl4 libssl3 curl
  unpack_from_suite trixie "$HOME_OF_SNAC" snac2
  [ -x "$SNAC" ] || die "the package holds no snac program"
  ;;
start)
  port=$2 folder=$3
  mkdir -p "$folder"
  if [ ! -d "$folder/base" ]; then
    printf '127.0.0.1\n%s\nlocalhost:%s\n\n\n' "$port" "$port" | "$SNAC" init "$folder/base" >/dev/null || exit 1
    python3 - "$folder/base/server.json" <<'PY' || exit 1
import json
import sys
from pathlib import Path

settings = Path(sys.argv[1])
told = json.loads(settings.read_text())
told.update(
    protocol="http",
    disable_email_notifications=True,
    queue_retry_minutes=1,
    title="Test instance",
    short_description="A server for one test run",
    shared_inboxes=True,
    disable_sandbox=True,
    badlogin_retries=1000,
)
settings.write_text(json.dumps(told, indent=1))
PY
    for user in alice bob carol dave; do
      "$SNAC" adduser "$folder/base" "$user" | sed -n 's/^User password is //p' >"$folder/$user.password"
    done
  fi
  nohup "$SNAC" httpd "$folder/base" >"$folder/log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  wait_for_url "http://localhost:$port/api/v1/instance" 20 || { tail "$folder/log" >&2; exit 1; }
  ;;
stop) stop_by_pid "$2/pid" ;;
*) die "usage: snac.sh present | install | start PORT FOLDER | stop FOLDER" ;;
esac
