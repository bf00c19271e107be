#!/usr/bin/env bash
# The learning engine's verbs: ./engine.sh train|evaluate|explain|inspect|compare|augment|export|doctor [--help]
# Builds what changed since the last time, then runs it. Needs the .NET SDK named in global.json and nothing else.
set -euo pipefail
caller="$PWD"
cd "$(dirname "$(readlink -f "$0")")"

if ! command -v dotnet >/dev/null; then
  echo "engine.no-dotnet: The .NET SDK is not installed. Install the version named in global.json (package dotnet-sdk-10.0)." >&2
  exit 1
fi

program="src/XrayPortal.Training/bin/Release/net10.0/linux-x64/XrayPortal.Training"
stale() {
  [ ! -x "$program" ] && return 0
  [ -n "$(find src/XrayPortal.Imaging src/XrayPortal.Inference src/XrayPortal.Training Directory.*.props build global.json \
    \( -name bin -o -name obj \) -prune -o -type f -newer "$program.dll" -print -quit)" ]
}

mkdir -p artifacts
exec 9>artifacts/engine-build.lock
flock 9
if stale; then
  echo "Building the learning engine (the first time fetches libtorch, 128 MB)..." >&2
  dotnet build src/XrayPortal.Training -c Release -v q -nologo -p:Accelerator="${ACCELERATOR:-cpu}" >&2
  touch "$program.dll"
fi
flock -u 9
exec 9>&-

# Large tensors come and go at every step. Without these the C library returns each to the system at once, and page faults
# take half of the time; idle threads should also sleep, not spin.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 MALLOC_ARENA_MAX=1 MALLOC_TOP_PAD_=268435456
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
root="$PWD"
cd "$caller"
exec "$root/$program" "$@"
