// The model's contract as data.

import type { EnhanceStyle } from "./questions.js";
import type { AspectRatio, Duration } from "./request.js";

/**
 * The model's contract: id, limits, defaults, prices. Plain frozen data, which costs no start.
 *
 * @example
 * const choices = MODEL.pricing.perVideo.map(({ duration, text }) => `${duration} s for ${text}`);
 */
export const MODEL: {
  /** The model's name at the service. */
  readonly id: "kwaivgi/kling-v1.6-multi-i2v-standard";
  /** Where the service is. */
  readonly baseUrl: string;
  /** Over them the service refuses a request. */
  readonly limits: {
    /** Unicode scalar values. */
    readonly promptCharacters: number;
    /** Pictures, at least. */
    readonly imagesMin: number;
    /** Pictures, at most. */
    readonly imagesMax: number;
  };
  /** Kling's own limits, which the model's page does not state: warnings, not errors. */
  readonly advice: {
    /** Unicode scalar values, at most. */
    readonly negativePromptCharacters: number;
    /** As `inspectImage` names them. */
    readonly imageFormats: readonly string[];
    /** Of one picture, at most. */
    readonly imageBytes: number;
    /** Pixels of the shorter side, at least. */
    readonly imageSide: number;
    /** The longer side to the shorter, at most. */
    readonly imageRatio: number;
  };
  /** Seconds that a video may have. */
  readonly durations: readonly Duration[];
  /** Formats that a video may have. */
  readonly aspectRatios: readonly AspectRatio[];
  /** What is taken where a request does not say. */
  readonly defaults: {
    /** Seconds. */
    readonly duration: Duration;
    /** Width to height. */
    readonly aspect_ratio: AspectRatio;
  };
  /** The list prices. */
  readonly pricing: {
    /** Always "USD". */
    readonly currency: "USD";
    /** Seconds of video that one unit has. */
    readonly unitSeconds: number;
    /** What one unit costs, in millionths of a USD. */
    readonly unitMicros: number;
    /** What `enhancePrompt` costs, in millionths of a USD. */
    readonly enhancePromptMicros: number;
    /** What one video costs, by its length. */
    readonly perVideo: readonly {
      /** Seconds. */
      readonly duration: Duration;
      /** Millionths of a USD. */
      readonly micros: number;
      /** USD. */
      readonly usd: number;
      /** "$0.25". */
      readonly text: string;
    }[];
  };
  /** Styles of the prompt optimizer. */
  readonly enhanceStyles: readonly EnhanceStyle[];
  /** Days that the service keeps jobs, videos and uploads. */
  readonly keptDays: number;
};
