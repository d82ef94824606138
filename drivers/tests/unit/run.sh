#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Oracle VM PV Drivers for Microsoft Windows: builds and runs the host tests of the drivers' pure C.
#
#   drivers/tests/unit/run.sh [test_name ...]      all of them without a name
#
# A test is one file test_<name>.c; its line "// sources: a.c b.c" names what it is linked with, relative to drivers/.
# CC is the compiler, which must have AddressSanitizer and UndefinedBehaviorSanitizer (default: gcc).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
compiler=${CC:-gcc}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

flags="-std=gnu11 -g -O1 -I. -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion"
flags="$flags -fsanitize=address,undefined -fno-sanitize-recover=undefined"

if [ $# -eq 0 ]; then
    set -- "$here"/test_*.c
fi
passed=0
failed=0
for test in "$@"; do
    name=$(basename "$test" .c)
    source="$here/$name.c"
    sources=$(sed -n 's|^// sources: ||p' "$source")
    if [ -z "$sources" ]; then
        echo "$source: no line \"// sources: ...\"; write which files the test is linked with" >&2
        failed=$((failed + 1))
        continue
    fi
    # shellcheck disable=SC2086
    if ! "$compiler" $flags -o "$objects/$name" "$source" $sources || ! "$objects/$name"; then
        echo "$name: failed" >&2
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
done
echo "unit: $passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
