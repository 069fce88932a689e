#!/bin/sh
# A wrapper as `docker run`, `systemd-run` and `pg_ctl -w` are: the server is in a session of its own, the wrapper waits.
setsid "$@" >/dev/null 2>&1 &
sleep 100 & wait
