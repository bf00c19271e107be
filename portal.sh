#!/usr/bin/env bash
# Runs the portal and its verbs: ./portal.sh [VERB] [OPTIONS]; without a verb it serves. ./portal.sh --help lists them.
# Builds first when a source changed since the last build; what the build says goes to artifacts/portal-build.log.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
out=$root/src/XrayPortal/bin/Release/net10.0/linux-x64
stamp=$out/.portal-built

say() { printf '%s\n' "$*" >&2; }

# .NET uses the system's OpenSSL and C++ runtime; time zones are for local times on pages.
# ICU is not needed (invariant culture), nor fontconfig or freetype (the drawing library brings its own).
check_system() {
  local missing=()
  [[ -e /etc/debian_version ]] || return 0
  compgen -G '/usr/lib/*/libssl.so.3' >/dev/null || missing+=(libssl3)
  compgen -G '/usr/lib/*/libstdc++.so.6' >/dev/null || missing+=(libstdc++6)
  [[ -e /usr/share/zoneinfo/UTC ]] || missing+=(tzdata)
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || missing+=(ca-certificates)
  command -v flock >/dev/null || missing+=(util-linux)
  (( ${#missing[@]} )) || return 0
  if (( EUID == 0 )); then
    say "Installing ${missing[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2
  else
    say "Missing: ${missing[*]}. Install them: sudo apt-get install ${missing[*]}"
    exit 1
  fi
}

# Decoders of compressed DICOM; without them the portal runs and refuses those films by name.
check_codecs() {
  local missing=()
  [[ -e /etc/debian_version ]] || return 0
  compgen -G '/usr/lib/*/libcharls.so.2' >/dev/null || missing+=(libcharls2)
  compgen -G '/usr/lib/*/libopenjp2.so.7' >/dev/null || missing+=(libopenjp2-7)
  (( ${#missing[@]} )) || return 0
  if (( EUID == 0 )); then
    say "Installing ${missing[*]} (JPEG-LS and JPEG 2000 films)"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2 && return 0
  fi
  say "JPEG-LS or JPEG 2000 films will be refused. To read them: sudo apt-get install ${missing[*]}"
}

check_dotnet() {
  if ! command -v dotnet >/dev/null; then
    for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /opt/dotnet; do
      [[ -n $place && -x $place/dotnet ]] && PATH=$place:$PATH && break
    done
  fi
  if ! command -v dotnet >/dev/null; then
    say "The .NET 10 SDK is missing. Install it: https://learn.microsoft.com/dotnet/core/install/linux-debian"
    exit 1
  fi
}

up_to_date() {
  [[ -e $stamp ]] || return 1
  local newer
  newer=$(cd "$root" && find src/XrayPortal src/XrayPortal.Imaging src/XrayPortal.Inference wwwroot build \
    Directory.Build.props Directory.Packages.props global.json \
    -mindepth 0 \( -name bin -o -name obj \) -prune -o -newer "$stamp" ! -path src/XrayPortal ! -path src/XrayPortal.Imaging \
    ! -path src/XrayPortal.Inference -print -quit)
  [[ -z $newer ]]
}

build() {
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/portal-build.lock" # one build at a time; the others wait and find it done
  flock 9
  if ! up_to_date; then
    check_system
    check_codecs
    [[ -e $stamp ]] && say "Sources changed: building ..." || say "Building for the first time; this takes a few minutes ..."
    local begun=$root/artifacts/portal-build.begun log=$root/artifacts/portal-build.log
    touch "$begun" # what is edited while the build runs is newer than this
    # Analyzers are for ./check.sh; no build server may outlive the build and hold on to our pipes.
    if ! (cd "$root" && dotnet build src/XrayPortal/XrayPortal.csproj -c Release --nologo -v quiet -nodeReuse:false \
        -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:UseSharedCompilation=false) >"$log" 2>&1 </dev/null 9>&-; then
      say "The build failed:"
      tail -n 20 "$log" >&2
      exit 1
    fi
    mv "$begun" "$stamp"
  fi
  exec 9>&-
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
check_dotnet
up_to_date || build

verb=()
case ${1:-} in
  --help | -h | '-?' | --version) ;;
  '' | -*) verb=(serve) ;;
esac
exec dotnet "$out/XrayPortal.dll" "${verb[@]}" "$@"
