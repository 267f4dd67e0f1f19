// What the prompt optimizer and the history are asked.

import type { Picture } from "./request.js";

/**
 * A style of the prompt optimizer.
 *
 * @example
 * const style: EnhanceStyle = "photographic";
 * const prompt = await kling.enhancePrompt({ text: "a fox in the snow", style });
 */
export type EnhanceStyle = "default" | "artistic" | "photographic" | "technical" | "anime" | "realistic";

/**
 * What the prompt optimizer is asked: a text, a picture, or both.
 *
 * @example
 * await kling.enhancePrompt({ text: "a fox in the snow", image: file, style: "photographic" });
 */
export interface EnhanceRequest {
  /** The prompt to enrich. */
  text?: string | undefined;
  /** A picture to describe. */
  image?: Picture | undefined;
  /** Default: "default". */
  style?: EnhanceStyle | undefined;
}

/**
 * Which part of the account's history is asked for; the names are the service's own.
 *
 * @example
 * await kling.history({ page: 2, page_size: 100, created_after: "2026-11-01T00:00:00Z" });
 */
export interface HistoryQuery {
  /** From 1. */
  page?: number | undefined;
  /** At most 100. Default: 20. */
  page_size?: number | undefined;
  /** Default: this model. */
  model?: string | undefined;
  /** The service's own word: "completed", "failed", … Default: any. */
  status?: string | undefined;
  /** RFC 3339. */
  created_after?: string | undefined;
  /** RFC 3339. */
  created_before?: string | undefined;
  /** Whether `raw` has what each job was made of. Default: the service's. */
  include_inputs?: boolean | undefined;
}
