#!/bin/sh
# Oracle VM PV Drivers for Microsoft Windows. Starts the compiled build; exit code 86 says that it must be compiled anew.
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUKE_TELEMETRY_OPTOUT=1 DOTNET_TieredPGO=0
start() { IFS= read -r dll < "$root/artifacts/dotnet/host/current" && dotnet exec "$root/$dll" "$@"; }
command -v dotnet > /dev/null || { echo "build.sh: no 'dotnet' on the PATH: install the .NET SDK that global.json names (https://dot.net)" >&2; exit 1; }
code=86
[ -f "$root/artifacts/dotnet/host/current" ] && { start "$@"; code=$?; }
[ $code -eq 86 ] || exit $code
[ -w "${HOME:-/}" ] || export DOTNET_CLI_HOME="$root/artifacts/dotnet/home" NUGET_PACKAGES="$root/artifacts/dotnet/packages"
OVM_BUILD_ARGUMENTS="$*" dotnet msbuild "$root/build/Bootstrap/bootstrap.proj" -nologo -v:q -tl:off -nodeReuse:false >&2 || exit 1
OVM_BUILD_FRESH=1 start "$@"
