// The types of the check of webhooks: `import … from "kling-multi-i2v/webhooks"`.

/**
 * Options of the check.
 *
 * @example
 * await verifyWebhook(incoming, secret, { toleranceSeconds: 60 });
 */
export interface WebhookOptions {
  /** The time that it is, in milliseconds since 1970. Default: this machine's clock. */
  nowMs?: number | undefined;
  /** How far the signing may be from now, in seconds, back or ahead. Default: 300, as the service has it. */
  toleranceSeconds?: number | undefined;
}

/**
 * What a webhook tells of its job. What is missing or of another shape than documented is null, "" or empty.
 *
 * @example
 * const words = ({ id, status, error }: WebhookPrediction) => `${id}: ${status} ${error}`;
 */
export interface WebhookPrediction {
  /** The job's id, as `submit()` told it. */
  id: string | null;
  /** The service's own word: "completed", "failed" and others. */
  status: string;
  /** Addresses (`http` or `https`) of all that was made. */
  outputs: string[];
  /** Address of the video. The service keeps it for 7 days. */
  video: string | null;
  /** Whether the service flagged it as not safe for work. */
  flagged: boolean;
  /** The service's own words on a failure. */
  error: string;
  /** The prediction, as it came. */
  raw: Record<string, unknown>;
}

/**
 * A webhook that is the service's own.
 *
 * @example
 * const { id, prediction }: Webhook = await verifyWebhook(incoming, secret);
 */
export interface Webhook {
  /** Its id: the same again is the same message sent again. */
  id: string;
  /** When it was signed, in seconds since 1970. */
  timestamp: number;
  /** Where its job stands. */
  prediction: WebhookPrediction;
}

/**
 * Checks that a request is the service's own and recent, and reads what it tells. Wherever there are `Request` and
 * WebCrypto: Node 20, workers, Deno, Bun. The signature is HMAC-SHA256 over `id.timestamp.body`, compared in constant time.
 *
 * @param request untouched: the body's bytes are what is signed, so nothing may have read or parsed them
 * @param secret as the service names it, `whsec_` and all; several while it is being changed. `undefined`, as an environment
 *   variable that is not set gives it, is refused as "config"
 * @throws {KlingError} code "forbidden" for what is not the service's, or too old; "config" for a secret, an option or a
 *   request that cannot be used; "network" for a body that broke off; "bad_response" for one that is no JSON object.
 * @example
 * export async function POST(request: Request) {
 *   const { id, prediction } = await verifyWebhook(request, process.env.WAVESPEED_WEBHOOK_SECRET);
 *   if (prediction.status === "completed") await keep(prediction.id, prediction.video);
 *   return new Response(null, { status: 204 });
 * }
 */
export function verifyWebhook(
  request: Request,
  secret: string | undefined | readonly (string | undefined)[],
  options?: WebhookOptions,
): Promise<Webhook>;
