#!/usr/bin/env bash
# Writes one migration for each database provider after a row or its configuration changed: build/add-migration.sh NAME
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../src/XrayPortal"
name=${1:?Name the migration by what it brings, such as AddFlagComment}
dotnet tool restore >/dev/null
dotnet build -nodeReuse:false -v quiet --nologo
for provider in Sqlite Postgres; do
  dotnet ef migrations add "$name" --no-build --context "${provider}PortalDb" --output-dir "Data/Migrations/$provider"
done
