// What the prompt optimizer and the history are asked.

import type { Picture } from "./request.js";

/** A style of the prompt optimizer. */
export type EnhanceStyle = "default" | "artistic" | "photographic" | "technical" | "anime" | "realistic";

/** What the prompt optimizer is asked: a text, a picture, or both. */
export interface EnhanceRequest {
  text?: string;
  image?: Picture;
  /** Default: "default". */
  style?: EnhanceStyle;
}

/** Which part of the account's history is asked for; the names are the service's own. */
export interface HistoryQuery {
  /** From 1. */
  page?: number;
  /** At most 100. Default: 20. */
  page_size?: number;
  /** Default: this model. */
  model?: string;
  status?: string;
  /** RFC 3339. */
  created_after?: string;
  /** RFC 3339. */
  created_before?: string;
  include_inputs?: boolean;
}
