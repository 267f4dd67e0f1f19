// The model's contract as data.

import type { EnhanceStyle } from "./questions.js";
import type { AspectRatio, Duration } from "./request.js";

/** The model's contract: id, limits, defaults, prices. */
export const MODEL: {
  readonly id: "kwaivgi/kling-v1.6-multi-i2v-standard";
  readonly baseUrl: string;
  readonly limits: {
    readonly promptCharacters: number;
    readonly imagesMin: number;
    readonly imagesMax: number;
  };
  /** Kling's own limits, which the model's page does not state: warnings, not errors. */
  readonly advice: {
    readonly negativePromptCharacters: number;
    readonly imageFormats: readonly string[];
    readonly imageBytes: number;
    readonly imageSide: number;
    readonly imageRatio: number;
  };
  readonly durations: readonly Duration[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly defaults: { readonly duration: Duration; readonly aspect_ratio: AspectRatio };
  readonly pricing: {
    readonly currency: "USD";
    readonly unitSeconds: number;
    readonly unitMicros: number;
    readonly enhancePromptMicros: number;
    readonly perVideo: readonly {
      readonly duration: Duration;
      readonly micros: number;
      readonly usd: number;
      readonly text: string;
    }[];
  };
  readonly enhanceStyles: readonly EnhanceStyle[];
  /** Days that the service keeps jobs, videos and uploads. */
  readonly keptDays: number;
};
