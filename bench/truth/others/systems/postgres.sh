#!/bin/sh
# postgres.sh DIR PORT [options]: makes a cluster on the first start, then becomes PostgreSQL; as the user postgres under root.
set -e
dir=$1; port=$2; shift 2
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
as=''
if [ "$(id -u)" = 0 ]; then
  as='setpriv --reuid postgres --regid postgres --init-groups'
  # The data folder and its parents are for their owner only: let postgres through.
  chmod 711 "$dir" "$dir/.." "$dir/../.." "$dir/../../.." || true
fi
if [ ! -f "$dir/pg/PG_VERSION" ]; then
  mkdir -p "$dir/pg"
  [ -z "$as" ] || chown postgres "$dir/pg"
  chmod 700 "$dir/pg"
  $as "$bin/initdb" -D "$dir/pg" -A trust -U postgres >/dev/null
fi
exec $as "$bin/postgres" -D "$dir/pg" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= "$@"
