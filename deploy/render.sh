#!/bin/sh
# render.sh FOLDER: writes the gateway's configuration to FOLDER/nginx.conf and its includes, from the
# environment. Does the same as the entrypoint of the nginx image, for hosts without it.
set -eu

target=${1:?"usage: render.sh FOLDER"}
source=$(dirname "$(readlink -f "$0")")/nginx

# shellcheck source=nginx/16-campaign-stats.envsh
. "$source/16-campaign-stats.envsh"

# Replace only the gateway's variables: nginx's have the same syntax.
variables=$(awk 'BEGIN { for (name in ENVIRON) if (name ~ /^CAMPAIGN_STATS_/) printf "${%s} ", name }')

mkdir -p "$target/conf.d/campaign-stats"
cp "$source/nginx.conf" "$target/nginx.conf"
cd "$source/templates"
for template in *.template */*.template; do
    envsubst "$variables" <"$template" >"$target/conf.d/${template%.template}"
done
