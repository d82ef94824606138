#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Oracle VM PV Drivers for Microsoft Windows: executes the built x64 drivers on Linux against doubles of Windows.
#
#   drivers/tests/load/run.sh [folder]     default: artifacts/1-bin
#
# A program is one file load_<driver>.c; its line "// sources: a.c b.c" names what it is linked with, in this folder.
# folder holds <OS target>/x64/<driver>.sys, directly or each in a folder of the driver's name (as artifacts/obj does).
# What cannot be executed here is skipped with the reason, and counted.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../../artifacts/1-bin}
folder=$(cd "$folder" 2>/dev/null && pwd || echo "$folder")
cd "$here/../.."
compiler=${CC:-gcc}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "SKIPPED load: x64 drivers are executed on x86-64 Linux alone, not on $(uname -sm)"
    echo "load: 0 passed, 0 failed, 1 skipped"
    exit 0
fi

ran=0
failed=0
for driver in xenvbd xennet; do
    program="$here/load_$driver.c"
    [ -f "$program" ] || continue
    sources=$(sed -n 's|^// sources: ||p' "$program" | sed "s|[^ ]*\.c|tests/load/&|g")
    # shellcheck disable=SC2086
    "$compiler" -std=gnu11 -g -O1 -I. -Wall -Wextra -Werror -pthread -o "$objects/load_$driver" "$program" $sources
    for image in "$folder"/*/x64/"$driver".sys "$folder"/*/x64/"$driver/$driver".sys; do
        [ -f "$image" ] || continue
        ran=$((ran + 1))
        echo "$image"
        if ! timeout 120 "$objects/load_$driver" "$image"; then
            echo "$image: failed" >&2
            failed=$((failed + 1))
        fi
    done
done
if [ $ran -eq 0 ]; then
    echo "SKIPPED load: no x64 driver in $folder; build them first (./build.cmd Compile)"
    echo "load: 0 passed, 0 failed, 1 skipped"
    exit 0
fi
echo "load: $((ran - failed)) passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
