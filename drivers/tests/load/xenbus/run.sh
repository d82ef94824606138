#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Oracle VM PV Drivers for Microsoft Windows: load tests: the built xenbus.sys executed in a process.
#
#   drivers/tests/load/xenbus/run.sh OS-TARGET XENBUS.SYS      6.1 artifacts/1-bin/6.1/x64/xenbus.sys
#
# x64 images on an x86-64 Linux. Needs clang-19, lld-link-19, llvm-readobj-19 and llvm-dlltool-19 (or CLANG, LLD_LINK,
# READOBJ, DLLTOOL), the mingw-w64 headers (MINGW_INCLUDE), and a C compiler for the host (HOST_CC). LOAD_TIMEOUT: seconds.
set -eu

if [ $# -ne 2 ]; then
    sed -n '5s/^# *//p' "$0" >&2
    exit 2
fi
target=$1
driver=$2
case $target in
5.2) winnt=0x0502 ntddi=0x05020200 ;;
6.0) winnt=0x0600 ntddi=0x06000200 ;;
6.1) winnt=0x0601 ntddi=0x06010000 ;;
6.2) winnt=0x0602 ntddi=0x06020000 ;;
6.3) winnt=0x0603 ntddi=0x06030000 ;;
10.0) winnt=0x0A00 ntddi=0x0A000000 ;;
*)
    echo "$target: no OS target; one of 5.2 6.0 6.1 6.2 6.3 10.0" >&2
    exit 2
    ;;
esac

here=$(cd "$(dirname "$0")" && pwd)
drivers=$(cd "$here/../../.." && pwd)
include=${MINGW_INCLUDE:-/usr/share/mingw-w64/include}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${HOST_CC:-cc}" -std=gnu11 -O1 -g -Wall -Wextra -Werror -I"$drivers" -o "$work/load" "$here"/host/*.c -lpthread

# The doubles are what the driver imports: one without a definition does not link.
{
    echo "LIBRARY nt-double.dll"
    echo EXPORTS
    echo LoadTestMain
    "${READOBJ:-llvm-readobj-19}" --coff-imports "$driver" | sed -n 's/^ *Symbol: \([^ ]*\).*/\1/p' | sort -u
} >"$work/double.def"
sed -n 's/^HOST_API [^;]*[ *]\(Host[A-Za-z]*\)(.*/\1/p' "$here/services.h" >"$work/services"
{
    echo "LIBRARY host"
    echo EXPORTS
    cat "$work/services"
} >"$work/host.def"
"${DLLTOOL:-llvm-dlltool-19}" -m i386:x86-64 -d "$work/host.def" -l "$work/host.lib"

objects=
for source in "$here"/double/*.c "$drivers/nt/rt_memory.c"; do
    object="$work/$(basename "$source" .c).obj"
    "${CLANG:-clang-19}" --target=x86_64-w64-windows-gnu -c -O1 -std=gnu11 -ffreestanding -fms-extensions \
        -fno-stack-protector -mno-stack-arg-probe -mno-red-zone -mgeneral-regs-only -Wall -Wextra -Werror \
        -Wno-inconsistent-dllimport -D_NTSYSTEM_ -D_NTOSKRNL_ -D_NTHALDLL_ -D_MM3DNOW_H_INCLUDED -D_WIN32_WINNT=$winnt \
        -DNTDDI_VERSION=$ntddi -DOVM_OS_TARGET=$winnt "-DOVM_OS_HEADER=\"nt/os_$(echo "$target" | tr . _).h\"" \
        -I"$drivers" -isystem "$include/ddk" -isystem "$include" "$source" -o "$object"
    objects="$objects $object"
done
# shellcheck disable=SC2086
"${LLD_LINK:-lld-link-19}" /machine:x64 /dll /noentry /nodefaultlib /def:"$work/double.def" \
    /out:"$work/nt-double.dll" $objects "$work/host.lib"

echo "load: $target x64 $driver"
timeout "${LOAD_TIMEOUT:-300}" "$work/load" "$work/nt-double.dll" "$driver"
