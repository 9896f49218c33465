#!/bin/sh
# Retraining: trains a model on the log, judges it on the days it has not seen, and publishes it if it is better than the
# champion. For a timer: see deploy/systemd/ and deploy/kubernetes/.
#
# RETRAIN_CONFIG   configuration file of the service; without it, the defaults and ATTRITION_WATCH__* variables count
# RETRAIN_OUT      folder for artifacts, cards and reports
# RETRAIN_HORIZON  days ahead that the model foretells
# RETRAIN_PRIOR    artifact whose weights are kept where the data do not speak against them; empty for none
# RETRAIN_BY       who decides, for the audit
# ATTRITION_WATCH  the program
set -eu

program=${ATTRITION_WATCH:-attrition-watch}
out=${RETRAIN_OUT:-models}
horizon=${RETRAIN_HORIZON:-30}
by=${RETRAIN_BY:-retraining}

configured() {
    if [ -n "${RETRAIN_CONFIG:-}" ]; then
        "$program" "$@" --config "$RETRAIN_CONFIG"
    else
        "$program" "$@"
    fi
}

# A member of one line of JSON that is a text.
member() {
    sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p"
}

# The last 90 days whose horizon is over are for the comparison: what the model learns must be over before they begin.
until=$(configured models list --json --horizon "$horizon" | member train_until)
if [ -z "$until" ]; then
    echo "retrain: no day is closed in the log yet" >&2
    exit 1
fi

set -- --from log --until "$until" --horizon "$horizon" --out "$out" --json
if [ -n "${RETRAIN_PRIOR:-}" ]; then
    set -- "$@" --prior "$RETRAIN_PRIOR"
fi
artifact=$(configured train "$@" | member artifact)
echo "retrain: trained $artifact on what was known on $until"

configured backtest --from log --model "$artifact" --out "${artifact%.json}"
configured models publish "$artifact" --if-better --by "$by"
