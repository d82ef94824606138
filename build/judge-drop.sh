#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Judges a drop with none of this project's code: sha256sum, osslsigncode, openssl, cabextract and LLVM's readers.
#   build/judge-drop.sh DIR [ROOT.pem]
# ROOT.pem is the root the signatures must lead to; without it the certificate in the drop is used, and its fingerprint
# printed: whether to trust that one is the reader's decision. Exit 0: nothing wrong. 1: findings. 2: cannot judge.
set -u
export LC_ALL=C

usage() { sed -n '3,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 1 ] && [ -d "$1" ] || usage
drop=$(cd "$1" && pwd)
root=${2:-$drop/certificates/root.pem}
# The temporary folder is absolute, since the judge works from inside the drop.
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

missing=
tool() {
    for candidate in "$@"; do
        command -v "$candidate" >/dev/null 2>&1 && { command -v "$candidate"; return; }
    done
    missing="$missing $1"
}
readobj=$(tool llvm-readobj-19 llvm-readobj)
pdbutil=$(tool llvm-pdbutil-19 llvm-pdbutil)
for needed in sha256sum osslsigncode openssl cabextract iconv od strings "$readobj" "$pdbutil"; do
    command -v "$needed" >/dev/null 2>&1 || missing="$missing $needed"
done
if [ -n "${missing// /}" ]; then
    echo "judge: missing:$missing (./build.cmd Test --provision installs them on Debian and Ubuntu)" >&2
    exit 2
fi
[ -s "$root" ] || { echo "judge: no root certificate at $root; name one as the second argument" >&2; exit 2; }
root=$(cd "$(dirname "$root")" && pwd)/$(basename "$root")

findings=0
checks=0
bad() { findings=$((findings + 1)); printf 'WRONG  %s: %s\n' "$1" "$2"; }
# check NAME WHAT COMMAND...: one check; on failure the last lines of the command's output are shown
check() {
    local name=$1 what=$2
    shift 2
    checks=$((checks + 1))
    if ! "$@" >"$work/out" 2>&1; then
        bad "$name" "$what"
        tail -n 4 "$work/out" | sed 's/^/         /'
        return 1
    fi
}

cd "$drop" || exit 2
version=$(sed -n 's/^  "version": "\([0-9.]*\)",\{0,1\}$/\1/p' drop.json)
case $version in *.*.*.*) ;; *) bad drop.json "has no version of four numbers" ;; esac

# 1. Checksums, and nothing that they do not name
check SHA256SUMS "a file is missing or altered" sha256sum --check --strict --quiet SHA256SUMS
find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.p7s | sed 's|^\./||' | sort >"$work/present"
sed 's/^[0-9a-f]*  //' SHA256SUMS | sort >"$work/listed"
checks=$((checks + 1))
if ! cmp -s "$work/present" "$work/listed"; then
    diff "$work/listed" "$work/present" | grep '^[<>]' | while read -r side file; do
        [ "$side" = ">" ] && echo "WRONG  $file: is not listed in SHA256SUMS" || echo "WRONG  $file: is listed, but not there"
    done
    findings=$((findings + 1))
fi
check SHA256SUMS.p7s "is not a valid signature over SHA256SUMS" \
    openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS -CAfile "$root" -purpose any -out "$work/content"

verify_signature() { osslsigncode verify -CAfile "$root" -in "$1"; }

# A catalog names a flat file by digest: V2 as raw bytes, V1 as UTF-16LE text of the upper-case hex with a NUL.
member_of() {
    local hex
    hex=$(openssl asn1parse -inform DER -in "$2" 2>/dev/null | sed -n 's/.*OCTET STRING *\[HEX DUMP\]:\([0-9A-F]*\)$/\1/p')
    for digest in sha1 sha256; do
        local raw text
        raw=$(openssl dgst -$digest -r "$1" | cut -d' ' -f1 | tr a-f A-F)
        text=$(printf '%s\0' "$raw" | iconv -f ASCII -t UTF-16LE | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F)
        printf '%s\n' "$hex" | grep -qx -e "$raw" -e "$text" && return 0
    done
    echo "neither digest of $1 is a member of $2"
    return 1
}

same_pdb() {
    local image pdb
    image=$("$readobj" --coff-debug-directory "$1" | sed -n 's/.*PDBGUID: {\{0,1\}\([0-9A-Fa-f-]*\)}\{0,1\}.*/\1/p' | tr a-f A-F)
    pdb=$("$pdbutil" dump -summary "$2" | sed -n 's/.*GUID: {\([0-9A-Fa-f-]*\)}.*/\1/p' | tr a-f A-F)
    [ -n "$image" ] && [ "$image" = "$pdb" ] || { echo "image names PDB {$image}, the PDB is {$pdb}"; return 1; }
}

file_version() { strings -e l "$1" | grep -A1 -x FileVersion | tail -n 1 | grep -qxF "$version"; }
driver_ver() { grep -qiE "^DriverVer *= *[0-9]{2}/[0-9]{2}/[0-9]{4},$version"$'\r?$' "$1"; }

# 2. Every driver package: exactly an INF, an image and a catalog, which belong together
packages=0
for package in drivers/*/*/*/; do
    [ -d "$package" ] || continue
    packages=$((packages + 1))
    name=$(basename "$package")
    base=$package$name
    cell=${package#drivers/}
    cell=${cell%/*/}
    pdb=symbols/$cell/$name.pdb
    expected=$(printf '%s\n' "$name.cat" "$name.inf" "$name.sys")
    checks=$((checks + 1))
    [ "$(ls "$package")" = "$expected" ] || bad "$package" "holds $(ls "$package" | tr '\n' ' '), expected $name.cat, .inf, .sys"
    check "$base.sys" "embedded signature does not verify" verify_signature "$base.sys"
    check "$base.cat" "signature does not verify" verify_signature "$base.cat"
    check "$base.sys" "is no member of its catalog" osslsigncode verify -CAfile "$root" -catalog "$base.cat" -in "$base.sys"
    check "$base.inf" "is no member of its catalog" member_of "$base.inf" "$base.cat"
    check "$base.inf" "DriverVer is not $version" driver_ver "$base.inf"
    check "$base.sys" "FileVersion is not $version" file_version "$base.sys"
    check "$pdb" "does not belong to $base.sys" same_pdb "$base.sys" "$pdb"
done
[ "$packages" -gt 0 ] || bad drivers "holds no driver package"

# 3. Setup.exe and the attestation cabinets
setup=$(find . -maxdepth 1 -name '*.exe' | sort)
for image in $setup; do
    check "${image#./}" "signature does not verify" verify_signature "$image"
done
cabinets=0
for cabinet in attestation/*.cab; do
    [ -f "$cabinet" ] || continue
    cabinets=$((cabinets + 1))
    check "$cabinet" "cabextract cannot read it" cabextract -q -t "$cabinet"
    check "$cabinet" "signature does not verify" verify_signature "$cabinet"
done

print=$(openssl x509 -in "$root" -noout -subject -fingerprint -sha256 | tr '\n' ' ')
echo "judge: version $version, $packages packages, $(echo "$setup" | grep -c .) installers, $cabinets cabinets, $checks checks, $findings wrong"
echo "judge: root $print"
[ "$findings" -eq 0 ]
