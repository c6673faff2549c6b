#!/bin/sh
# The part of the official image's entry point that LexFix relies on: a first start makes the root user.
set -eu
if [ "$1" = mongod ]; then
    export FERRETDB_SETUP_DATABASE=admin
    export FERRETDB_SETUP_USERNAME="$MONGO_INITDB_ROOT_USERNAME"
    export FERRETDB_SETUP_PASSWORD="$MONGO_INITDB_ROOT_PASSWORD"
    exec ferretdb --handler=sqlite --sqlite-url=file:/data/db/ --state-dir=/data/db --listen-addr=0.0.0.0:27017 \
        --debug-addr=- --telemetry=disable --test-enable-new-auth --log-level=warn
fi
exec "$@"
