// A client of the HTTP API, written from the OpenAPI document alone: Node.js 18 or newer, nothing else.

import { createHmac, timingSafeEqual } from "node:crypto";

const ENDED = new Set(["SUCCEEDED", "FAILED", "CANCELED", "EXPIRED"]);

export class PhotaError extends Error {
  constructor(status, body) {
    super(`${status} ${body.code}: ${typeof body.detail === "string" ? body.detail : JSON.stringify(body.detail)}`);
    this.status = status;
    this.code = body.code;
    this.detail = body.detail;
    this.requestId = body.request_id;
  }
}

export class PhotaClient {
  constructor(baseUrl, apiKey) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  edit(request) {
    return this.#call("POST", "/edit", request);
  }

  generate(request) {
    return this.#call("POST", "/generate", request);
  }

  enhance(request) {
    return this.#call("POST", "/enhance", request);
  }

  remix(request) {
    return this.#call("POST", "/remix", request);
  }

  job(jobId) {
    return this.#call("GET", `/jobs/${encodeURIComponent(jobId)}`);
  }

  cancel(jobId) {
    return this.#call("POST", `/jobs/${encodeURIComponent(jobId)}/cancel`);
  }

  webhookSecret() {
    return this.#call("GET", "/webhook-secret");
  }

  addProfile(request) {
    return this.#call("POST", "/profiles/add", request);
  }

  profileStatus(profileId) {
    return this.#call("GET", `/profiles/${encodeURIComponent(profileId)}/status`);
  }

  models() {
    return this.#call("GET", "/models");
  }

  /** Polls as the answers ask for: `Retry-After` says when. */
  async awaitJob(handle, limitMillis = 90_000) {
    const deadline = Date.now() + limitMillis;
    while (Date.now() < deadline) {
      const { body, headers } = await this.#fetch("GET", handle.poll_url);
      if (ENDED.has(body.status)) {
        return body;
      }
      await new Promise((done) => setTimeout(done, 1000 * Number(headers.get("Retry-After") ?? 1)));
    }
    throw new Error(`job ${handle.job_id} did not end`);
  }

  /** A download URL carries its own permission: no key is sent. */
  async download(url) {
    const response = await fetch(url);
    if (!response.ok) {
      throw new PhotaError(response.status, await response.json());
    }
    return { type: response.headers.get("Content-Type"), bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  async #call(method, path, request) {
    return (await this.#fetch(method, this.baseUrl + path, request)).body;
  }

  async #fetch(method, url, request) {
    const headers = { "X-API-Key": this.apiKey, Accept: "application/json" };
    if (request !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    const response = await fetch(url, { method, headers, body: request && JSON.stringify(request) });
    const body = await response.json();
    if (!response.ok) {
      throw new PhotaError(response.status, body);
    }
    return { body, headers: response.headers };
  }
}

/** Whether a webhook was signed with the secret; `rawBody` is what came over the wire, untouched. */
export function isSigned(secret, rawBody, signatureHeader) {
  const expected = Buffer.from("sha256=" + createHmac("sha256", secret).update(rawBody).digest("hex"));
  return signatureHeader
    .split(",")
    .map((value) => Buffer.from(value.trim()))
    .some((value) => value.length === expected.length && timingSafeEqual(value, expected));
}
