#!/bin/sh
# The part of the official image's entry point that LexFix relies on: a first start makes the cluster, its owner and database.
set -eu
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "$PGDATA.new"
    printf %s "$POSTGRES_PASSWORD" >/tmp/password
    initdb --pgdata="$PGDATA.new" --username="${POSTGRES_USER:-postgres}" --pwfile=/tmp/password \
        --auth-host=scram-sha-256 --auth-local=trust >/dev/null
    rm /tmp/password
    echo "host all all all scram-sha-256" >>"$PGDATA.new/pg_hba.conf"
    if [ -n "${POSTGRES_DB:-}" ]; then
        echo "CREATE DATABASE \"$POSTGRES_DB\";" |
            postgres --single -j -D "$PGDATA.new" postgres >/dev/null
    fi
    mkdir -p "$PGDATA" && rmdir "$PGDATA" && mv "$PGDATA.new" "$PGDATA"
fi
if [ "$1" = postgres ]; then
    shift
    set -- postgres -D "$PGDATA" -c listen_addresses='*' "$@"
fi
exec "$@"
