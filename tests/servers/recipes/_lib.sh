# Sourced by the recipes. What they install stays below $CMW_SERVERS, never in the repository.
set -u
SERVERS=${CMW_SERVERS:-/var/tmp/cmw-servers}
RECIPES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$SERVERS"

die() { echo "$*" >&2; exit 1; }

as_root() { # as_root COMMAND... : run as the administrator without ever asking for a password
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() { # apt_install PACKAGE... : install without letting a package start its service
  local missing=() package added=0 status=0
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  command -v apt-get >/dev/null || die "no apt-get here: install ${missing[*]} by hand"
  as_root true 2>/dev/null || die "administrator rights are needed to install ${missing[*]}"
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
    added=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" \
    >"$SERVERS/apt.log" 2>&1 || status=$?
  if [ $status != 0 ]; then # the package lists may be old or absent
    as_root apt-get update >>"$SERVERS/apt.log" 2>&1
    status=0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" \
      >>"$SERVERS/apt.log" 2>&1 || status=$?
  fi
  [ $added = 1 ] && as_root rm -f /usr/sbin/policy-rc.d
  [ $status = 0 ] || { tail -n 5 "$SERVERS/apt.log" >&2; die "apt-get could not install ${missing[*]}"; }
}

unpack_from_suite() { # unpack_from_suite SUITE FOLDER PACKAGE... : fetch by name from another Debian suite and unpack; nothing is installed
  local suite=$1 folder=$2 state mirror options deb
  shift 2
  state=$SERVERS/apt-$suite
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/etc" "$folder/debs"
  : >"$state/status"
  mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | grep -v security | head -n 1)
  [ -n "$mirror" ] || mirror=$(grep -hE '^deb ' /etc/apt/sources.list 2>/dev/null |
    grep -oE 'https?://[^ ]+' | grep -v security | head -n 1)
  [ -n "$mirror" ] || die "no Debian mirror is configured on this system"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$state/etc/suite.list"
  options=(-o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state/cache" -o "Dir::State::status=$state/status"
    -o "Dir::Etc::sourcelist=$state/etc/suite.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Debug::NoLocking=1" -o Acquire::Languages=none)
  [ "$(id -u)" = 0 ] && options+=(-o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >"$state/log" 2>&1 || die "the package lists of $suite could not be read"
  (cd "$folder/debs" && rm -f ./*.deb && apt-get "${options[@]}" -y download "$@" >>"$state/log" 2>&1) ||
    die "could not fetch $* from $suite"
  rm -rf "$folder/root" && mkdir -p "$folder/root"
  for deb in "$folder"/debs/*.deb; do dpkg -x "$deb" "$folder/root" || die "could not unpack $deb"; done
}

wait_for_url() { # wait_for_url URL SECONDS
  local i
  for i in $(seq $(($2 * 10))); do
    curl --noproxy '*' -fsS -o /dev/null --max-time 5 "$1" 2>/dev/null && return 0
    sleep 0.1
  done
  return 1
}

wait_for_port() { # wait_for_port PORT SECONDS
  local i
  for i in $(seq $(($2 * 10))); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
    sleep 0.1
  done
  return 1
}

stop_by_pid() { # stop_by_pid FILE : ask, wait up to ten seconds, then insist
  local pid i
  [ -s "$1" ] || return 0
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null
  for i in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || { rm -f "$1"; return 0; }
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null
  rm -f "$1"
}

stop_group() { # stop_group FILE : the same for a process that leads its own group (its children outlive it otherwise)
  local pid i
  [ -s "$1" ] || return 0
  pid=$(cat "$1")
  kill -TERM -- "-$pid" 2>/dev/null
  for i in $(seq 50); do
    kill -0 -- "-$pid" 2>/dev/null || { rm -f "$1"; return 0; }
    sleep 0.1
  done
  kill -9 -- "-$pid" 2>/dev/null
  rm -f "$1"
}
