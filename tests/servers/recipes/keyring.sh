#!/bin/bash
# A real Secret Service for one command, without a desktop.
#   keyring.sh present | install | run COMMAND...
# KEYRING_HOME   folder kept between two runs (default: a new one)
# KEYRING_MODE   unlocked (default) | locked (the daemon runs, nobody gave the password) | none (no session bus)
. "$(dirname "$0")/_lib.sh"

case "${1:-}" in
present) command -v gnome-keyring-daemon >/dev/null && command -v dbus-run-session >/dev/null ;;
install) apt_install gnome-keyring dbus ;;
run)
  shift
  folder=${KEYRING_HOME:-$(mktemp -d)}
  mkdir -p "$folder/run" "$folder/home"
  chmod 700 "$folder/run"
  clean=(env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS "HOME=$folder/home"
    "XDG_RUNTIME_DIR=$folder/run" "XDG_DATA_HOME=$folder/home/.local/share")
  case ${KEYRING_MODE:-unlocked} in
  none) exec "${clean[@]}" "$@" ;;
  locked) daemon='gnome-keyring-daemon --start --components=secrets' ;;
  *) daemon='printf %s throw-away | gnome-keyring-daemon --unlock --components=secrets' ;;
  esac
  # The daemon is a child of the session bus and ends with it.
  "${clean[@]}" KEYRING_DAEMON="$daemon" dbus-run-session -- bash -c '
    eval "$KEYRING_DAEMON" >"$XDG_RUNTIME_DIR/daemon.log" 2>&1
    exec "$@"' bash "$@"
  ;;
*) die "usage: keyring.sh present | install | run COMMAND..." ;;
esac
