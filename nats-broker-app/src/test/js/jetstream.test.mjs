import assert from "node:assert/strict";
import { test } from "node:test";
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { client, fresh, take } from "./support.mjs";

const c = client();

async function stream(config = {}) {
  const name = fresh("S");
  const jsm = await jetstreamManager(c.nc);
  await jsm.streams.add({ name, subjects: [`${name}.>`], ...config });
  return { name, jsm, js: jetstream(c.nc) };
}

test("publish, consume, acknowledge", async () => {
  const { name, jsm, js } = await stream();
  for (let i = 1; i <= 20; i++) {
    const ack = await js.publish(`${name}.n`, `${i}`);
    assert.equal(ack.seq, i);
  }
  await jsm.consumers.add(name, { durable_name: "d", ack_policy: AckPolicy.Explicit });
  const consumer = await js.consumers.get(name, "d");
  const seen = [];
  for await (const m of await consumer.fetch({ max_messages: 20, expires: 2000 })) {
    seen.push(m.string());
    await m.ackAck();
  }
  assert.deepEqual(seen, Array.from({ length: 20 }, (_, i) => `${i + 1}`));
  const info = await consumer.info();
  assert.equal(info.ack_floor.stream_seq, 20);
  assert.equal(info.num_pending, 0);
});

test("the same message id is stored once", async () => {
  const { name, js } = await stream();
  const first = await js.publish(`${name}.a`, "x", { msgID: "1" });
  const second = await js.publish(`${name}.a`, "x", { msgID: "1" });
  assert.equal(second.seq, first.seq);
  assert.equal(second.duplicate, true);
});

test("expectations", async () => {
  const { name, js } = await stream();
  await js.publish(`${name}.a`, "x");
  await assert.rejects(js.publish(`${name}.a`, "x", { expect: { lastSequence: 7 } }), /wrong last sequence: 1/);
  await js.publish(`${name}.a`, "x", { expect: { lastSequence: 1 } });
  await assert.rejects(js.publish(`${name}.a`, "x", { expect: { streamName: "other" } }));
});

test("an ordered consumer sees everything in order", async () => {
  const { name, js } = await stream();
  for (let i = 0; i < 500; i++) c.nc.publish(`${name}.${i % 7}`, `${i}`);
  await c.nc.flush();
  const consumer = await js.consumers.get(name);
  const seen = await take(await consumer.consume(), 500);
  assert.deepEqual(seen.map((m) => m.seq), Array.from({ length: 500 }, (_, i) => i + 1));
});

test("a nak is delivered again, a term is not", async () => {
  const { name, jsm, js } = await stream();
  await js.publish(`${name}.a`, "nak me");
  await js.publish(`${name}.a`, "end me");
  await jsm.consumers.add(name, { durable_name: "d", ack_policy: AckPolicy.Explicit });
  const consumer = await js.consumers.get(name, "d");
  for await (const m of await consumer.fetch({ max_messages: 2, expires: 2000 })) {
    if (m.string() === "nak me") m.nak();
    else m.term("unwanted");
  }
  const again = await consumer.next({ expires: 2000 });
  assert.equal(again.string(), "nak me");
  assert.equal(again.info.deliveryCount, 2);
  await again.ackAck();
  assert.equal((await consumer.info()).num_ack_pending, 0);
});

test("purge, delete and get messages", async () => {
  const { name, jsm, js } = await stream();
  for (let i = 1; i <= 10; i++) await js.publish(`${name}.${i % 2}`, `${i}`);
  assert.equal((await jsm.streams.purge(name, { filter: `${name}.0` })).purged, 5);
  assert.equal(await jsm.streams.deleteMessage(name, 1), true);
  assert.equal((await jsm.streams.getMessage(name, { last_by_subj: `${name}.1` })).string(), "9");
  assert.equal((await jsm.streams.info(name)).state.messages, 4);
});

test("mirrors and sources follow", async () => {
  const { name, jsm, js } = await stream();
  for (let i = 0; i < 10; i++) await js.publish(`${name}.a`, `${i}`);
  const mirror = fresh("M");
  await jsm.streams.add({ name: mirror, mirror: { name } });
  const sourced = fresh("T");
  await jsm.streams.add({ name: sourced, sources: [{ name }] });
  for (const copy of [mirror, sourced]) {
    const consumer = await js.consumers.get(copy, { deliver_policy: DeliverPolicy.All });
    const seen = await take(await consumer.consume(), 10);
    assert.equal(seen.length, 10);
  }
});

test("a paused consumer delivers nothing until it is resumed", async () => {
  const { name, jsm, js } = await stream();
  await js.publish(`${name}.a`, "x");
  await jsm.consumers.add(name, { durable_name: "d", ack_policy: AckPolicy.Explicit });
  await jsm.consumers.pause(name, "d", new Date(Date.now() + 3600_000));
  const consumer = await js.consumers.get(name, "d");
  assert.equal(await consumer.next({ expires: 1000 }), null);
  await jsm.consumers.resume(name, "d");
  assert.equal((await consumer.next({ expires: 2000 })).string(), "x");
});

test("direct gets", async () => {
  const { name, jsm, js } = await stream({ allow_direct: true });
  for (let i = 1; i <= 6; i++) await js.publish(`${name}.${i % 3}`, `${i}`);
  assert.equal((await jsm.direct.getMessage(name, { seq: 2 })).string(), "2");
  assert.equal((await jsm.direct.getMessage(name, { last_by_subj: `${name}.1` })).string(), "4");
  assert.equal(await jsm.direct.getMessage(name, { last_by_subj: `${name}.none` }), null);
  const batch = [];
  for await (const m of await jsm.direct.getBatch(name, { seq: 3, batch: 3 })) batch.push(m.seq);
  assert.deepEqual(batch, [3, 4, 5]);
  const last = [];
  for await (const m of await jsm.direct.getLastMessagesFor(name, { multi_last: [`${name}.>`] })) last.push(m.seq);
  assert.deepEqual(last, [4, 5, 6]);
});

test("lists streams and consumers by pages", async () => {
  const { name, jsm } = await stream();
  for (let i = 0; i < 260; i++) await jsm.consumers.add(name, { durable_name: `d${i}` });
  const names = [];
  for await (const info of jsm.consumers.list(name)) names.push(info.name);
  assert.equal(new Set(names).size, 260);
  assert.equal((await jsm.streams.info(name)).state.consumer_count, 260);
  assert.ok((await jsm.streams.names(`${name}.x`).next()).includes(name));
});
