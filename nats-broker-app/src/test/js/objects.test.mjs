import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { Objm } from "@nats-io/obj";
import { client, fresh, take } from "./support.mjs";

const c = client();

async function bucket(options = {}) {
  return await new Objm(c.nc).create(fresh("objects"), options);
}

function stream(bytes, chunk = 1 << 20) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, (at += chunk)));
    },
  });
}

async function digestOf(readable) {
  const hash = createHash("sha256");
  let size = 0;
  for await (const part of readable) {
    hash.update(part);
    size += part.length;
  }
  return [hash.digest("base64url"), size];
}

test("put and get small objects", async () => {
  const os = await bucket();
  await os.putBlob({ name: "a" }, new TextEncoder().encode("hello"));
  assert.equal(new TextDecoder().decode(await os.getBlob("a")), "hello");
  assert.equal(await os.get("missing"), null);
});

test("a large object comes back as it was", async () => {
  const os = await bucket();
  const bytes = randomBytes(10 << 20);
  const info = await os.put({ name: "large" }, stream(bytes), { timeout: 30000 });
  assert.equal(info.size, bytes.length);
  const result = await os.get("large");
  const [digest, size] = await digestOf(result.data);
  assert.ok(!(await result.error));
  assert.equal(size, bytes.length);
  assert.equal(digest, createHash("sha256").update(bytes).digest("base64url"));
});

test("put replaces", async () => {
  const os = await bucket();
  await os.putBlob({ name: "a" }, randomBytes(300_000));
  await os.putBlob({ name: "a" }, new TextEncoder().encode("second"));
  assert.equal(new TextDecoder().decode(await os.getBlob("a")), "second");
  assert.equal((await os.list()).length, 1);
});

test("links lead to their objects", async () => {
  const os = await bucket();
  const info = await os.putBlob({ name: "a" }, new TextEncoder().encode("linked"));
  await os.link("l", info);
  assert.equal(new TextDecoder().decode(await os.getBlob("l")), "linked");
});

test("watch sees puts and deletes", async () => {
  const os = await bucket();
  await os.putBlob({ name: "a" }, new Uint8Array([1]));
  // Without history the client is told of what comes only.
  const watch = await os.watch({ includeHistory: true });
  setTimeout(() => os.delete("a"), 50);
  const infos = await take(watch, 2);
  assert.deepEqual(infos.map((i) => [i.name, i.deleted ?? false]), [["a", false], ["a", true]]);
});

test("a sealed bucket takes nothing more", async () => {
  const os = await bucket();
  await os.putBlob({ name: "a" }, new Uint8Array([1]));
  const status = await os.seal();
  assert.equal(status.sealed, true);
  await assert.rejects(os.putBlob({ name: "b" }, new Uint8Array([1])));
  assert.deepEqual(Array.from(await os.getBlob("a")), [1]);
});

test("meta data can change", async () => {
  const os = await bucket();
  await os.putBlob({ name: "a" }, new Uint8Array([1]));
  await os.update("a", { name: "b", description: "renamed" });
  assert.equal((await os.info("b")).description, "renamed");
  assert.equal(await os.info("a"), null);
});
