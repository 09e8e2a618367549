#!/bin/bash
# Dovecot (IMAP) and Postfix (SMTP with sign-in) on loopback, each with configuration, mail and queue in a folder of
# its own. Dovecot runs as nobody; Postfix asks for an administrator.
#   mail.sh present | install | start PORT FOLDER | stop FOLDER
# PORT is IMAP with STARTTLS, PORT+1 IMAP over TLS, PORT+2 SMTP with STARTTLS, PORT+3 what Postfix delivers through.
# start leaves FOLDER/{alice,bob,carol,dave}.password and FOLDER/cert.pem, which nobody but itself vouches for.
# What carol sends is put among her sent mail by the server, as some providers do.
. "$(dirname "$0")/_lib.sh"

dovecot_conf() { # dovecot_conf PORT FOLDER
  cat <<CONF
base_dir = $2/run
state_dir = $2/state
log_path = $2/dovecot.log
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:$2/mail/%n
mail_home = $2/mail/%n
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
ssl = required
ssl_cert = <$2/cert.pem
ssl_key = <$2/key.pem
ssl_dh =
auth_mechanisms = plain login
auth_failure_delay = 0
imap_idle_notify_interval = 2 mins
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $2/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$2/mail/%n
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
  mailbox Junk {
    auto = subscribe
    special_use = \Junk
  }
  mailbox Trash {
    auto = subscribe
    special_use = \Trash
  }
  mailbox Archive {
    auto = subscribe
    special_use = \Archive
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $1
  }
  inet_listener imaps {
    port = $(($1 + 1))
    ssl = yes
  }
}
service lmtp {
  user = nobody
  unix_listener lmtp {
    mode = 0666
  }
  inet_listener lmtp {
    address = 127.0.0.1
    port = $(($1 + 3))
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
service stats {
  chroot =
}
protocol lmtp {
  postmaster_address = postmaster@example.test
}
CONF
}

main_cf() { # main_cf PORT FOLDER
  cat <<CONF
compatibility_level = 3.6
queue_directory = $2/postfix/queue
data_directory = $2/postfix/data
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.test
mydomain = example.test
mydestination =
mynetworks = 127.0.0.1/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = example.test
virtual_mailbox_maps = texthash:$2/postfix/conf/people
virtual_transport = lmtp:inet:127.0.0.1:$(($1 + 3))
default_transport = error:5.1.2 this server knows nobody elsewhere
relay_transport = error:5.1.2 this server knows nobody elsewhere
recipient_delimiter = +
sender_bcc_maps = texthash:$2/postfix/conf/copies
alias_maps =
alias_database =
local_recipient_maps =
smtpd_tls_cert_file = $2/cert.pem
smtpd_tls_key_file = $2/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $2/run/auth-client
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
smtputf8_enable = yes
maillog_file = $2/postfix/log
maillog_file_prefixes = $2
message_size_limit = 10240000
CONF
}

master_cf() { # master_cf PORT
  cat <<CONF
127.0.0.1:$(($1 + 2)) inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
CONF
}

case "${1:-}" in
present) command -v dovecot >/dev/null && command -v postfix >/dev/null && command -v openssl >/dev/null ;;
install) apt_install dovecot-imapd dovecot-lmtpd postfix openssl ;;
start)
  port=$2 folder=$3
  chmod 755 "$folder"
  mkdir -p "$folder"/{mail,run,state} "$folder"/postfix/{conf,queue,data}
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$folder/key.pem" -out "$folder/cert.pem" \
    >/dev/null 2>&1 || die "no certificate could be made"
  for who in alice bob carol dave; do
    echo "$who-pass-$port" >"$folder/$who.password"
    echo "$who@example.test:{PLAIN}$who-pass-$port::::::" >>"$folder/users"
    echo "$who@example.test x" >>"$folder/postfix/conf/people"
  done
  echo 'carol@example.test carol+Sent@example.test' >"$folder/postfix/conf/copies"
  dovecot_conf "$port" "$folder" >"$folder/dovecot.conf"
  main_cf "$port" "$folder" >"$folder/postfix/conf/main.cf"
  master_cf "$port" >"$folder/postfix/conf/master.cf"
  as_root chown -R nobody:nogroup "$folder"/{mail,run,state,users,cert.pem,key.pem,dovecot.conf} "$folder"
  as_root chown -R root: "$folder/postfix"
  as_root chown postfix: "$folder/postfix/data"
  as_root chmod 755 "$folder"/postfix "$folder"/postfix/{conf,queue,data}
  as_root runuser -u nobody -- dovecot -c "$folder/dovecot.conf" >"$folder/dovecot.out" 2>&1 </dev/null ||
    { tail "$folder/dovecot.out" "$folder/dovecot.log" >&2; exit 1; }
  wait_for_port "$port" 20 || { tail "$folder/dovecot.log" >&2; exit 1; }
  as_root postfix -c "$folder/postfix/conf" start >"$folder/postfix.out" 2>&1 </dev/null ||
    { tail "$folder/postfix.out" "$folder/postfix/log" >&2; exit 1; }
  wait_for_port $((port + 2)) 20 || { tail "$folder/postfix/log" >&2; exit 1; }
  ;;
stop)
  folder=$2
  [ -s "$folder/postfix/queue/pid/master.pid" ] && as_root postfix -c "$folder/postfix/conf" stop >/dev/null 2>&1
  [ -s "$folder/run/master.pid" ] && as_root doveadm -c "$folder/dovecot.conf" stop >/dev/null 2>&1
  true
  ;;
*) die "usage: mail.sh present | install | start PORT FOLDER | stop FOLDER" ;;
esac
