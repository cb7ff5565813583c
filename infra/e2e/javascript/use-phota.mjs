// node use-phota.mjs <base URL> <photo file> <address>, with the API key in PHOTA_API_KEY: uses the API as a customer does and says
// what came of it, as one JSON object. Serves photos, and receives webhooks, on the address, which the deployment must allow. Exits
// with 1 at the first thing that is not as documented.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { PhotaClient, PhotaError, isSigned } from "./phota-client.mjs";

const [baseUrl, photoFile, address] = process.argv.slice(2);
const client = new PhotaClient(baseUrl, process.env.PHOTA_API_KEY);
const file = await readFile(photoFile);
const photo = file.toString("base64");
const seen = {};

async function refusal(call) {
  try {
    await call;
  } catch (error) {
    if (error instanceof PhotaError) {
      return error;
    }
    throw error;
  }
  throw new Error("a refusal was expected");
}

// Serves the photo at every path, and receives webhooks.
const webhooks = [];
let arrived = () => {};
const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.writeHead(200, { "Content-Type": "image/jpeg" }).end(file);
    return;
  }
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    webhooks.push({ headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(204).end();
    arrived();
  });
});
await new Promise((done) => server.listen(0, address, done));
const here = `http://${address}:${server.address().port}`;

async function webhookOf(jobId) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const found = webhooks.find((webhook) => JSON.parse(webhook.body).job_id === jobId);
    if (found) {
      return found;
    }
    await new Promise((done) => {
      arrived = done;
      setTimeout(done, 500);
    });
  }
  throw new Error("no webhook came");
}

try {
  // Synchronous, with the images inline.
  const inline = await client.enhance({ image: photo, response_mode: "bytes", output_format: "png" });
  assert.equal(inline.images.length, 1);
  assert.deepEqual(inline.download_urls, []);
  assert.equal(Buffer.from(inline.images[0], "base64").toString("latin1", 1, 4), "PNG");
  assert.deepEqual(inline.known_subjects.counts, {});
  seen.synchronous = true;

  // Asynchronous, with a webhook; polled to its end.
  const request = {
    image: photo,
    async: true,
    response_mode: "urls",
    num_output_images: 2,
    callback_url: `${here}/webhook`,
    client_request_id: `javascript-${Date.now()}`,
  };
  const handle = await client.enhance(request);
  assert.equal(handle.status, "QUEUED");
  const job = await client.awaitJob(handle);
  assert.equal(job.status, "SUCCEEDED", JSON.stringify(job.error));
  assert.equal(job.result.download_urls.length, 2);
  for (const url of job.result.download_urls) {
    const result = await client.download(url);
    assert.equal(result.type, "image/jpeg");
    assert.equal(result.bytes[0], 0xff);
  }
  seen.asynchronous = job.job_id;

  const webhook = await webhookOf(job.job_id);
  const { secret } = await client.webhookSecret();
  assert.ok(isSigned(secret, webhook.body, webhook.headers["x-phota-signature"]));
  assert.ok(!isSigned(secret + "x", webhook.body, webhook.headers["x-phota-signature"]));
  const told = JSON.parse(webhook.body);
  assert.equal(told.status, "SUCCEEDED");
  assert.ok(told.sequence <= (await client.job(job.job_id)).sequence);
  seen.webhook = true;

  // The same request again is the same job; another one with its name is refused.
  assert.deepEqual(await client.enhance(request), handle);
  const conflict = await refusal(client.enhance({ ...request, num_output_images: 3 }));
  assert.deepEqual([conflict.status, conflict.code], [409, "IDEMPOTENCY_CONFLICT"]);
  seen.replay = true;

  // Errors.
  const invalid = await refusal(client.enhance({ image: photo, num_output_images: 9 }));
  assert.deepEqual([invalid.status, invalid.code], [422, "VALIDATION_FAILED"]);
  assert.deepEqual(invalid.detail[0].loc, ["body", "num_output_images"]);
  assert.ok(invalid.requestId);
  const unknown = await refusal(client.job("0".repeat(32)));
  assert.deepEqual([unknown.status, unknown.code], [404, "NOT_FOUND"]);
  const stranger = await refusal(new PhotaClient(baseUrl, "lk_nobody").webhookSecret());
  assert.deepEqual([stranger.status, stranger.code], [401, "UNAUTHORIZED"]);
  seen.errors = true;

  // A profile is added; what its training comes to depends on who is in the photos.
  const urls = Array.from({ length: 5 }, (_, index) => `${here}/${index}.jpg`);
  const few = await refusal(client.addProfile({ image_urls: urls, training_tier: "standard" }));
  assert.equal(few.status, 422);
  const { profile_id: profileId } = await client.addProfile({ image_urls: urls, training_tier: "fast", tag: "javascript" });
  assert.match(profileId, /^[0-9a-f]{32}$/);
  const profile = await client.profileStatus(profileId);
  assert.equal(profile.profile_id, profileId);
  assert.ok(["VALIDATING", "QUEUING", "IN_PROGRESS", "READY", "ERROR"].includes(profile.status), profile.status);
  seen.profile = profileId;

  // What is offered.
  const { models } = await client.models();
  assert.ok(models.some((model) => model.id === "nb2"));
  seen.models = models.length;
  console.log(JSON.stringify(seen));
} catch (error) {
  console.error(JSON.stringify(seen));
  console.error(error);
  process.exitCode = 1;
} finally {
  server.close();
  server.closeAllConnections?.();
}
