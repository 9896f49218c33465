#!/bin/sh
# A simulated contact centre for the compose file: its history into the log, then its events as they happen.
#
# simulator.sh history   the days up to yesterday, imported once
# simulator.sh live      the days after, each event when its time has come
#
# SIMULATOR_AGENTS  seats
# SIMULATOR_DAYS    days of history
# SIMULATOR_URL     where the service listens
# SIMULATOR_DIR     what is remembered: the first day, and the history until it is imported
# ATTRITION_WATCH   the program
set -eu

program=${ATTRITION_WATCH:-attrition-watch}
agents=${SIMULATOR_AGENTS:-300}
days=${SIMULATOR_DAYS:-200}
dir=${SIMULATOR_DIR:-/var/lib/attrition-watch}

# The centre is the same after a restart: its first day is remembered, with its size.
if [ ! -s "$dir/centre" ]; then
    first=$(date -u -d "-$days days" +%F)
    echo "$agents $days $first" >"$dir/centre.new"
    mv "$dir/centre.new" "$dir/centre"
fi
read -r agents days first <"$dir/centre"

case "${1:-}" in
history)
    if [ -e "$dir/imported" ]; then
        echo "simulator: the history is in the log already" >&2
        exit 0
    fi
    "$program" simulate --agents "$agents" --days "$days" --first-day "$first" --out "$dir/history.ndjson.zst"
    # It goes on where it was stopped.
    "$program" import "$dir/history.ndjson.zst"
    touch "$dir/imported"
    rm "$dir/history.ndjson.zst"
    ;;
live)
    exec "$program" simulate --agents "$agents" --days "$days" --first-day "$first" \
        --feed "${SIMULATOR_URL:-http://127.0.0.1:8080}"
    ;;
*)
    echo "usage: simulator.sh history|live" >&2
    exit 2
    ;;
esac
