#!/bin/sh
# verdaccio.sh DIR PORT: a registry of its own that asks nobody else and lets everybody publish.
cat >"$1/config.yaml" <<CONFIG
storage: $1/storage
uplinks: {}
packages:
  '**':
    access: \$all
    publish: \$all
log: { type: stdout, format: pretty, level: error }
CONFIG
exec node node_modules/verdaccio/bin/verdaccio --config "$1/config.yaml" --listen "127.0.0.1:$2"
