#!/bin/bash
# WordPress of Debian on PHP's own server, with a private MariaDB that listens on a socket only.
#   wordpress.sh present | install | start PORT FOLDER | stop FOLDER
# start leaves FOLDER/{alice,bob,carol}.password: application passwords of an administrator, an editor and a subscriber.
. "$(dirname "$0")/_lib.sh"

case "${1:-}" in
present) [ -f /usr/share/wordpress/wp-load.php ] && command -v php >/dev/null && command -v mariadbd >/dev/null ;;
install) apt_install wordpress mariadb-server php-cli php-mysql php-curl php-xml php-mbstring curl ;;
start)
  port=$2 folder=$3
  mkdir -p "$folder/socket"
  chmod 755 "$folder"
  export SITE_FOLDER=$folder SITE_PORT=$port
  who=()
  if [ "$(id -u)" = 0 ]; then who=(--user=mysql); fi
  if [ ! -d "$folder/db" ]; then
    mkdir -p "$folder/db"
    if [ "$(id -u)" = 0 ]; then chown mysql: "$folder/db" "$folder/socket"; fi
    mariadb-install-db --no-defaults "${who[@]}" --datadir="$folder/db" --auth-root-authentication-method=normal \
      --skip-test-db >"$folder/db.log" 2>&1 || { tail "$folder/db.log" >&2; exit 1; }
  fi
  nohup mariadbd --no-defaults "${who[@]}" --datadir="$folder/db" --socket="$folder/socket/db" --skip-networking \
    --pid-file="$folder/socket/pid" --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=0 \
    --innodb-log-file-size=16M --performance-schema=OFF --skip-name-resolve >>"$folder/db.log" 2>&1 </dev/null &
  echo $! >"$folder/db.pid"
  for i in $(seq 300); do
    mariadb-admin --no-defaults -u root -S "$folder/socket/db" ping >/dev/null 2>&1 && break
    sleep 0.1
  done
  new=0
  if [ ! -d "$folder/www" ]; then
    new=1
    cp -rL /usr/share/wordpress "$folder/www" 2>/dev/null # some links of the package lead to packages that are not needed
    rm -f "$folder/www/.htaccess"
    mkdir -p "$folder/www/wp-content/uploads" "$folder/www/wp-content/themes"
    cp "$RECIPES/wordpress/wp-config.php" "$folder/www/wp-config.php"
    mariadb --no-defaults -u root -S "$folder/socket/db" -e 'CREATE DATABASE wp CHARACTER SET utf8mb4' || exit 1
  fi
  printf '#!/bin/sh\ncat >>"%s/mail.out"\n' "$folder" >"$folder/sendmail"
  chmod +x "$folder/sendmail"
  php=(php -d "sendmail_path=$folder/sendmail" -d opcache.enable_cli=1 -d memory_limit=256M)
  PHP_CLI_SERVER_WORKERS=3 setsid nohup "${php[@]}" -S "127.0.0.1:$port" -t "$folder/www" \
    "$RECIPES/wordpress/router.php" >"$folder/php.log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  wait_for_port "$port" 20 || { tail "$folder/php.log" >&2; exit 1; }
  if [ $new = 1 ]; then
    curl --noproxy '*' -sS -o "$folder/install.html" \
      --data-urlencode weblog_title='Ville d’Ormaie' -d user_name=alice -d admin_password=alice-pass-1 \
      -d admin_password2=alice-pass-1 -d pw_weak=1 -d admin_email=alice@example.test -d blog_public=0 -d Submit=1 \
      "http://127.0.0.1:$port/wp-admin/install.php?step=2" >/dev/null || exit 1
    (cd "$folder/www" && "${php[@]}" "$RECIPES/wordpress/people.php") || exit 1
  fi
  wait_for_url "http://127.0.0.1:$port/wp-json/" 20 || { tail "$folder/php.log" >&2; exit 1; }
  ;;
stop)
  stop_group "$2/pid"
  stop_by_pid "$2/db.pid"
  ;;
*) die "usage: wordpress.sh present | install | start PORT FOLDER | stop FOLDER" ;;
esac
