#!/bin/bash
# A static web server with one RSS and one Atom feed (Last-Modified and 304; no ETag).
#   feed.sh present | install | start PORT FOLDER | stop FOLDER
. "$(dirname "$0")/_lib.sh"

case "${1:-}" in
present | install) true ;;
start)
  port=$2 folder=$3
  mkdir -p "$folder/www"
  cp -n "$RECIPES"/feed/*.xml "$folder/www/"
  nohup python3 -m http.server "$port" --bind 127.0.0.1 -d "$folder/www" >"$folder/log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  wait_for_url "http://127.0.0.1:$port/rss.xml" 10 || { tail "$folder/log" >&2; exit 1; }
  ;;
stop) stop_by_pid "$2/pid" ;;
*) die "usage: feed.sh present | install | start PORT FOLDER | stop FOLDER" ;;
esac
