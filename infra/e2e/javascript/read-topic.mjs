// Reads the first records of a topic with clients that are not ours and prints each as a line of JSON.
//
//   node read-topic.mjs <bootstrap servers> <registry url> <topic> <count>
//
// Exit code 0: as many records as asked for were printed. 1: they did not come in time, or one could not be read.
// 2: wrong arguments. Only committed records count; headers and keys are printed as text.
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";
import { Kafka, logLevel } from "kafkajs";

const PATIENCE_MS = 30_000;
const USAGE = "usage: node read-topic.mjs <bootstrap servers> <registry url> <topic> <count>";

const { positionals } = parseArgs({ allowPositionals: true });
const [bootstrap, registryUrl, topic, countText] = positionals;
const count = Number(countText);
if (positionals.length !== 4 || !Number.isInteger(count) || count < 1) {
  console.error(USAGE);
  process.exit(2);
}

const kafka = new Kafka({
  clientId: "likeness-topic-reader",
  brokers: bootstrap.split(","),
  logLevel: logLevel.NOTHING, // What matters is thrown and printed once, below.
});
const registry = new SchemaRegistry({ host: registryUrl });

const asText = (bytes) => (bytes == null ? null : bytes.toString("utf8"));

const headersAsText = (headers) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, asText(value)]));

// The bytes after the leading zero name the schema: printed, so that a test can ask the registry for it.
const schemaId = (value) => (value == null ? null : value.readInt32BE(1));

async function print(partition, message) {
  const { key, headers, offset, timestamp, value } = message;
  const record = {
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: asText(key),
    headers: headersAsText(headers),
    schemaId: schemaId(value),
    value: value == null ? null : await registry.decode(value),
  };
  console.log(JSON.stringify(record));
}

// The client can read only as a member of a group: one of its own, which leaves nothing behind.
const groupId = `likeness-topic-reader-${randomUUID()}`;
const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });

async function readAll() {
  let printed = 0;
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((done, failed) => {
    const late = () => failed(new Error(`${printed} of ${count} records within ${PATIENCE_MS} ms`));
    const timer = setTimeout(late, PATIENCE_MS);
    const settle = (outcome) => {
      clearTimeout(timer);
      outcome();
    };
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          if (printed === count) {
            return;
          }
          try {
            await print(partition, message);
          } catch (error) {
            settle(() => failed(new Error(`${topic}-${partition}@${message.offset}: ${error.message}`)));
            return;
          }
          printed += 1;
          if (printed === count) {
            settle(done);
          }
        },
      })
      .catch((error) => settle(() => failed(error)));
  });
}

async function forgetGroup() {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect(); // An open connection would keep this process alive.
  }
}

try {
  await consumer.connect();
  try {
    await readAll();
  } finally {
    await consumer.disconnect();
    await forgetGroup().catch(() => {}); // A group without commits expires by itself as well.
  }
} catch (error) {
  console.error(`read-topic: ${error.message}`);
  process.exitCode = 1;
}
