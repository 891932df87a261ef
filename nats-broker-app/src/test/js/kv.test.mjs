import assert from "node:assert/strict";
import { test } from "node:test";
import { Kvm } from "@nats-io/kv";
import { client, fresh, take } from "./support.mjs";

const c = client();

async function bucket(options = {}) {
  return await new Kvm(c.nc).create(fresh("bucket"), options);
}

test("put and get", async () => {
  const kv = await bucket();
  const revision = await kv.put("a.b", "one");
  const entry = await kv.get("a.b");
  assert.equal(revision, 1);
  assert.equal(entry.string(), "one");
  assert.equal(entry.revision, 1);
  assert.equal(entry.operation, "PUT");
  assert.equal(await kv.get("missing"), null);
});

test("create only once, and again after a delete", async () => {
  const kv = await bucket();
  await kv.create("k", "1");
  await assert.rejects(kv.create("k", "2"));
  await kv.delete("k");
  assert.equal((await kv.get("k")).operation, "DEL");
  await kv.create("k", "3");
  assert.equal((await kv.get("k")).string(), "3");
});

test("compare and set", async () => {
  const kv = await bucket();
  const first = await kv.put("k", "1");
  const second = await kv.update("k", "2", first);
  await assert.rejects(kv.update("k", "3", first), (e) => e.code === 10071 || /wrong last sequence/.test(e.message));
  assert.equal((await kv.get("k")).revision, second);
});

test("history is bounded", async () => {
  const kv = await bucket({ history: 3 });
  for (let i = 1; i <= 5; i++) await kv.put("k", `${i}`);
  const values = [];
  for await (const e of await kv.history({ key: "k" })) values.push(e.string());
  assert.deepEqual(values, ["3", "4", "5"]);
});

test("keys with a filter", async () => {
  const kv = await bucket();
  for (const key of ["a.x", "a.y", "b.x"]) await kv.put(key, "v");
  await kv.delete("a.y");
  const keys = [];
  for await (const key of await kv.keys("a.>")) keys.push(key);
  assert.deepEqual(keys, ["a.x"]);
});

test("purge leaves one marker", async () => {
  const kv = await bucket({ history: 5 });
  for (let i = 0; i < 4; i++) await kv.put("k", `${i}`);
  await kv.purge("k");
  const history = [];
  for await (const e of await kv.history({ key: "k" })) history.push(e.operation);
  assert.deepEqual(history, ["PURGE"]);
});

test("watch sees what is there and what comes", async () => {
  const kv = await bucket();
  await kv.put("k", "before");
  const watch = await kv.watch({ key: "k" });
  setTimeout(() => kv.put("k", "after"), 50);
  const entries = await take(watch, 2);
  assert.deepEqual(entries.map((e) => e.string()), ["before", "after"]);
});

test("watch updates only", async () => {
  const kv = await bucket();
  await kv.put("k", "before");
  const watch = await kv.watch({ include: "updates" });
  setTimeout(() => kv.put("k", "after"), 50);
  assert.equal((await take(watch, 1))[0].string(), "after");
});

test("values live as long as they were told", async () => {
  const kv = await bucket({ markerTTL: 2000 });
  await kv.create("short", "v", "1s");
  assert.equal((await kv.get("short")).string(), "v");
  const watch = await kv.watch({ key: "short", include: "updates" });
  const [marker] = await take(watch, 1);
  assert.equal(marker.operation, "PURGE");
});

test("status counts", async () => {
  const kv = await bucket({ history: 2 });
  await kv.put("a", "1");
  await kv.put("b", "1");
  const status = await kv.status();
  assert.equal(status.values, 2);
  assert.equal(status.history, 2);
});

test("deleted keys can be purged", async () => {
  const kv = await bucket();
  await kv.put("a", "1");
  await kv.put("b", "1");
  await kv.delete("a");
  const result = await kv.purgeDeletes(0);
  assert.equal(result.purged, 1);
  assert.equal(await kv.get("a"), null);
});

test("a destroyed bucket is gone", async () => {
  const kvm = new Kvm(c.nc);
  const name = fresh("bucket");
  const kv = await kvm.create(name);
  await kv.destroy();
  await assert.rejects(kvm.open(name, { bindOnly: false }).then((k) => k.status()));
});
