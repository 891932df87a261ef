#!/usr/bin/env bash
# Benchmarks. Builds what it needs.
#   nats-broker-bench/run.sh jmh [PATTERN]            JMH benchmarks of decoder, subject index and encoder
#   nats-broker-bench/run.sh listeners [ROUNDS]       what Spring listeners cost beside the plain client library
#   nats-broker-bench/run.sh load PEER [ROUNDS]       our server beside another one, e.g. the path of a nats-server executable
set -euo pipefail
cd "$(dirname "$0")/.."
usage() { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

[[ $# -ge 1 ]] || usage
mvn -q -B -ntp -pl nats-broker-bench -am -DskipTests package >&2
mvn -q -B -ntp -pl nats-broker-bench -am -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/classpath -DincludeScope=runtime >&2
# A jar, since archives of classes do not take directories.
jar=$(ls nats-broker-bench/target/nats-broker-bench-*.jar)
classpath=$jar:$(cat nats-broker-bench/target/classpath)
case $1 in
  jmh) exec java -cp "$classpath" org.openjdk.jmh.Main -wi 3 -i 5 -w 1 -r 1 -f 1 "${2:-.*Benchmark.*}" ;;
  listeners)
    application=$jar:$(cat nats-spring-boot-starter/target/classpath)
    for benchmark in ListenerOverhead JetStreamListenerThroughput ContextStart; do
      java -cp "$classpath" -Dapplication.classpath="$application" "dev.natsbroker.bench.spring.$benchmark" "${2:-7}"
    done ;;
  load) [[ $# -ge 2 ]] || usage; exec java -cp "$classpath" dev.natsbroker.bench.LoadComparison "$PWD/nats-server" "$2" "${3:-3}" ;;
  *) usage ;;
esac
