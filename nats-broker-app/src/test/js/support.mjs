// The official JavaScript client against a running server, named by NATS_URL.
import { after, before } from "node:test";
import { connect } from "@nats-io/transport-node";

export const url = process.env.NATS_URL ?? "nats://127.0.0.1:4222";

/** Connects before the tests of a file and drains behind them; the connection is in `client.nc`. */
export function client() {
  const holder = {};
  before(async () => {
    holder.nc = await connect({ servers: url, maxReconnectAttempts: 0, timeout: 5000 });
  });
  after(async () => {
    await holder.nc.drain();
  });
  return holder;
}

let names = 0;

/** A name that no other test uses. */
export function fresh(prefix) {
  names += 1;
  return `${prefix}_${process.pid}_${names}`;
}

/** The first `count` values of an async iterable. */
export async function take(iterable, count) {
  const values = [];
  for await (const value of iterable) {
    values.push(value);
    if (values.length === count) break;
  }
  return values;
}
