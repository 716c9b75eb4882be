#!/usr/bin/env bash
# Makes the certificates of the tests anew: an authority, and what it signs. Needs OpenSSL 3; the tests do not.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
cat > "$work/ca.cnf" <<CONF
[ca]
default_ca = it
[it]
database = $work/index
rand_serial = yes
new_certs_dir = $work
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
CONF
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
sign() { # REQUEST OUT FROM TO ARGUMENTS…
  : > "$work/index"
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$1" -out "$2" -startdate "$3" -enddate "$4" "${@:5}" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
}
authority() { # NAME
  key "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
  sign "$work/$1.csr" "$work/$1.pem" 20200101000000Z 21200101000000Z -selfsign -keyfile "$work/$1.key"
}
leaf() { # NAME AUTHORITY FROM TO SUBJECT_ALT_NAME
  key "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr" \
    -addext "subjectAltName=$5" -addext extendedKeyUsage=serverAuth
  sign "$work/$1.csr" "$work/$1.pem" "$3" "$4" -cert "$work/$2.pem" -keyfile "$work/$2.key"
  openssl x509 -in "$work/$1.pem" -outform DER -out "$1.der"
  openssl pkcs8 -topk8 -nocrypt -in "$work/$1.key" -outform DER -out "$1.key.der"
}
authority trusted
authority unknown
openssl x509 -in "$work/trusted.pem" -outform DER -out authority.der
leaf good trusted 20200101000000Z 21200101000000Z IP:127.0.0.1,DNS:localhost
leaf expired trusted 20200101000000Z 20210101000000Z IP:127.0.0.1,DNS:localhost
leaf wrong-host trusted 20200101000000Z 21200101000000Z DNS:other.example
leaf untrusted unknown 20200101000000Z 21200101000000Z IP:127.0.0.1,DNS:localhost
rm -r "$work"
