#!/usr/bin/env bash
# Makes the certificates and keys of the TLS tests anew, in this folder. Needs openssl 3. They are valid for 30 years and are
# of no use outside of these tests. The keys of the authorities are thrown away.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
days=10957

authority() { # NAME SUBJECT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$work/$1-key.pem" -out "$1.pem" \
    -days $days -subj "$2" -addext 'keyUsage=critical,keyCertSign,cRLSign'
}

key() { # NAME ALGORITHM [OPTION]
  openssl genpkey -out "$1-key.pem" -algorithm "$2" ${3:+-pkeyopt "$3"}
}

certificate() { # NAME SUBJECT AUTHORITY USAGE [ALTERNATIVE NAMES]
  {
    echo "basicConstraints=CA:FALSE"
    echo "extendedKeyUsage=$4"
    if [[ -n ${5:-} ]]; then echo "subjectAltName=$5"; fi
  } >"$work/extensions"
  openssl req -new -key "$1-key.pem" -subj "$2" |
    openssl x509 -req -CA "$3.pem" -CAkey "$work/$3-key.pem" -days $days -extfile "$work/extensions" -out "$1.pem"
}

authority ca '/O=NATS broker tests/CN=Test CA'
authority other-ca '/O=NATS broker tests/CN=Another CA'

key server-rsa RSA rsa_keygen_bits:2048
certificate server-rsa '/CN=localhost' ca serverAuth 'DNS:localhost,IP:127.0.0.1'
key server-ec EC ec_paramgen_curve:P-256
certificate server-ec '/CN=localhost' ca serverAuth 'DNS:localhost,IP:127.0.0.1'
key server-ed25519 ED25519
certificate server-ed25519 '/CN=localhost' ca serverAuth 'DNS:localhost,IP:127.0.0.1'
key server-named RSA rsa_keygen_bits:2048
certificate server-named '/CN=nats.example' ca serverAuth 'DNS:nats.example,DNS:*.wild.example'

key client EC ec_paramgen_curve:P-256
certificate client '/O=NATS broker tests/CN=alice' ca clientAuth \
  'email:alice@nats.example,DNS:alice.nats.example,URI:spiffe://nats.example/alice'
key stranger EC ec_paramgen_curve:P-256
certificate stranger '/CN=stranger' other-ca clientAuth

# The same keys in the other forms in which they are found.
openssl rsa -in server-rsa-key.pem -traditional -out server-rsa-key-pkcs1.pem
{
  openssl ecparam -name prime256v1
  openssl ec -in server-ec-key.pem
} >server-ec-key-sec1.pem
openssl pkcs8 -topk8 -in server-rsa-key.pem -passout pass:secret -out server-rsa-key-encrypted.pem
openssl rsa -in server-rsa-key.pem -traditional -aes256 -passout pass:secret -out server-rsa-key-pkcs1-encrypted.pem

# What pinned_certs wants: SHA-256 of the SubjectPublicKeyInfo.
openssl pkey -in client-key.pem -pubout -outform der | sha256sum | cut -d' ' -f1 >client-key.sha256
