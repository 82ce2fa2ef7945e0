#!/bin/sh
# render.sh FOLDER: the gateway's configuration from the environment, as FOLDER/nginx.conf with all
# that it includes. What the entrypoint of the nginx image does, for hosts without it.
set -eu

target=${1:?"usage: render.sh FOLDER"}
source=$(dirname "$(readlink -f "$0")")/nginx

# shellcheck source=nginx/16-campaign-stats.envsh
. "$source/16-campaign-stats.envsh"

# Only the gateway's own variables: nginx's have the same look.
variables=$(awk 'BEGIN { for (name in ENVIRON) if (name ~ /^CAMPAIGN_STATS_/) printf "${%s} ", name }')

mkdir -p "$target/conf.d/campaign-stats"
cp "$source/nginx.conf" "$target/nginx.conf"
cd "$source/templates"
for template in *.template */*.template; do
    envsubst "$variables" <"$template" >"$target/conf.d/${template%.template}"
done
