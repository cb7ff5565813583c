// node bull-jobs.mjs <port> <port of Redis>: accepts jobs by HTTP, does them (there is nothing to do) and tells each with a signed
// webhook. A request is answered once Redis has its job; a webhook that is not taken makes BullMQ run the job again after 5 s.

import { createHmac, randomUUID } from "node:crypto";
import { Agent, createServer, request } from "node:http";
import { Queue, Worker } from "bullmq";

const WEBHOOK_LIMIT_MS = 10_000;
const SECRET = "of a benchmark";
const QUEUE = "jobs";

const [port, redisPort] = process.argv.slice(2).map(Number);
const connection = { host: "127.0.0.1", port: redisPort, maxRetriesPerRequest: null };
const queue = new Queue(QUEUE, {
  connection,
  defaultJobOptions: { attempts: 8, backoff: { type: "fixed", delay: 5_000 }, removeOnComplete: 10_000 },
});
const agent = new Agent({ keepAlive: true });

function tell(url, jobId) {
  const body = JSON.stringify({ job_id: jobId, status: "SUCCEEDED" });
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "X-Signature": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", agent, headers, timeout: WEBHOOK_LIMIT_MS }, (answer) => {
      answer.resume();
      answer.on("error", reject);
      answer.on("end", () =>
        answer.statusCode >= 200 && answer.statusCode < 300 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      );
    });
    call.on("timeout", () => call.destroy(new Error("no answer")));
    call.on("error", reject);
    call.end(body);
  });
}

async function accept(text) {
  const { callback_url: callbackUrl } = JSON.parse(text);
  const jobId = randomUUID();
  await queue.add("enhance", { callbackUrl }, { jobId });
  return JSON.stringify({ job_id: jobId, status: "QUEUED" });
}

const worker = new Worker(QUEUE, (job) => tell(job.data.callbackUrl, job.id), { connection, concurrency: 100 });
worker.on("error", (error) => console.error(error.message));
await worker.waitUntilReady();

const server = createServer((call, answer) => {
  let text = "";
  call.setEncoding("utf8");
  call.on("data", (part) => (text += part));
  call.on("end", () =>
    accept(text).then(
      (body) => answer.writeHead(202, { "Content-Type": "application/json" }).end(body),
      (error) => answer.writeHead(503).end(error.message),
    ),
  );
});
server.keepAliveTimeout = 300_000; // else a connection may be closed just when the next request is sent on it
server.listen(port, "127.0.0.1");
